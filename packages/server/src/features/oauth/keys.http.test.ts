import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { SigningKey } from './signing-key.ts'
import { told } from './testing/oauth-calls.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'
import { APP_REDIRECT, people, pkce, scene } from './testing/people.ts'
import { form } from './testing/tls-client.ts'

let world: World
let asker: Awaited<ReturnType<World['newClient']>>
beforeAll(async () => {
  world = await oauthWorld({ modulusBits: 3_072 })
  asker = await world.newClient()
})
afterAll(() => world.close())

const jwks = async () => ((await (await fetch(`${world.issuer}/oauth/jwks`)).json()) as { keys: Record<string, string>[] }).keys
const newToken = async () => {
  const members = { grant_type: 'client_credentials', client_id: asker.id, client_secret: asker.secret }
  const answer = await fetch(`${world.issuer}/oauth/token`, form(members))
  return ((await answer.json()) as { access_token: string }).access_token
}
const whoami = async (token: string) =>
  (await fetch(`${world.issuer}/whoami`, { headers: { authorization: `Bearer ${token}` } })).status
const kidOf = (token: string) => decodeProtectedHeader(token).kid!

control('OAUTH-11', 'O-15 the JWKS shows public members only, of RSA keys of at least 3,072 bits', async () => {
  const answer = await fetch(`${world.issuer}/oauth/jwks`)
  expect(answer.headers.get('content-type')).toContain('application/jwk-set+json')
  const keys = await jwks()
  expect(keys).toHaveLength(2)
  for (const key of keys) {
    expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
    expect(key).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig', e: 'AQAB' })
    expect(Buffer.from(key.n!, 'base64url').length * 8).toBeGreaterThanOrEqual(3_072)
  }
})

control(
  'OAUTH-12',
  'O-16 a key is published before it signs; after the change old tokens hold and new ones are signed by it, without a restart',
  async () => {
    const before = (await jwks()).map(({ kid }) => kid)
    const old = await newToken()
    await world.signingKeys.rotateNow({ even_if_new: true })
    const young = await newToken()
    expect(before).toContain(kidOf(young))
    expect(kidOf(young)).not.toBe(kidOf(old))
    expect(await whoami(old)).toBe(200)
    expect(await whoami(young)).toBe(200)
    const after = (await jwks()).map(({ kid }) => kid)
    expect(after).toHaveLength(3)
    expect(after).toEqual(expect.arrayContaining([kidOf(old), kidOf(young)]))
  },
)

control(
  'OAUTH-12',
  'O-16 people notice nothing of a new key: what was begun goes on, old tokens hold, refreshed ones are signed by it, and no request fails',
  async () => {
    const folk = people(world)
    const { client, browser, person } = await scene(world)
    const old = await folk.tokensFor(browser, client, 'openid offline_access')
    const { verifier, challenge } = pkce()
    const url = folk.authorizeUrl(client, { redirect_uri: APP_REDIRECT, code_challenge: challenge, prompt: 'consent' })
    const uid = folk.uidIn(await browser.get(url))
    let isOver = false
    const answers: number[] = []
    const meanwhile = (async () => {
      while (!isOver) answers.push(await whoami(old.access_token), (await fetch(`${world.issuer}/oauth/jwks`)).status)
    })()
    await world.signingKeys.rotateNow({ even_if_new: true })
    const { redirect_to } = (await browser.post(`/oauth/interactions/${uid}/approve`)).body
    const code = (await browser.get(redirect_to)).location!.searchParams.get('code')!
    const young = await told(await folk.redeem(client, { code, code_verifier: verifier, redirect_uri: APP_REDIRECT }))
    const renewed = await told(await folk.refresh(client, old.refresh_token))
    isOver = true
    await meanwhile
    expect(new Set(answers)).toEqual(new Set([200]))
    const { kid } = await world.signingKeys.active()
    for (const token of [young.access_token, String(young.id_token), renewed.access_token]) expect(kidOf(token)).toBe(kid)
    expect(kidOf(old.access_token)).not.toBe(kid)
    for (const token of [old.access_token, young.access_token, renewed.access_token])
      expect((await folk.whoami(token)).body).toMatchObject({ id: person.id })
    expect((await jwks()).map((key) => key.kid)).toEqual(expect.arrayContaining([kidOf(old.access_token), kid]))
  },
)

control(
  'OAUTH-12',
  'O-16 a key that is withdrawn in an emergency leaves the JWKS, and its tokens are refused within seconds',
  async () => {
    const token = await newToken()
    expect(await whoami(token)).toBe(200)
    await world.signingKeys.withdraw(kidOf(token))
    await waitUntil('the token is refused', async () => (await whoami(token)) === 401, 10_000)
    expect((await jwks()).map(({ kid }) => kid)).not.toContain(kidOf(token))
    expect(await whoami(await newToken())).toBe(200)
  },
)

test('upkeep moves the keys on when their time has come, and removes what has expired', async () => {
  const first = kidOf(await newToken())
  await world.admin.query(
    `insert into identity.revoked_tokens values ('over', now() - interval '2 hours'), ('holds', now() + interval '5 minutes')`,
  )
  await world.admin.query(
    `insert into identity.oauth_artefacts (model, id, payload, expires_at) values ('Grant', 'over', '{}', now() - interval '2 hours'), ('Grant', 'holds', '{}', now())`,
  )
  const { client, browser, person } = await scene(world)
  await people(world).tokensFor(browser, client, 'openid')
  await people(world).tokensFor(browser, client, 'openid email')
  const grants = async () =>
    (await world.admin.query('select scopes from identity.grants where account_id = $1', [person.id])).rows
  await world.admin.query(`update identity.grants set ended_at = now() - interval '31 days' where scopes = '{openid}'`)
  await world.feature.upkeep.run()
  expect(await grants()).toEqual([{ scopes: ['openid', 'email'] }])
  expect(kidOf(await newToken())).toBe(first)
  expect((await world.admin.query('select jti from identity.revoked_tokens')).rows).toEqual([{ jti: 'holds' }])
  expect((await world.admin.query(`select id from identity.oauth_artefacts where model = 'Grant'`)).rows).toEqual([
    { id: 'holds' },
  ])
  world.clock.shiftMs = 91 * 86_400_000
  world.feature.upkeep.start()
  await world.feature.upkeep.stop()
  const { kid } = await world.signingKeys.active()
  world.clock.shiftMs = 0
  expect(kid).not.toBe(first)
})

test('a key that is only published refuses to sign', async () => {
  const { keys } = await world.signingKeys.publicJwks()
  await expect(new SigningKey(keys[0]!, null).sign(Buffer.from('anything'))).rejects.toThrow('does not sign')
})
