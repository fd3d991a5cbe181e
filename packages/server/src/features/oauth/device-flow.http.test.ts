import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { DEVICE_GRANT } from './client-metadata.ts'
import type { Browser } from './testing/browser.ts'
import { told } from './testing/oauth-calls.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'
import { CLI, type ClientOfTest, people, scene } from './testing/people.ts'
import { form } from './testing/tls-client.ts'

let world: World
let folk: ReturnType<typeof people>
beforeAll(async () => {
  world = await oauthWorld()
  folk = people(world)
})
afterAll(() => world.close())

interface Begun {
  device_code: string
  user_code: string
  verification_uri: string
  verification_uri_complete: string
  expires_in: number
}

const begin = (client: ClientOfTest = CLI, scope = 'openid team:read offline_access') =>
  fetch(
    `${world.issuer}/oauth/device_authorization`,
    form({ client_id: client.id, ...(client.secret && { client_secret: client.secret }), scope }),
  )
const begun = async (...about: Parameters<typeof begin>) => (await told(await begin(...about))) as unknown as Begun
/** Asks for the tokens of a device; each time so much later that it does not ask too often. */
const poll = (device_code: string, client: ClientOfTest = CLI) => {
  world.clock.shiftMs += 6_000
  return folk.token(client, { grant_type: DEVICE_GRANT, device_code })
}
const faultOf = async (answer: Response) => [answer.status, (await told(answer)).error]
const lookUp = (browser: Browser, user_code: string) => browser.get(`/oauth/device?user_code=${encodeURIComponent(user_code)}`)

test('the command line gets its tokens once the person has typed its code at another device and approved', async () => {
  const { team_id, person, browser } = await scene(world)
  const device = await begun()
  expect(device).toMatchObject({
    user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
    verification_uri: `${world.issuer}/console/device`,
    verification_uri_complete: `${world.issuer}/console/device?user_code=${device.user_code}`,
    expires_in: 600,
  })
  expect(await faultOf(await poll(device.device_code))).toEqual([400, 'authorization_pending'])
  const asked = await lookUp(browser, device.user_code.toLowerCase().replace('-', ''))
  expect(asked.body).toMatchObject({
    user_code: device.user_code,
    client: { id: CLI.id, is_proven: false },
    address: '127.0.0.1',
    access_seconds: 30 * 86_400,
  })
  expect(asked.body.scopes.map(({ name }: { name: string }) => name)).toEqual(['openid', 'team:read', 'offline_access'])
  expect((await browser.post('/oauth/device/approve', { user_code: device.user_code })).status).toBe(204)
  const answer = await poll(device.device_code)
  const tokens = await told(answer)
  expect(answer.status, JSON.stringify(tokens)).toBe(200)
  world.clock.shiftMs = 0
  expect(tokens.scope).toBe('openid team:read')
  expect((await folk.whoami(tokens.access_token)).body).toMatchObject({
    id: person.id,
    team_id,
    client_id: CLI.id,
    permissions: ['team:read'],
  })
  expect(decodeJwt(String(tokens.id_token))).toMatchObject({ sub: person.id, aud: CLI.id, acr: 'multi', amr: ['pwd', 'otp'] })
  expect((await folk.refresh(CLI, String(tokens.refresh_token))).status).toBe(200)
  const given = (await world.entriesOf(team_id)).filter(({ action }) => action === 'consent.given')
  expect(given).toMatchObject([{ actor: { id: person.id }, details: { client_id: CLI.id, way: 'device' } }])
})

control(
  'OAUTH-35',
  'the code of a device is decided once, by whoever approves or refuses first, and its tokens are given once',
  async () => {
    const { person, browser } = await scene(world)
    const refused = await begun()
    expect((await browser.post('/oauth/device/deny', { user_code: refused.user_code })).status).toBe(204)
    expect(await faultOf(await poll(refused.device_code))).toEqual([400, 'access_denied'])
    expect((await browser.post('/oauth/device/approve', { user_code: refused.user_code })).status).toBe(404)

    const device = await begun()
    const answers = await Promise.all(
      Array.from({ length: 3 }, () => browser.post('/oauth/device/approve', { user_code: device.user_code })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404])
    const first = await told(await poll(device.device_code))
    expect(await faultOf(await poll(device.device_code))).toEqual([400, 'invalid_grant'])
    world.clock.shiftMs = 0
    await waitUntil('the tokens are refused', async () => (await folk.whoami(first.access_token)).status === 401, 5_000)
    expect(
      (await world.admin.query('select from identity.grants where account_id = $1 and ended_at is null', [person.id])).rowCount,
    ).toBe(0)
  },
)

control('OAUTH-35', 'the code of a device counts for ten minutes, for its own client only', async () => {
  const { browser, client } = await scene(world, { client: { device_flow: true } })
  const device = await begun()
  expect((await browser.post('/oauth/device/approve', { user_code: device.user_code })).status).toBe(204)
  expect(await faultOf(await poll(device.device_code, client))).toEqual([400, 'invalid_grant'])
  expect(await faultOf(await poll(`${device.device_code}x`))).toEqual([400, 'invalid_grant'])
  world.clock.shiftMs = 601_000
  expect(await faultOf(await poll(device.device_code))).toEqual([400, 'invalid_grant'])
  world.clock.shiftMs = 0
  const late = await begun()
  world.clock.shiftMs = 601_000
  const answer = await browser.post('/oauth/device/approve', { user_code: late.user_code })
  world.clock.shiftMs = 0
  expect(answer.status).toBe(404)
})

control(
  'OAUTH-35',
  'whoever tries codes may mistype five in a minute; what is right uses nothing up, and 60 at once are not more',
  async () => {
    // Its own installation: the address of all tests has an allowance, too.
    const other = await oauthWorld()
    try {
      const { browser } = await scene(other)
      const asked = form({ client_id: CLI.id, scope: 'openid' })
      const { user_code } = (await told(await fetch(`${other.issuer}/oauth/device_authorization`, asked))) as unknown as Begun
      for (let right = 0; right < 10; right++) expect((await lookUp(browser, user_code)).status).toBe(200)
      const guesses = await Promise.all(Array.from({ length: 60 }, () => lookUp(browser, 'BBBB-BBBB')))
      expect(guesses.filter(({ status }) => status === 404)).toHaveLength(5)
      const limited = guesses.filter(({ status }) => status === 429)
      expect(limited).toHaveLength(55)
      for (const { headers } of limited) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
      expect((await browser.post('/oauth/device/approve', { user_code })).status).toBe(429)
      for (const wrong of ['', 'BCDF', 'BCDF-GHJ1', 'BCDF-GHJK-L', '%00'])
        expect((await lookUp(browser, wrong)).body.code, wrong).toBe('VALIDATION_FAILED')
      const elsewhere = await people(other).signIn(await people(other).newPerson())
      expect((await lookUp(elsewhere, user_code)).status).toBe(429)
    } finally {
      await other.close()
    }
  },
)

control('OAUTH-39', 'S-07 what another site sends lets no device in and refuses none', async () => {
  const { person, browser } = await scene(world)
  const { user_code } = await begun()
  const elsewhere: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: 'null' },
  ]
  for (const headers of elsewhere)
    for (const path of ['/oauth/device/approve', '/oauth/device/deny'])
      expect((await browser.post(path, { user_code }, headers)).body.code).toBe('CROSS_SITE_REFUSED')
  expect((await browser.submit('/oauth/device/approve', { user_code })).status).toBe(415)
  expect((await lookUp(browser, user_code)).status).toBe(200)
  expect((await world.admin.query('select from identity.grants where account_id = $1', [person.id])).rowCount).toBe(0)
})

test('a device asks as it was registered: not for a client without the flow, without its secret, or for more than it may', async () => {
  const { client } = await scene(world)
  expect(await faultOf(await begin(client))).toEqual([400, 'invalid_request'])
  const typing = await world.newClient({ device_flow: true, roles: ['reader'] })
  expect((await begin({ id: typing.id })).status).toBe(401)
  expect((await begin(typing, 'openid team:read')).status).toBe(200)
  expect(await faultOf(await begin(typing, 'client:write'))).toEqual([400, 'invalid_scope'])
  expect(await faultOf(await begin(typing, 'no:such'))).toEqual([400, 'invalid_scope'])
  const own = {
    grant_type: 'authorization_code',
    code: 'x',
    redirect_uri: 'https://app.example/callback',
    code_verifier: 'x'.repeat(43),
  }
  expect(await faultOf(await folk.token(typing, own))).toEqual([400, 'invalid_request'])
})
