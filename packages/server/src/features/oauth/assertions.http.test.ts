import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { RawConnection } from '../../testing/raw-connection.ts'
import { assertionAudiences, assertionFault } from './assertion-rules.ts'
import { ASSERTION_TYPE, assertion, machineKey } from './testing/assertions.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'
import { form, json } from './testing/tls-client.ts'

let world: World
beforeAll(async () => {
  world = await oauthWorld()
})
afterAll(() => world.close())

type Ask = (id: string, client_assertion: string) => Promise<Response>
const proof = (client_assertion: string) => ({ client_assertion, client_assertion_type: ASSERTION_TYPE })
const atOAuth: Ask = (_id, text) =>
  fetch(`${world.issuer}/oauth/token`, form({ grant_type: 'client_credentials', ...proof(text) }))
const atAircraftDoor: Ask = (id, text) => fetch(`${world.issuer}/auth/token`, json({ aircraft_id: id, ...proof(text) }))
const doors = { '/oauth/token': atOAuth, '/auth/token': atAircraftDoor }
const statuses = async (answers: Promise<Response>[]) => (await Promise.all(answers)).map(({ status }) => status)
const seconds = () => Math.floor(Date.now() / 1_000)

control('OAUTH-2', 'O-05 the same assertion sent 20 times at once opens once, at one door or at both', async () => {
  const key = machineKey()
  const { id } = await world.newAircraft({ jwks: key.jwks })
  for (const ways of [[atOAuth], [atAircraftDoor], [atOAuth, atAircraftDoor]]) {
    const text = await assertion(id, world.issuer, key)
    const answers = await statuses(Array.from({ length: 20 }, (_, at) => ways[at % ways.length]!(id, text)))
    expect(answers.filter((status) => status === 200)).toHaveLength(1)
    expect(answers.filter((status) => status === 401)).toHaveLength(19)
  }
})

control('OAUTH-5', 'O-09 an assertion is refused for every single thing that is wrong with it, at both doors', async () => {
  const key = machineKey('RS256')
  const weak = machineKey('ES256')
  const { id } = await world.newAircraft({ jwks: key.jwks })
  const other = await world.newAircraft({ jwks: weak.jwks })
  const good = () => assertion(id, world.issuer, key)
  const publicPem = key.publicKey.export({ type: 'spki', format: 'pem' }) as string
  const unsigned = async (alg: string, sign: (input: string) => string) => {
    const [, payload] = (await good()).split('.')
    const input = `${Buffer.from(JSON.stringify({ alg })).toString('base64url')}.${payload}`
    return `${input}.${sign(input)}`
  }
  const cases: Record<string, string> = {
    'another audience': await assertion(id, 'https://elsewhere.example', key),
    'another audience beside ours': await assertion(id, '', key, {
      claims: { aud: [world.issuer, 'https://elsewhere.example'] },
    }),
    'no audience': await assertion(id, '', key, { without: ['aud'] }),
    'an empty list of audiences': await assertion(id, '', key, { claims: { aud: [] } }),
    'an audience under a name the request brings': await assertion(id, 'http://evil.example/oauth/token', key),
    expired: await assertion(id, world.issuer, key, { claims: { exp: seconds() - 60 } }),
    'more than five minutes ahead': await assertion(id, world.issuer, key, { claims: { exp: seconds() + 400 } }),
    'no end': await assertion(id, world.issuer, key, { without: ['exp'] }),
    'not yet': await assertion(id, world.issuer, key, { claims: { nbf: seconds() + 120 } }),
    'issued in the future': await assertion(id, world.issuer, key, { claims: { iat: seconds() + 120 } }),
    'no jti': await assertion(id, world.issuer, key, { without: ['jti'] }),
    'a jti of 201 characters': await assertion(id, world.issuer, key, { claims: { jti: 'x'.repeat(201) } }),
    'no issuer': await assertion(id, world.issuer, key, { without: ['iss'] }),
    'another issuer': await assertion(id, world.issuer, key, { claims: { iss: other.id } }),
    'the key of another': await assertion(id, world.issuer, weak),
    'a key that nobody has': await assertion(id, world.issuer, machineKey('RS256')),
    'alg none': await unsigned('none', () => ''),
    'HS256 with the public key': await unsigned('HS256', (input) =>
      createHmac('sha256', publicPem).update(input).digest('base64url'),
    ),
    'an algorithm beside the four': await assertion(id, world.issuer, { privateKey: key.privateKey, alg: 'RS512' }),
    'a signature that is cut': (await good()).slice(0, -8),
    'a key it brings itself': await assertion(id, world.issuer, machineKey('RS256'), {
      header: { jwk: machineKey('RS256').jwks.keys[0], jku: 'http://127.0.0.1:1/', kid: '../../x' },
    }),
  }
  for (const [path, door] of Object.entries(doors)) {
    for (const [what, text] of Object.entries(cases)) expect((await door(id, text)).status, `${what} at ${path}`).toBe(401)
    expect((await door(id, await good())).status).toBe(200)
  }
  expect(
    (await world.entriesOf((await world.proofs.findPrincipal(id))!.team_id)).every(({ action }) => action === 'token.issued'),
  ).toBe(true)
})

control('OAUTH-5', 'O-09 an assertion for another subject than the request names opens nothing', async () => {
  const key = machineKey()
  const { id } = await world.newAircraft({ jwks: key.jwks })
  const other = await world.newAircraft({ jwks: key.jwks })
  const theirs = await assertion(other.id, world.issuer, key)
  expect((await atAircraftDoor(id, theirs)).status).toBe(401)
  const mixed = await assertion(id, world.issuer, key, { claims: { sub: other.id } })
  expect((await atAircraftDoor(id, mixed)).status).toBe(401)
  expect((await atOAuth(id, mixed)).status).toBe(401)
  const named = form({ grant_type: 'client_credentials', client_id: id, ...proof(theirs) })
  expect((await fetch(`${world.issuer}/oauth/token`, named)).status).toBe(400)
})

control('OAUTH-17', 'an assertion for another server is not taken when it is played to us under that server’s name', async () => {
  const key = machineKey()
  const { id } = await world.newAircraft({ jwks: key.jwks })
  for (const audience of ['http://evil.example', 'http://evil.example/oauth/token']) {
    const { body } = form({ grant_type: 'client_credentials', ...proof(await assertion(id, audience, key)) })
    const connection = new RawConnection(Number(new URL(world.issuer).port))
    const head = ['POST /oauth/token HTTP/1.1', 'Host: evil.example', 'X-Forwarded-Host: evil.example', 'Connection: close']
    const about = ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`]
    connection.send(`${[...head, ...about].join('\r\n')}\r\n\r\n${body}`)
    expect((await connection.answers())[0]?.status).toBe(401)
  }
})

control(
  'OAUTH-13',
  'O-17 a revoked aircraft and an expired client prove nothing with a key that is still registered',
  async () => {
    const key = machineKey()
    const aircraft = await world.newAircraft({ jwks: key.jwks })
    await world.admin.query(`update directory.aircraft set status = 'revoked' where id = $1`, [aircraft.id])
    const expired = { auth_method: 'private_key_jwt', jwks: key.jwks, expires_at: new Date(Date.now() - 1_000) } as const
    const client = await world.newClient(expired)
    for (const { id } of [aircraft, client]) {
      for (const door of Object.values(doors)) expect((await door(id, await assertion(id, world.issuer, key))).status).toBe(401)
    }
  },
)

test('O-09 a refused assertion is not used up, a used one is refused ever after', async () => {
  const key = machineKey()
  const { id } = await world.newAircraft({ jwks: key.jwks })
  const jti = 'the same one'
  const late = await assertion(id, world.issuer, key, { claims: { jti, exp: seconds() + 400 } })
  expect((await atAircraftDoor(id, late)).status).toBe(401)
  expect((await atAircraftDoor(id, await assertion(id, world.issuer, key, { claims: { jti } }))).status).toBe(200)
  expect((await atAircraftDoor(id, await assertion(id, world.issuer, key, { claims: { jti } }))).status).toBe(401)
  expect((await atOAuth(id, await assertion(id, world.issuer, key, { claims: { jti } }))).status).toBe(401)
})

test('jti is the sender’s own: two aircraft may use the same', async () => {
  const key = machineKey()
  const [one, two] = [await world.newAircraft({ jwks: key.jwks }), await world.newAircraft({ jwks: key.jwks })]
  for (const { id } of [one, two]) {
    expect((await atAircraftDoor(id, await assertion(id, world.issuer, key, { claims: { jti: 'shared' } }))).status).toBe(200)
  }
})

test('a client with private_key_jwt proves itself by it and by nothing else', async () => {
  const key = machineKey('ES384')
  const client = await world.newClient({ auth_method: 'private_key_jwt', jwks: key.jwks })
  expect((await atOAuth(client.id, await assertion(client.id, world.issuer, key))).status).toBe(200)
  const secret = form({ grant_type: 'client_credentials', client_id: client.id, client_secret: 'x' })
  expect((await fetch(`${world.issuer}/oauth/token`, secret)).status).toBe(401)
})

test('the rules of claims take what is right and name what is not', () => {
  const now = new Date('2026-11-22T08:00:00Z')
  const at = now.getTime() / 1_000
  const audiences = assertionAudiences('https://skykeep.test')
  const good = { iss: 'a', sub: 'a', aud: 'https://skykeep.test', jti: '1', exp: at + 300 }
  const fault = (more: object) => assertionFault({ ...good, ...more }, 'a', audiences, now)
  expect(fault({})).toBeNull()
  expect(fault({ exp: at - 4 })).toBeNull()
  expect(fault({ exp: at - 5 })).toContain('exp')
  expect(fault({ exp: at + 306 })).toContain('ahead')
  for (const exp of ['9', Number.NaN, Number.POSITIVE_INFINITY, null]) expect(fault({ exp })).not.toBeNull()
  for (const aud of [{}, 1, [1], [], ['https://skykeep.test', 1], undefined]) expect(fault({ aud })).toContain('aud')
  for (const jti of ['', 1, undefined]) expect(fault({ jti })).toContain('jti')
})
