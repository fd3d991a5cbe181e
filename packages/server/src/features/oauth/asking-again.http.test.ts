import { afterAll, beforeAll, expect } from 'vitest'
import { control } from '../../testing/control.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'
import { APP_REDIRECT, CLI, CLI_REDIRECT, people, pkce, scene } from './testing/people.ts'

let world: World
let folk: ReturnType<typeof people>
beforeAll(async () => {
  world = await oauthWorld()
  folk = people(world)
})
afterAll(() => world.close())

const { challenge } = pkce()
const urlOf = (client: { id: string }, more: Record<string, string> = {}) =>
  folk.authorizeUrl(client, {
    redirect_uri: client.id === CLI.id ? CLI_REDIRECT : APP_REDIRECT,
    code_challenge: challenge,
    ...more,
  })
const grantsOf = async (account: string) =>
  (await world.admin.query('select * from identity.grants where account_id = $1 order by id', [account])).rows

control(
  'OAUTH-34',
  'who agreed before is not asked again for the same or less by a client that proves itself, in that team',
  async () => {
    const { team_id, client, person, browser } = await scene(world)
    await folk.tokensFor(browser, client, 'openid team:read')
    const goesOn = async (more: Record<string, string> = {}, who = browser) =>
      (await who.get(urlOf(client, more))).location?.searchParams.has('code') === true
    expect(await goesOn({ scope: 'openid team:read' })).toBe(true)
    expect(await goesOn({ scope: 'openid' })).toBe(true)
    expect(await goesOn({ scope: 'openid', prompt: 'none' })).toBe(true)
    expect(await goesOn({ scope: 'openid' }, await folk.signIn(person))).toBe(true)
    expect(await goesOn({ scope: 'openid team:read team:write' })).toBe(false)
    expect(await goesOn({ scope: 'openid', prompt: 'consent' })).toBe(false)
    expect(await goesOn({ scope: 'openid', prompt: 'login' })).toBe(false)
    const colleague = await folk.newPerson({ team_id })
    expect(await goesOn({ scope: 'openid' }, await folk.signIn(colleague))).toBe(false)
    expect(await grantsOf(person.id)).toHaveLength(1)
    await world.admin.query('update identity.grants set ended_at = now() where account_id = $1', [person.id])
    expect(await goesOn({ scope: 'openid' })).toBe(false)
  },
)

control('OAUTH-34', 'a client that keeps no secret, or listens on a person’s own machine, is asked about each time', async () => {
  const { client: publicly, browser } = await scene(world, { client: { auth_method: 'none' } })
  await folk.tokensFor(browser, { id: publicly.id }, 'openid')
  expect(folk.uidIn(await browser.get(urlOf(publicly)))).toBeDefined()
  await folk.tokensFor(browser, CLI, 'openid')
  expect(folk.uidIn(await browser.get(urlOf(CLI)))).toBeDefined()
  const { location } = await browser.get(urlOf(CLI, { prompt: 'none' }))
  expect(location?.searchParams.get('error')).toBe('consent_required')
})

control('OAUTH-34', 'what was approved but never fetched by the client counts for nothing later', async () => {
  const { client, browser } = await scene(world)
  const uid = folk.uidIn(await browser.get(urlOf(client)))
  await browser.post(`/oauth/interactions/${uid}/approve`)
  expect(folk.uidIn(await browser.get(urlOf(client)))).not.toBe(uid)
})

control(
  'OAUTH-31',
  'a client that wants a fresh sign-in gets one: who signed in before it asked has to do it again',
  async () => {
    const { client, person, browser } = await scene(world)
    const wishes: Record<string, string>[] = [{ prompt: 'login' }, { max_age: '0' }, { max_age: '300' }]
    for (const wish of wishes) {
      world.clock.shiftMs = -400_000
      await folk.signIn(person, { browser })
      world.clock.shiftMs = 0
      const uid = folk.uidIn(await browser.get(urlOf(client, wish)))
      expect((await browser.get(`/oauth/interactions/${uid}`)).body.needs_sign_in).toBe(true)
      const refused = await browser.post(`/oauth/interactions/${uid}/approve`)
      expect([refused.status, refused.body.code]).toEqual([403, 'STEP_UP_REQUIRED'])
      await folk.signIn(person, { browser })
      const { redirect_to } = (await browser.post(`/oauth/interactions/${uid}/approve`)).body
      expect((await browser.get(redirect_to)).location?.searchParams.has('code')).toBe(true)
    }
    world.clock.shiftMs = -400_000
    await folk.signIn(person, { browser })
    world.clock.shiftMs = 0
    const { location } = await browser.get(urlOf(client, { prompt: 'none', max_age: '300' }))
    expect(location?.searchParams.get('error')).toBe('login_required')
  },
)
