import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { control } from '../../testing/control.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { countRefusedProof } from './refused-proof.ts'
import { ASSERTION_TYPE, assertion, machineKey } from './testing/assertions.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'
import { json, overTls, type TlsIdentity, tokenIn } from './testing/tls-client.ts'

let world: World
beforeAll(async () => {
  world = await oauthWorld()
})
afterAll(() => world.close())

interface Told {
  access_token: string
  code: string
  errors: { pointer: string }[]
  [member: string]: unknown
}
const told = async (answer: Response): Promise<Told> => (await answer.json()) as Told
const ask = (body: unknown) => fetch(`${world.issuer}/auth/token`, json(body))
const askOverTls = (body: unknown, identity: TlsIdentity) =>
  overTls(`${world.mtlsUrl}/auth/token`, world.rootPem, identity, json(body))
const withAssertion = (aircraft_id: string, client_assertion: string) => ({
  aircraft_id,
  client_assertion,
  client_assertion_type: ASSERTION_TYPE,
})

test('an aircraft gets a token for its secret: short, of its own team, with the permissions of the registry', async () => {
  const aircraft = await world.newAircraft()
  const answer = await ask({ aircraft_id: aircraft.id, client_secret: aircraft.secret })
  expect(answer.status).toBe(200)
  const body = await told(answer)
  expect(body).toEqual({
    access_token: expect.any(String),
    token_type: 'Bearer',
    expires_in: 900,
    scope: 'weather:read telemetry:write',
  })
  expect(decodeProtectedHeader(body.access_token)).toMatchObject({ alg: 'RS256', typ: 'at+jwt' })
  expect(decodeJwt(body.access_token)).toMatchObject({
    sub: aircraft.id,
    team: aircraft.team_id,
    aud: 'skykeep',
    iss: world.issuer,
  })
  expect(decodeJwt(body.access_token).cnf).toBeUndefined()
  const whoami = await fetch(`${world.issuer}/whoami`, { headers: { authorization: `Bearer ${body.access_token}` } })
  expect(await whoami.json()).toMatchObject({ id: aircraft.id })
  const [entry] = await world.entriesOf(aircraft.team_id)
  expect(entry).toMatchObject({
    action: 'token.issued',
    actor: { type: 'aircraft', id: aircraft.id },
    details: { proof: 'client_secret' },
  })
})

test('an aircraft gets a token for an assertion in each of the four algorithms, addressed to any of our names', async () => {
  for (const [alg, path] of [
    ['RS256', ''],
    ['PS256', '/oauth/token'],
    ['ES256', '/auth/token'],
    ['ES384', ''],
  ] as const) {
    const key = machineKey(alg)
    const aircraft = await world.newAircraft({ jwks: key.jwks })
    const answer = await ask(withAssertion(aircraft.id, await assertion(aircraft.id, `${world.issuer}${path}`, key)))
    expect(answer.status).toBe(200)
    expect((await world.entriesOf(aircraft.team_id))[0]?.details).toMatchObject({ proof: 'private_key_jwt' })
  }
})

test('of several registered keys without names the one that signed is found', async () => {
  const [first, second] = [machineKey('ES256'), machineKey('ES256')]
  const aircraft = await world.newAircraft({ jwks: { keys: [...first.jwks.keys, ...second.jwks.keys] } })
  for (const key of [first, second]) {
    expect((await ask(withAssertion(aircraft.id, await assertion(aircraft.id, world.issuer, key)))).status).toBe(200)
  }
  const stranger = await assertion(aircraft.id, world.issuer, machineKey('ES256'))
  expect((await ask(withAssertion(aircraft.id, stranger))).status).toBe(401)
})

test('an aircraft gets a token for its certificate, bound to it', async () => {
  const aircraft = await world.newAircraft()
  const certificate = await world.certificateFor(aircraft)
  const answer = await askOverTls({ aircraft_id: aircraft.id }, certificate)
  expect(answer).toMatchObject({ status: 200 })
  const claims = decodeJwt(tokenIn(answer))
  expect(claims.cnf).toEqual({ 'x5t#S256': certificate.thumbprint })
  expect((await world.entriesOf(aircraft.team_id)).at(-1)?.details).toMatchObject({
    proof: 'certificate',
    certificate_thumbprint: certificate.thumbprint,
  })
})

test('a secret that is shown over a connection with a certificate has to be right as well, and the token is bound', async () => {
  const aircraft = await world.newAircraft()
  const certificate = await world.certificateFor(aircraft)
  const wrong = await askOverTls({ aircraft_id: aircraft.id, client_secret: 'wrong' }, certificate)
  expect(wrong).toMatchObject({ status: 401, body: { code: 'PROOF_OF_IDENTITY_INVALID' } })
  const right = await askOverTls({ aircraft_id: aircraft.id, client_secret: aircraft.secret }, certificate)
  expect(decodeJwt(tokenIn(right)).cnf).toEqual({ 'x5t#S256': certificate.thumbprint })
})

control(
  'OAUTH-7',
  'O-11 whoever shows the certificate of one aircraft gets no token for another, not even with the secret of that one',
  async () => {
    const team_id = await world.newTeam()
    const [own, other] = [await world.newAircraft({ team_id }), await world.newAircraft({ team_id })]
    const certificate = await world.certificateFor(own)
    for (const body of [
      { aircraft_id: other.id },
      { aircraft_id: other.id, client_secret: other.secret },
      { aircraft_id: '01a20000-0000-7000-8000-000000000000' },
    ]) {
      expect(await askOverTls(body, certificate)).toMatchObject({ status: 403, body: { code: 'CERTIFICATE_MISMATCH' } })
    }
  },
)

control(
  'OAUTH-18',
  'unknown, revoked, wrong secret, no proof, bad assertion, and a client in place of an aircraft get the same answer',
  async () => {
    const key = machineKey()
    const aircraft = await world.newAircraft({ jwks: key.jwks })
    const revoked = await world.newAircraft({ jwks: key.jwks })
    await world.admin.query(`update directory.aircraft set status = 'revoked' where id = $1`, [revoked.id])
    const client = await world.newClient()
    const nobody = '01a20000-0000-7000-8000-000000000000'
    const bodies = [
      { aircraft_id: nobody, client_secret: aircraft.secret },
      { aircraft_id: nobody },
      withAssertion(nobody, await assertion(nobody, world.issuer, key)),
      { aircraft_id: revoked.id, client_secret: revoked.secret },
      withAssertion(revoked.id, await assertion(revoked.id, world.issuer, key)),
      { aircraft_id: aircraft.id, client_secret: revoked.secret },
      { aircraft_id: aircraft.id, client_secret: 'x' },
      { aircraft_id: aircraft.id },
      withAssertion(aircraft.id, 'not.a.jwt'),
      withAssertion(aircraft.id, await assertion(aircraft.id, 'https://elsewhere.example', key)),
      { aircraft_id: client.id, client_secret: client.secret },
    ]
    const refused = world.refused.length
    for (const body of bodies) {
      const answer = await ask(body)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toContain('Bearer')
      const { trace_id: _trace, detail, ...rest } = await told(answer)
      expect(rest).toEqual({
        type: '/docs/problems/PROOF_OF_IDENTITY_INVALID',
        title: expect.any(String),
        status: 401,
        code: 'PROOF_OF_IDENTITY_INVALID',
      })
      expect(detail).toBe(`No valid proof of identity for ${body.aircraft_id}.`)
    }
    expect(world.refused.slice(refused)).toEqual(bodies.map(() => 'PROOF_OF_IDENTITY_INVALID'))
  },
)

control(
  'OAUTH-18',
  'a refused proof is told at one and the same time after it was asked for, however soon it was clear',
  async () => {
    const wait = vi.fn(async () => undefined)
    const limits = { refuseGuessing: async () => undefined, countFailedAuthentication: async () => undefined }
    for (const elapsedTime of [1, 7, 24, 90]) {
      await countRefusedProof(limits, { ip: '127.0.0.1' } as never, { elapsedTime } as never, wait)
    }
    expect(wait.mock.calls.flat()).toEqual([24, 18, 1, 0])
  },
)

control(
  'OAUTH-9',
  'O-13 role, team, subject, scope and lifetime in the body are refused by name, and nothing is issued',
  async () => {
    const aircraft = await world.newAircraft()
    const proof = { aircraft_id: aircraft.id, client_secret: aircraft.secret }
    for (const [name, value] of Object.entries({
      role: 'admin',
      team: aircraft.team_id,
      team_id: aircraft.team_id,
      sub: aircraft.id,
      scope: 'team:write',
      expires_in: 9_999,
      permissions: ['team:write'],
    })) {
      const answer = await ask({ ...proof, [name]: value })
      expect(answer.status).toBe(400)
      expect((await told(answer)).errors).toEqual([{ pointer: `#/${name}`, detail: 'is not a known field' }])
    }
    const both = { ...proof, ...withAssertion(aircraft.id, 'a.b.c') }
    expect((await ask(both)).status).toBe(400)
    expect(await world.entriesOf(aircraft.team_id)).toEqual([])
  },
)

control('OAUTH-13', 'an aircraft that is revoked gets no token, and the one it holds is refused within 5 seconds', async () => {
  const aircraft = await world.newAircraft()
  const { access_token } = await told(await ask({ aircraft_id: aircraft.id, client_secret: aircraft.secret }))
  const headers = { authorization: `Bearer ${access_token}` }
  expect((await fetch(`${world.issuer}/whoami`, { headers })).status).toBe(200)
  await world.admin.query(`update directory.aircraft set status = 'revoked' where id = $1`, [aircraft.id])
  await world.db.asTeam(aircraft.team_id, (tx) => world.credentials.dismiss(tx, aircraft, 'cessation_of_operation'))
  expect((await ask({ aircraft_id: aircraft.id, client_secret: aircraft.secret })).status).toBe(401)
  await waitUntil('the token is refused', async () => (await fetch(`${world.issuer}/whoami`, { headers })).status === 401, 5_000)
})

control('OAUTH-21', 'when its audit entry cannot be stored no token is handed out', async () => {
  const aircraft = await world.newAircraft()
  const write = vi.spyOn(world.audit, 'writeRows').mockRejectedValueOnce(new Error('the trail is closed'))
  const answer = await ask({ aircraft_id: aircraft.id, client_secret: aircraft.secret })
  write.mockRestore()
  expect(answer.status).toBe(500)
  expect(JSON.stringify(await told(answer))).not.toContain('eyJ')
})
