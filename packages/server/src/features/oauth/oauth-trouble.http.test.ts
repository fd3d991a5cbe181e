import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { told } from './testing/oauth-calls.ts'
import { oauthWorld } from './testing/oauth-world.ts'
import { form, json } from './testing/tls-client.ts'

test('while the database is away tokens are answered 503 with Retry-After in the form of RFC 6749, and come again with it', async () => {
  const other = await oauthWorld()
  try {
    const client = await other.newClient()
    const request = form({ grant_type: 'client_credentials', client_id: client.id, client_secret: client.secret })
    const nowhere = createServer().listen(0)
    const { port } = nowhere.address() as AddressInfo
    nowhere.close()
    const { options } = other.db.pool as unknown as { options: { port: number; host: string; connectionString?: string } }
    expect((await fetch(`${other.issuer}/oauth/token`, request)).status).toBe(200)
    const before = { ...options }
    Object.assign(options, { connectionString: `postgresql://x@127.0.0.1:${port}/x` })
    await other.admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'skykeep test'`,
    )
    const answer = await fetch(`${other.issuer}/oauth/token`, request)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('2')
    expect(await answer.json()).toMatchObject({ error: 'temporarily_unavailable' })
    Object.assign(options, before)
    expect((await fetch(`${other.issuer}/oauth/token`, request)).status).toBe(200)
  } finally {
    await other.close()
  }
})
control(
  'OAUTH-19',
  'tokens are limited per client, refused proofs per address, with Retry-After; knowing an id uses nothing up',
  async () => {
    const other = await oauthWorld({
      settings: { SKYKEEP_LIMIT_TOKENS_PER_MINUTE: '3', SKYKEEP_LIMIT_FAILED_AUTHENTICATION_PER_MINUTE: '5' },
    })
    try {
      const [client, neighbour, aircraft] = [await other.newClient(), await other.newClient(), await other.newAircraft()]
      const asks = ({ id, secret }: { id: string; secret: string }) =>
        fetch(`${other.issuer}/oauth/token`, form({ grant_type: 'client_credentials', client_id: id, client_secret: secret }))
      const flies = (client_secret: string) =>
        fetch(`${other.issuer}/auth/token`, json({ aircraft_id: aircraft.id, client_secret }))
      for (let wrong = 0; wrong < 3; wrong++) expect((await asks({ ...client, secret: 'wrong' })).status).toBe(401)
      for (let good = 0; good < 3; good++) expect((await asks(client)).status).toBe(200)
      const limited = await asks(client)
      expect(limited.status).toBe(429)
      expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(limited.headers.get('ratelimit')).toContain('"token";r=0')
      expect(await limited.json()).toMatchObject({ error: 'temporarily_unavailable' })
      expect((await asks(neighbour)).status).toBe(200)
      for (let good = 0; good < 3; good++) expect((await flies(aircraft.secret)).status).toBe(200)
      expect((await told(await flies(aircraft.secret))).code).toBe('RATE_LIMITED')

      // Five refused proofs were allowed: three are used.
      expect((await flies('wrong')).status).toBe(401)
      expect((await asks({ ...client, secret: 'wrong' })).status).toBe(401)
      for (const guess of [await flies('wrong'), await asks({ ...neighbour, secret: 'wrong' })]) {
        expect(guess.status).toBe(429)
        expect(Number(guess.headers.get('retry-after'))).toBeGreaterThan(0)
      }
      expect(await other.count('rate_limit_exceeded_total', { route: '/oauth/token' })).toBe(2)
      expect(await other.count('rate_limit_exceeded_total', { route: '/auth/token' })).toBe(2)
      expect(other.refused.filter((code) => code === 'RATE_LIMITED')).toHaveLength(4)
      expect((await asks(neighbour)).status).toBe(200)
    } finally {
      await other.close()
    }
  },
)
