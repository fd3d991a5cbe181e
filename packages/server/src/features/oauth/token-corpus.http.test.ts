import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { CompactSign, type JWTPayload, SignJWT } from 'jose'
import { afterAll, beforeAll, expect } from 'vitest'
import { control } from '../../testing/control.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'

let world: World
let client: Awaited<ReturnType<World['newClient']>>
let active: Awaited<ReturnType<World['signingKeys']['active']>>
beforeAll(async () => {
  world = await oauthWorld()
  client = await world.newClient()
  active = await world.signingKeys.active()
})
afterAll(() => world.close())

const now = () => Math.floor(Date.now() / 1_000)
const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const whoami = (token: string) => fetch(`${world.issuer}/whoami`, { headers: { authorization: `Bearer ${token}` } })

const claims = (more: JWTPayload = {}): JWTPayload => ({
  iss: world.issuer,
  aud: 'skykeep',
  sub: client.id,
  client_id: client.id,
  team: client.team_id,
  scope: 'team:read',
  jti: randomUUID(),
  iat: now(),
  exp: now() + 900,
  ...more,
})
const without = (...names: string[]) => Object.fromEntries(Object.entries(claims()).filter(([name]) => !names.includes(name)))
const signed = (payload: JWTPayload, header: Record<string, unknown> = {}, key: KeyObject = active.privateKey) =>
  new SignJWT(payload).setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: active.kid, ...header }).sign(key)
const unsigned = (header: object, sign: (input: string) => string) => {
  const input = `${b64({ typ: 'at+jwt', kid: active.kid, ...header })}.${b64(claims())}`
  return `${input}.${sign(input)}`
}

async function corpus(): Promise<Record<string, string>> {
  const good = await signed(claims())
  const [header, payload, signature] = good.split('.') as [string, string, string]
  const publicKey = createPublicKey(active.privateKey)
  const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = foreign.publicKey.export({ format: 'jwk' })
  const announced = (await world.signingKeys.publicJwks()).keys.find(({ kid }) => kid !== active.kid)!
  const kids = [
    '../../../etc/passwd',
    '/dev/null',
    "' or '1'='1",
    "'; drop table identity.signing_keys; --",
    '%00',
    '\u0000',
    'x'.repeat(5_000),
    '__proto__',
    '',
  ]
  const hs256 = (secret: string) =>
    unsigned({ alg: 'HS256' }, (input) => createHmac('sha256', secret).update(input).digest('base64url'))
  return {
    'payload edited': `${header}.${b64(claims({ scope: 'team:write' }))}.${signature}`,
    'header edited': `${b64({ alg: 'RS256', typ: 'at+jwt', kid: announced.kid })}.${payload}.${signature}`,
    'signature cut': `${header}.${payload}.${signature.slice(0, -4)}`,
    'no signature': `${header}.${payload}.`,
    'two parts': `${header}.${payload}`,
    'four parts': `${good}.x`,
    'not a token': 'nonsense',
    'alg none': unsigned({ alg: 'none' }, () => ''),
    'alg None': unsigned({ alg: 'None' }, () => 'x'),
    'no alg': unsigned({}, () => signature),
    'HS256 with the public key (PEM)': hs256(pem),
    'HS256 with the public key (PEM, trimmed)': hs256(pem.trim()),
    'HS256 with the modulus': hs256(String(publicKey.export({ format: 'jwk' }).n)),
    'HS256 with nothing': hs256(''),
    'PS256 with our key': await signed(claims(), { alg: 'PS256' }),
    'RS512 with our key': await signed(claims(), { alg: 'RS512' }),
    ES256: await signed(claims(), { alg: 'ES256' }, ec.privateKey),
    'another key under our kid': await signed(claims(), {}, foreign.privateKey),
    'our key under the announced kid': await signed(claims(), { kid: announced.kid }),
    'no kid': await signed(claims(), { kid: undefined }),
    ...Object.fromEntries(
      await Promise.all(kids.map(async (kid) => [`kid ${kid.slice(0, 20)}`, await signed(claims(), { kid })])),
    ),
    'kid is a number': await signed(claims(), { kid: 1 }),
    'brings its key (jwk)': await signed(claims(), { jwk, kid: 'mine' }, foreign.privateKey),
    'brings its key under our kid (jwk)': await signed(claims(), { jwk }, foreign.privateKey),
    'brings an address (jku)': await signed(claims(), { jku: 'http://127.0.0.1:1/keys', kid: 'mine' }, foreign.privateKey),
    'brings an address (x5u)': await signed(claims(), { x5u: 'http://127.0.0.1:1/keys', kid: 'mine' }, foreign.privateKey),
    'brings a certificate (x5c)': await signed(claims(), { x5c: ['AAAA'], kid: 'mine' }, foreign.privateKey),
    'a critical header that nobody knows': unsigned({ alg: 'RS256', crit: ['exp'], exp: 1 }, () => signature),
    'typ JWT': await signed(claims(), { typ: 'JWT' }),
    'no typ': await signed(claims(), { typ: undefined }),
    'an ID token': await signed(claims({ aud: client.id, nonce: 'n' }), { typ: 'JWT' }),
    'another issuer': await signed(claims({ iss: 'https://elsewhere.example' })),
    'our issuer with a slash': await signed(claims({ iss: `${world.issuer}/` })),
    'another audience': await signed(claims({ aud: 'else' })),
    'no audience': await signed(without('aud')),
    'not yet': await signed(claims({ nbf: now() + 120 })),
    'issued in the future': await signed(claims({ iat: now() + 120, exp: now() + 900 })),
    over: await signed(claims({ iat: now() - 900, exp: now() - 10 })),
    'too long a life': await signed(claims({ exp: now() + 901 })),
    'a life of years': await signed(claims({ exp: now() + 100_000_000 })),
    'end as text': await signed(claims({ exp: '9999999999' as never })),
    ...Object.fromEntries(
      await Promise.all(
        ['exp', 'iat', 'iss', 'sub', 'jti', 'team', 'scope'].map(async (name) => [`no ${name}`, await signed(without(name))]),
      ),
    ),
    'team is no id': await signed(claims({ team: "' or 1=1" })),
    'team of somebody else': await signed(claims({ team: await world.newTeam() })),
    'nobody’s subject': await signed(claims({ sub: '01a20000-0000-7000-8000-000000000000' })),
    'scope is a list': await signed(claims({ scope: ['team:read'] as never })),
    'an empty binding': await signed(claims({ cnf: {} })),
    'bound to a DPoP key': await signed(claims({ cnf: { jkt: 'x' } })),
    'payload is a list': await new CompactSign(Buffer.from('[]'))
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: active.kid })
      .sign(active.privateKey),
  }
}

control(
  'OAUTH-10',
  'O-14 every token of the corpus is refused 401 with one refusal each, and none makes the server stumble',
  async () => {
    expect((await whoami(await signed(claims()))).status).toBe(200)
    for (const [what, token] of Object.entries(await corpus())) {
      const refused = world.refused.length
      const answer = await whoami(token)
      expect(answer.status, what).toBe(401)
      expect(answer.headers.get('www-authenticate'), what).toContain('Bearer')
      expect(world.refused.length - refused, what).toBe(1)
      expect(((await answer.json()) as { code: string }).code, what).toMatch(
        /^(TOKEN_(INVALID|EXPIRED|REVOKED)|NOT_AUTHENTICATED|CERTIFICATE_REQUIRED)$/,
      )
    }
    expect(await world.count('authentication_failures_total', { code: 'TOKEN_INVALID' })).toBeGreaterThan(40)
  },
)

control('OAUTH-10', 'O-14 a token with any one character changed is refused', async () => {
  const good = await signed(claims())
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.'
  const dots = [good.indexOf('.'), good.lastIndexOf('.')]
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 1), fc.constantFrom(...letters), async (at, letter) => {
      // The last character of a part holds bits that no byte is made of.
      fc.pre(good[at] !== letter && ![...dots, good.length].includes(at + 1))
      const answer = await whoami(good.slice(0, at) + letter + good.slice(at + 1))
      expect(answer.status).toBe(401)
    }),
    { numRuns: 60 },
  )
})
