import { createAuthority, privateKeyPem, selfSigned } from '@skykeep/keyring'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ClientCertificate } from '../../http/client-certificate.ts'
import { control } from '../../testing/control.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { activeAuthority, openedAuthority } from '../credentials/issuing.ts'
import { certificateFits, certificateProves } from './certificate-rules.ts'
import { forgedCertificate } from './testing/forged-certificate.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'
import { form, json, overTls, type TlsIdentity, tlsConnection, tokenIn } from './testing/tls-client.ts'

let world: World
beforeAll(async () => {
  world = await oauthWorld()
})
afterAll(() => world.close())

const atOAuth = (id: string, identity: TlsIdentity) =>
  overTls(`${world.mtlsUrl}/oauth/token`, world.rootPem, identity, form({ grant_type: 'client_credentials', client_id: id }))
const atAircraftDoor = (id: string, identity: TlsIdentity) =>
  overTls(`${world.mtlsUrl}/auth/token`, world.rootPem, identity, json({ aircraft_id: id }))
const whoami = (token: string, identity: TlsIdentity) =>
  overTls(`${world.mtlsUrl}/whoami`, world.rootPem, identity, { headers: { authorization: `Bearer ${token}` } })
const whoamiPlain = (token: string) => fetch(`${world.issuer}/whoami`, { headers: { authorization: `Bearer ${token}` } })

const ownSelfSigned = async (commonName = 'own') => {
  const own = await selfSigned({
    commonName,
    sanUris: [`urn:skykeep:aircraft:${commonName}`],
    key: 'ec-p256',
    purpose: 'client',
    days: 10,
    now: new Date(),
  })
  return { cert: own.pem, key: privateKeyPem(own.privateKeyPkcs8), thumbprint: own.thumbprint }
}

test('a certificate of the team’s authority opens both doors, for aircraft and for clients registered so', async () => {
  const aircraft = await world.newAircraft()
  const certificate = await world.certificateFor(aircraft)
  for (const door of [atOAuth, atAircraftDoor]) {
    const token = tokenIn(await door(aircraft.id, certificate))
    expect(decodeJwt(token).cnf).toEqual({ 'x5t#S256': certificate.thumbprint })
    expect(await whoami(token, certificate)).toMatchObject({ status: 200, body: { id: aircraft.id } })
  }
  const client = await world.newClient({ auth_method: 'tls_client_auth' })
  const theirs = await world.certificateFor(client)
  expect(decodeJwt(tokenIn(await atOAuth(client.id, theirs))).cnf).toEqual({ 'x5t#S256': theirs.thumbprint })
})

test('a client’s own certificate opens for the client it is registered for, and for no other', async () => {
  const [own, stranger] = [await ownSelfSigned(), await ownSelfSigned()]
  const client = await world.newClient({ auth_method: 'self_signed_tls_client_auth', certificate_thumbprints: [own.thumbprint] })
  const other = await world.newClient({
    auth_method: 'self_signed_tls_client_auth',
    certificate_thumbprints: [stranger.thumbprint],
  })
  const token = tokenIn(await atOAuth(client.id, own))
  expect(decodeJwt(token).cnf).toEqual({ 'x5t#S256': own.thumbprint })
  expect(await whoami(token, own)).toMatchObject({ status: 200 })
  expect(await atOAuth(other.id, own)).toMatchObject({ status: 401 })
  expect(await atOAuth(client.id, stranger)).toMatchObject({ status: 401 })
  const tls = await world.newClient({ auth_method: 'tls_client_auth' })
  expect(await atOAuth(tls.id, own)).toMatchObject({ status: 401 })
})

control('OAUTH-17', 'the listener for certificates tells the same addresses as the plain one', async () => {
  const path = '/.well-known/openid-configuration'
  const certificate = await world.certificateFor(await world.newAircraft())
  const plain = await (await fetch(`${world.issuer}${path}`)).json()
  expect(await overTls(`${world.mtlsUrl}${path}`, world.rootPem, certificate)).toMatchObject({ status: 200, body: plain })
})

control(
  'OAUTH-6',
  'O-10 no certificate, a foreign, expired, revoked or rogue one, a wrong usage or a wrong name opens neither door',
  async () => {
    const team_id = await world.newTeam()
    const [aircraft, neighbour] = [await world.newAircraft({ team_id }), await world.newAircraft({ team_id })]
    const { id } = aircraft
    const uri = `urn:skykeep:aircraft:${id}`
    const good = { commonName: id, sanUris: [uri] }
    const revoked = await world.certificateFor(aircraft)
    await world.db.asTeam(team_id, (tx) => world.credentials.revokeCertificate(tx, aircraft, revoked.serial))
    await waitUntil('the revocation is heard', () => world.signals.isRevoked('certificate', revoked.thumbprint))
    const ours = await openedAuthority(world.keyRing, (await activeAuthority(world.db, team_id))!)
    const elsewhere = await world.newAircraft()
    await world.certificateFor(elsewhere)
    const otherTeam = await openedAuthority(world.keyRing, (await activeAuthority(world.db, elsewhere.team_id))!)
    const rogue = await createAuthority({ commonName: 'Skykeep installation', validYears: 1, pathLength: 0, now: new Date() })
    const cases: Record<string, TlsIdentity> = {
      none: {},
      'of another aircraft': await world.certificateFor(neighbour),
      revoked,
      expired: await forgedCertificate(ours, { ...good, from: -10, until: -1 }),
      'not valid yet': await forgedCertificate(ours, { ...good, from: 1, until: 2 }),
      'of a rogue authority, same name': await forgedCertificate(rogue, good),
      'self-signed, same name': await ownSelfSigned(id),
      'for servers': await forgedCertificate(ours, { ...good, purpose: 'serverAuth' }),
      'right CN, wrong SAN': await forgedCertificate(ours, { commonName: id, sanUris: [`urn:skykeep:aircraft:${neighbour.id}`] }),
      'wrong CN, right SAN': await forgedCertificate(ours, { commonName: neighbour.id, sanUris: [uri] }),
      'right CN, no SAN': await forgedCertificate(ours, { commonName: id, sanUris: [] }),
      'two SANs': await forgedCertificate(ours, { commonName: id, sanUris: [uri, `urn:skykeep:aircraft:${neighbour.id}`] }),
      'never registered, though our authority signed it': await forgedCertificate(ours, good),
      'signed by the authority of another team': await forgedCertificate(otherTeam, good),
    }
    for (const [what, identity] of Object.entries(cases)) {
      for (const door of [atOAuth, atAircraftDoor]) {
        const answer = await door(id, identity)
        expect(['cut', 401, 403], `${what}: ${JSON.stringify(answer)}`).toContain(answer === 'cut' ? 'cut' : answer.status)
      }
    }
    expect((await world.entriesOf(team_id)).filter(({ action }) => action === 'token.issued')).toEqual([])
    expect(await atAircraftDoor(id, await world.certificateFor(aircraft))).toMatchObject({ status: 200 })
  },
)

control(
  'OAUTH-7',
  'O-11 a bound token is worth nothing with another certificate, with none, or on the plain listener',
  async () => {
    const team_id = await world.newTeam()
    const [aircraft, neighbour] = [await world.newAircraft({ team_id }), await world.newAircraft({ team_id })]
    const [own, second, theirs] = [
      await world.certificateFor(aircraft),
      await world.certificateFor(aircraft),
      await world.certificateFor(neighbour),
    ]
    const token = tokenIn(await atAircraftDoor(aircraft.id, own))
    expect(await whoami(token, own)).toMatchObject({ status: 200 })
    expect(await whoami(token, theirs)).toMatchObject({ status: 401, body: { code: 'CERTIFICATE_REQUIRED' } })
    expect(await whoami(token, second)).toMatchObject({ status: 401, body: { code: 'CERTIFICATE_REQUIRED' } })
    expect(await whoami(token, {})).toBe('cut')
    const plain = await whoamiPlain(token)
    expect(plain.status).toBe(401)
    expect(((await plain.json()) as { code: string }).code).toBe('CERTIFICATE_REQUIRED')
  },
)

control('OAUTH-7', 'O-11 certificate A never carries the unbound token of B', async () => {
  const team_id = await world.newTeam()
  const [aircraft, neighbour] = [await world.newAircraft({ team_id }), await world.newAircraft({ team_id })]
  const own = await world.certificateFor(aircraft)
  const answer = await fetch(`${world.issuer}/auth/token`, json({ aircraft_id: neighbour.id, client_secret: neighbour.secret }))
  const { access_token } = (await answer.json()) as { access_token: string }
  expect((await whoamiPlain(access_token)).status).toBe(200)
  expect(await whoami(access_token, own)).toMatchObject({ status: 403, body: { code: 'CERTIFICATE_MISMATCH' } })
  const withSecret = { grant_type: 'client_credentials', client_id: neighbour.id, client_secret: neighbour.secret }
  expect(await overTls(`${world.mtlsUrl}/oauth/token`, world.rootPem, own, form(withSecret))).toMatchObject({ status: 401 })
})

control(
  'OAUTH-13',
  'O-17 a certificate that is revoked ends the tokens bound to it, on connections that stand and on new ones',
  async () => {
    const aircraft = await world.newAircraft()
    const own = await world.certificateFor(aircraft)
    const token = tokenIn(await atAircraftDoor(aircraft.id, own))
    await world.db.asTeam(aircraft.team_id, (tx) => world.credentials.revokeCertificate(tx, aircraft, own.serial))
    await waitUntil('the token is refused', async () => (await whoami(token, own)) === 'cut', 5_000)
    expect(await atAircraftDoor(aircraft.id, own)).toBe('cut')
  },
)

control(
  'OAUTH-40',
  'O-22 a resumed TLS session brings no identity with it, and on one connection every request is held against its certificate',
  async () => {
    const team_id = await world.newTeam()
    const [aircraft, neighbour] = [await world.newAircraft({ team_id }), await world.newAircraft({ team_id })]
    const [own, theirs] = [await world.certificateFor(aircraft), await world.certificateFor(neighbour)]
    const [token, other] = [tokenIn(await atAircraftDoor(aircraft.id, own)), tokenIn(await atAircraftDoor(neighbour.id, theirs))]
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const first = await tlsConnection(world.mtlsUrl, world.rootPem, own, { version })
      const asked = [token, other, token, other].map(async (bearer) => first.ask('/whoami', bearer))
      expect(await Promise.all(asked), version).toEqual([200, 401, 200, 401])
      const session = first.session()
      first.end()
      const withOther = await tlsConnection(world.mtlsUrl, world.rootPem, theirs, { version, session })
      expect(withOther.isResumed, version).toBe(false)
      expect([await withOther.ask('/whoami', token), await withOther.ask('/whoami', other)]).toEqual([401, 200])
      withOther.end()
      const without = await tlsConnection(world.mtlsUrl, world.rootPem, {}, { version, session })
      expect(await without.ask('/whoami', token), version).toBe('cut')
      without.end()
    }
  },
)

test('the listener for certificates offers no protocol that would let requests of several identities share a connection', async () => {
  const connection = await tlsConnection(world.mtlsUrl, world.rootPem, await world.certificateFor(await world.newAircraft()), {
    version: 'TLSv1.3',
    protocols: ['h2', 'http/1.1'],
  })
  expect(connection.protocol).not.toBe('h2')
  connection.end()
})

const certificate = (more: Partial<ClientCertificate>): ClientCertificate => ({
  thumbprint: 't',
  verified: true,
  names: ['a'],
  notAfterMs: 0,
  ...more,
})
const plain = { id: 'a', auth_method: 'client_secret', certificate_thumbprints: ['t'] } as const
const registered = { ...plain, auth_method: 'self_signed_tls_client_auth' } as const

test('a certificate that is present has to fit, whatever else was shown', () => {
  expect(certificateFits(null, plain)).toBe(true)
  expect(certificateFits(certificate({}), plain)).toBe(true)
  expect(certificateFits(certificate({ names: ['b'] }), plain)).toBe(false)
  expect(certificateFits(certificate({ names: [] }), plain)).toBe(false)
  expect(certificateFits(certificate({ verified: false, names: [] }), plain)).toBe(false)
  expect(certificateFits(certificate({ verified: false, names: [] }), registered)).toBe(true)
  expect(certificateFits(certificate({ verified: false, names: [], thumbprint: 'u' }), registered)).toBe(false)
  expect(certificateFits(certificate({ names: ['b'] }), registered)).toBe(false)
})

control(
  'OAUTH-6',
  'O-10 a certificate proves something only when it is verified, names the principal and is its own',
  async () => {
    const known = { registeredCertificate: async () => ({ serial: '1', thumbprint: 't', not_after: new Date() }) }
    const unknown = { registeredCertificate: async () => null }
    const proves = (shown: ClientCertificate | null, who: object, registry = known as typeof known | typeof unknown) =>
      certificateProves(shown, who as never, registry)
    expect(await proves(certificate({}), plain)).toBe(true)
    expect(await proves(certificate({}), plain, unknown)).toBe(false)
    expect(await proves(certificate({ verified: false }), plain)).toBe(false)
    expect(await proves(certificate({ names: ['b'] }), plain)).toBe(false)
    expect(await proves(null, plain)).toBe(false)
    expect(await proves(certificate({ verified: false, names: [] }), registered, unknown)).toBe(true)
    expect(await proves(certificate({ thumbprint: 'u' }), registered)).toBe(false)
  },
)
