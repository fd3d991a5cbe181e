import { afterAll, beforeAll, expect } from 'vitest'
import { control } from '../../testing/control.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'

let world: World
beforeAll(async () => {
  world = await oauthWorld()
})
afterAll(() => world.close())

control(
  'CLIENT-12',
  'a public client gets no token of its own, with nothing, with a secret, and with somebody else’s',
  async () => {
    const open = await world.newClient({ auth_method: 'none', roles: ['owner'] })
    const other = await world.newClient({ roles: ['owner'] })
    const ask = (form: Record<string, string>, authorization?: string) =>
      fetch(`${world.issuer}/oauth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...(authorization && { authorization }) },
        body: new URLSearchParams({ grant_type: 'client_credentials', ...form }),
      })
    const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
    const tries = [
      await ask({ client_id: open.id }),
      await ask({ client_id: open.id, client_secret: other.secret }),
      await ask({ client_id: open.id, client_secret: '' }),
      await ask({}, basic(open.id, '')),
      await ask({}, basic(open.id, other.secret)),
    ]
    for (const answer of tries) {
      expect([400, 401]).toContain(answer.status)
      expect(await answer.json()).not.toHaveProperty('access_token')
    }
    expect((await ask({}, basic(other.id, other.secret))).status).toBe(200)
  },
)
