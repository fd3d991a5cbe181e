import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type ConnectionOptions, connect, createServer, type Server, type TlsOptions } from 'node:tls'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { type Authority, createAuthority } from './authority.ts'
import { type CertificateWithKey, privateKeyPem } from './certificates.ts'
import { readClientCertificate } from './client-certificate.ts'
import { buildCrl } from './crl.ts'
import { issueFromCsr, issueServerCertificate } from './issue.ts'
import { selfSigned } from './self-signed.ts'
import { certificateRequest, type RequestKey } from './testing/certificate-requests.ts'

const now = new Date()
const nextUpdate = new Date(now.getTime() + 86_400_000)
const servers: Server[] = []

/** A root, the authority of a team, and an aircraft: all names are always the same, only the keys differ. */
async function fleet(key: RequestKey = 'ec-p256') {
  const root = await createAuthority({ commonName: 'Skykeep root', validYears: 10, pathLength: 1, now })
  const team = await createAuthority({
    commonName: 'Team t-1',
    validYears: 5,
    pathLength: 0,
    parent: root,
    purposes: ['client'],
    now,
  })
  return { root, team, aircraft: await aircraftOf(team, key) }
}

async function aircraftOf(authority: Authority, key: RequestKey = 'ec-p256') {
  const { csrPem, privateKeyPkcs8 } = await certificateRequest({ key })
  const order = { csrPem, authority, commonName: 'a-1', sanUris: ['urn:skykeep:aircraft:a-1'], days: 30, now }
  return { ...(await issueFromCsr(order)), privateKeyPkcs8 }
}

let ours: Awaited<ReturnType<typeof fleet>>
let server: CertificateWithKey
beforeAll(async () => {
  ours = await fleet()
  server = await issueServerCertificate({
    authority: ours.root,
    dnsNames: ['localhost'],
    ipAddresses: ['127.0.0.1'],
    days: 30,
    now,
  })
})
afterEach(() => {
  for (const one of servers.splice(0)) one.close()
})

/** Answers what the listener saw: the names in the accepted certificate, or the code with which it refused. */
async function handshake(client: ConnectionOptions, listener: TlsOptions = {}): Promise<string> {
  const identity = { cert: server.chainPem, key: privateKeyPem(server.privateKeyPkcs8) }
  const tls = createServer({ ...identity, ca: [ours.root.pem], requestCert: true, rejectUnauthorized: true, ...listener })
  servers.push(tls)
  const seen = Promise.withResolvers<string>()
  tls.on('secureConnection', (socket) => {
    const { commonName, sanUris } = readClientCertificate(socket.getPeerX509Certificate()!)
    seen.resolve([commonName, ...sanUris].join(' '))
    socket.destroy()
  })
  // Node ends the connection without a word when it finds the certificate wanting; the reason stays with the socket.
  tls.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => seen.resolve(`${socket.authorizationError ?? error.code}`))
  tls.listen(0, '127.0.0.1')
  await once(tls, 'listening')
  const socket = connect({ ca: [ours.root.pem], host: '127.0.0.1', port: (tls.address() as AddressInfo).port, ...client })
  // The refusal is judged where it is decided, on the listener; here the connection just ends.
  socket.on('error', () => socket.destroy())
  return seen.promise
}

const presents = ({ chainPem, privateKeyPkcs8 }: CertificateWithKey): ConnectionOptions => ({
  cert: chainPem,
  key: privateKeyPem(privateKeyPkcs8),
})
const accepted = 'a-1 urn:skykeep:aircraft:a-1'

test.each<RequestKey>(['ec-p256', 'ec-p384', 'ed25519', 'rsa-2048'])(
  '[PKI-10] an aircraft with a %s key is let in by its chain to our root',
  async (key) => {
    expect(await handshake(presents(await aircraftOf(ours.team, key)))).toBe(accepted)
  },
)

test('[PKI-10] the same names from a foreign root are refused, with and without its authorities in the chain', async () => {
  const foreign = await fleet()
  const refusals = [
    await handshake(presents(foreign.aircraft)),
    await handshake(presents({ ...foreign.aircraft, chainPem: foreign.aircraft.pem + foreign.team.pem + foreign.root.pem })),
    await handshake(presents({ ...foreign.aircraft, chainPem: foreign.aircraft.pem + ours.team.pem })),
  ]
  for (const refusal of refusals)
    expect(refusal).toMatch(
      /UNABLE_TO_GET_ISSUER_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_SIGNATURE_FAILURE/,
    )
})

test('[PKI-10] no certificate, a self-signed one, and one without its team are refused', async () => {
  const own = await selfSigned({
    commonName: 'a-1',
    key: 'ec-p256',
    purpose: 'client',
    days: 30,
    now,
    sanUris: ['urn:skykeep:aircraft:a-1'],
  })
  expect(await handshake({})).toMatch(/PEER_DID_NOT_RETURN/)
  expect(await handshake(presents(own))).toMatch(/SELF_SIGNED/)
  expect(await handshake(presents({ ...ours.aircraft, chainPem: ours.aircraft.pem }))).toMatch(/UNABLE_TO/)
})

test('[PKI-10] a certificate made for a server does not let a client in, even from the authority of a team', async () => {
  const stolen = await issueServerCertificate({ authority: ours.team, dnsNames: ['a-1'], ipAddresses: [], days: 30, now })
  expect(await handshake(presents(server))).toBe('INVALID_PURPOSE')
  expect(await handshake(presents(stolen))).toBe('INVALID_PURPOSE')
})

test('the authority of a team cannot pose as our server: a client refuses what it signed', async () => {
  const posing = await issueServerCertificate({
    authority: ours.team,
    dnsNames: ['localhost'],
    ipAddresses: ['127.0.0.1'],
    days: 30,
    now,
  })
  const tls = createServer({ cert: posing.chainPem, key: privateKeyPem(posing.privateKeyPkcs8) })
  servers.push(tls)
  tls.listen(0, '127.0.0.1')
  await once(tls, 'listening')
  const socket = connect({ ca: [ours.root.pem], host: '127.0.0.1', port: (tls.address() as AddressInfo).port })
  const outcome = await Promise.race([
    once(socket, 'error').then(([error]) => error.code),
    once(socket, 'secureConnect').then(() => 'let in'),
  ])
  socket.destroy()
  expect(outcome).toBe('INVALID_PURPOSE')
})

test('[PKI-10] a listener with revocation lists refuses what is on them, and everybody whose team has no list', async () => {
  const empty = await buildCrl({ authority: ours.root, revoked: [], number: 1, thisUpdate: now, nextUpdate })
  const other = await aircraftOf(ours.team)
  const revoked = [{ serial: ours.aircraft.serial, at: now, reason: 'key_compromise' as const }]
  const team = await buildCrl({ authority: ours.team, revoked, number: 1, thisUpdate: now, nextUpdate })
  const crl = [empty.pem, team.pem]
  expect(await handshake(presents(ours.aircraft), { crl })).toBe('CERT_REVOKED')
  expect(await handshake(presents(other), { crl })).toBe(accepted)
  expect(await handshake(presents(other), { crl: [empty.pem] })).toBe('UNABLE_TO_GET_CRL')
})

test('a whole team is shut out when the root revokes its authority', async () => {
  const revoked = [{ serial: ours.team.serial, at: now }]
  const root = await buildCrl({ authority: ours.root, revoked, number: 2, thisUpdate: now, nextUpdate })
  const team = await buildCrl({ authority: ours.team, revoked: [], number: 1, thisUpdate: now, nextUpdate })
  expect(await handshake(presents(ours.aircraft), { crl: [root.pem, team.pem] })).toBe('CERT_REVOKED')
})

test('an outdated revocation list lets nobody in', async () => {
  const lists = [ours.root, ours.team].map((authority) =>
    buildCrl({
      authority,
      revoked: [],
      number: 1,
      thisUpdate: new Date(now.getTime() - 2_000),
      nextUpdate: new Date(now.getTime() - 1_000),
    }),
  )
  const crl = (await Promise.all(lists)).map(({ pem }) => pem)
  expect(await handshake(presents(ours.aircraft), { crl })).toBe('CRL_HAS_EXPIRED')
})
