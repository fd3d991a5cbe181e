import { randomUUID, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import https from 'node:https'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Api, newFolder, removeFolder, type StartedServer, startServer, unlimited } from './bench/server.ts'
import { until } from './bench/until.ts'
import { certificateRequest, fromForeignAuthority, type Identity, selfSigned } from './tls/certificates.ts'
import { integer } from './tls/der.ts'

/** Mutual TLS as an aircraft lives it: its own key, a certificate of its team, and the listener that asks for it. */
const folder = newFolder()
let server: StartedServer
let owner: Api
let ca: string
let one: Aircraft
let other: Aircraft

beforeAll(async () => {
  server = await startServer({ ...unlimited, SKYKEEP_LIMIT_FAILED_AUTHENTICATION_PER_MINUTE: '100000' }, folder)
  owner = await Api.of(server.start)
  ca = readFileSync(server.start.ca_file, 'utf8')
  one = await aircraft('MTLS-1')
  other = await aircraft('MTLS-2')
}, 120_000)
afterAll(async () => {
  await server.stop()
  removeFolder(folder)
})

interface Certificate extends Identity {
  serial: string
  thumbprint: string
}

interface Aircraft {
  id: string
  certificate: Certificate
  /** Not bound to the certificate: got with the secret, on the plain listener. */
  unbound: string
}

interface Answer {
  status: number
  body: Record<string, unknown>
}

test('[MTLS-1] the certificate alone opens the door, and the token is bound to it', async () => {
  const answer = await ask('POST', '/auth/token', one.certificate, { aircraft_id: one.id })
  expect(answer).toMatchObject({ status: 200, body: { token_type: 'Bearer' } })
  expect(claimsOf(answer)).toMatchObject({ sub: one.id, cnf: { 'x5t#S256': one.certificate.thumbprint } })
  expect(await ingest(one.certificate, tokenOf(answer))).toMatchObject({ status: 201 })
})

test('[MTLS-2] a bound token is worth nothing on the plain listener or with another certificate', async () => {
  const token = await boundToken(one)
  const plain = await new Api(server.start.url, token).call('POST', '/telemetry/ingest', event(one.id))
  expect(plain).toMatchObject({ status: 401, body: { code: 'CERTIFICATE_REQUIRED' } })
  const second = await newCertificate(one.id)
  for (const certificate of [other.certificate, second]) {
    expect(await ingest(certificate, token)).toMatchObject({ status: 401, body: { code: 'CERTIFICATE_REQUIRED' } })
  }
  expect(await ingest(one.certificate, token)).toMatchObject({ status: 201 })
})

test('[MTLS-3] certificate A never carries the token of B, and the owner reads of the attempt in the audit trail', async () => {
  expect(await ingest(one.certificate, other.unbound, other.id)).toMatchObject({
    status: 403,
    body: { code: 'CERTIFICATE_MISMATCH' },
  })
  const asOther = await ask('POST', '/auth/token', one.certificate, { aircraft_id: other.id })
  expect(asOther).toMatchObject({ status: 403, body: { code: 'CERTIFICATE_MISMATCH' } })
  expect(await ingest(other.certificate, other.unbound, other.id)).toMatchObject({ status: 201 })
  await until(async () => (await mismatches()).length > 0, 10_000)
  expect((await mismatches())[0]).toMatchObject({
    outcome: 'denied',
    reason: 'CERTIFICATE_MISMATCH',
    details: { subject: other.id, certificate_thumbprint: one.certificate.thumbprint, route: '/telemetry/ingest' },
  })
})

test('[MTLS-4] no certificate, a self-signed one, and a foreign authority with the same names open nothing', async () => {
  const { issuer } = new X509Certificate(one.certificate.cert)
  const foreign = fromForeignAuthority(one.id, issuer.replace('CN=', ''))
  expect(new X509Certificate(foreign.cert)).toMatchObject({ issuer, subject: new X509Certificate(one.certificate.cert).subject })
  const strangers: Record<string, Partial<Identity>> = { none: {}, 'self-signed': selfSigned(one.id), foreign }
  for (const [name, identity] of Object.entries(strangers)) {
    expect(await refusalOf(ask('POST', '/auth/token', identity, { aircraft_id: one.id })), name).toMatch(/^(cut|401|403)$/)
    expect(await refusalOf(ingest(identity, await boundToken(one))), name).toMatch(/^(cut|401|403)$/)
    expect(await refusalOf(ingest(identity, one.unbound)), name).toMatch(/^(cut|401|403)$/)
  }
  expect(await refusalOf(ingest({}, one.unbound))).toBe('cut')
  expect(await ingest(one.certificate, await boundToken(one))).toMatchObject({ status: 201 })
})

test('[MTLS-5] the OAuth door takes the certificate too (tls_client_auth), and only for its own aircraft', async () => {
  const form = (id: string) => new URLSearchParams({ grant_type: 'client_credentials', client_id: id })
  const answer = await ask('POST', '/oauth/token', one.certificate, form(one.id))
  expect(answer).toMatchObject({ status: 200 })
  expect(claimsOf(answer)).toMatchObject({ sub: one.id, cnf: { 'x5t#S256': one.certificate.thumbprint } })
  expect(await ingest(one.certificate, tokenOf(answer))).toMatchObject({ status: 201 })
  expect(await ask('POST', '/oauth/token', one.certificate, form(other.id))).toMatchObject({ status: 401 })
})

test('[MTLS-6] a revoked certificate is out within five seconds, on the connection that stands and on new ones', async () => {
  const certificate = await newCertificate(one.id)
  const standing = new https.Agent({ keepAlive: true, maxSockets: 1 })
  const issued = await ask('POST', '/auth/token', certificate, { aircraft_id: one.id }, '', standing)
  const token = tokenOf(issued)
  const onStanding = () => ask('POST', '/telemetry/ingest', certificate, event(one.id), token, standing)
  expect(await onStanding()).toMatchObject({ status: 201, reused: true })

  const revoked = await owner.call('POST', `/aircraft/${one.id}/revoke`, { serial: certificate.serial })
  expect(revoked.status).toBe(200)
  const began = Date.now()
  let last: Answer & { reused: boolean }
  do last = await onStanding()
  while (last.status === 201 && Date.now() - began < 5_000)
  // The very connection that was let in before, not a new one that was refused at the door.
  expect(last).toMatchObject({ status: 401, reused: true, body: { code: 'CERTIFICATE_INVALID' } })
  expect(await refusalOf(ingest(certificate, token))).toBe('cut')
  expect(await refusalOf(ask('POST', '/auth/token', certificate, { aircraft_id: one.id }))).toBe('cut')
  expect(Date.now() - began).toBeLessThan(5_000)
  standing.destroy()

  expect(await isListed(certificate.serial)).toBe(true)
  expect(await isListed(one.certificate.serial)).toBe(false)
  expect(await ingest(one.certificate, await boundToken(one))).toMatchObject({ status: 201 })
})

const event = (aircraft_id: string) => ({
  aircraft_id,
  event_id: randomUUID(),
  ts: new Date().toISOString(),
  metrics: { gps: { lat: 48.8566, lon: 2.3522 } },
})

async function aircraft(registration: string): Promise<Aircraft> {
  const { aircraft_id: id, token: unbound } = await owner.aircraft(registration)
  return { id, unbound, certificate: await newCertificate(id) }
}

async function newCertificate(id: string): Promise<Certificate> {
  const { csr, key } = certificateRequest()
  const path = `/aircraft/${id}/certificates`
  const { status, body } = await owner.call<{ chain: string; serial: string; thumbprint: string }>('POST', path, { csr })
  if (status !== 201) throw new Error(`no certificate: ${JSON.stringify(body)}`)
  return { cert: body.chain, key, serial: body.serial, thumbprint: body.thumbprint }
}

const ingest = (identity: Partial<Identity>, token: string, id = one.id) =>
  ask('POST', '/telemetry/ingest', identity, event(id), token)

const boundToken = async ({ id, certificate }: Aircraft): Promise<string> =>
  tokenOf(await ask('POST', '/auth/token', certificate, { aircraft_id: id }))

/** One call at the listener for certificates; without an agent on a connection of its own. */
function ask(
  method: string,
  path: string,
  { cert, key }: Partial<Identity>,
  body: object | URLSearchParams,
  token = '',
  agent: https.Agent | false = false,
): Promise<Answer & { reused: boolean }> {
  const isForm = body instanceof URLSearchParams
  const headers = {
    'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
    ...(token && { authorization: `Bearer ${token}` }),
  }
  return new Promise((resolve, reject) => {
    const call = https.request(`${server.start.mtls_url}${path}`, { method, headers, ca, cert, key, agent }, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(pieces).toString()
        resolve({ status: response.statusCode!, body: text ? JSON.parse(text) : {}, reused: call.reusedSocket })
      })
    })
    call.on('error', reject)
    call.end(isForm ? body.toString() : JSON.stringify(body))
  })
}

/** How a call was refused: by the end of the connection, or by this status. */
const refusalOf = (call: Promise<Answer>): Promise<string> => call.then(({ status }) => String(status), refusedAtTheDoor)

function refusedAtTheDoor(error: NodeJS.ErrnoException): string {
  // Only the other side's hanging up is a refusal; a server that does not run, or is not believed by us, would prove nothing.
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE' || error.message === 'socket hang up') return 'cut'
  throw error
}

function tokenOf({ status, body }: Answer): string {
  if (typeof body.access_token !== 'string') throw new Error(`no token: ${status} ${JSON.stringify(body)}`)
  return body.access_token
}

const claimsOf = (answer: Answer) => JSON.parse(Buffer.from(tokenOf(answer).split('.')[1]!, 'base64url').toString())

async function mismatches(): Promise<unknown[]> {
  const path = '/audit/entries?action=certificate.mismatched'
  const { body } = await owner.call<{ items: { entry: { details: { route?: string } } }[] }>('GET', path)
  return body.items.map(({ entry }) => entry).filter(({ details }) => details.route === '/telemetry/ingest')
}

/** Whether the team's revocation list holds this number: as DER writes an integer, tag and length before it. */
async function isListed(serial: string): Promise<boolean> {
  const answer = await fetch(`${server.start.url}/pki/${server.start.team_id}/crl`)
  expect(answer.headers.get('content-type')).toContain('application/pkix-crl')
  return Buffer.from(await answer.arrayBuffer()).includes(integer(serial))
}
