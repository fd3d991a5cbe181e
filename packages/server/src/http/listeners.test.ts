import { once } from 'node:events'
import type http from 'node:http'
import { connect as connectPlainly } from 'node:net'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { createAuthority, issueFromCsr, issueServerCertificate, privateKeyPem, selfSigned } from '@skykeep/keyring'
import { certificateRequest } from '@skykeep/keyring/testing/certificate-requests'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { newId } from '../lib/new-id.ts'
import { bareApp } from '../testing/bare-app.ts'
import { control } from '../testing/control.ts'
import { trialRoutes } from '../testing/trial-routes.ts'
import type { ClientCertificate } from './client-certificate.ts'
import { type Listener, listenHttp, listenHttps, listenMutual, type ServerIdentity } from './listeners.ts'

const now = new Date()
const past = new Date(now.getTime() - 60 * 86_400_000)
const aircraft = newId()

async function makePki() {
  const root = await createAuthority({ commonName: 'Root', validYears: 10, pathLength: 1, now: past })
  const team = await createAuthority({
    commonName: 'Team',
    validYears: 5,
    pathLength: 0,
    parent: root,
    purposes: ['client'],
    now: past,
  })
  const issued = async (commonName: string, uri: string, at = now) => {
    const { csrPem, privateKeyPkcs8 } = await certificateRequest({ key: 'ec-p256' })
    const order = { csrPem, authority: team, commonName, sanUris: [uri], days: 30, now: at }
    const { chainPem, thumbprint } = await issueFromCsr(order)
    return { cert: chainPem, key: privateKeyPem(privateKeyPkcs8), thumbprint }
  }
  const server = async (): Promise<ServerIdentity> => {
    const made = await issueServerCertificate({
      authority: root,
      dnsNames: ['localhost'],
      ipAddresses: ['127.0.0.1'],
      days: 30,
      now,
    })
    return { cert: made.chainPem, key: privateKeyPem(made.privateKeyPkcs8) }
  }
  return { root, issued, server }
}

let pki: Awaited<ReturnType<typeof makePki>>
let server: ServerIdentity
beforeAll(async () => {
  pki = await makePki()
  server = await pki.server()
})

const open: Listener[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close(0)))
})

async function mutual({ revoked = '' } = {}) {
  const seen: (ClientCertificate | null)[] = []
  const { app, metrics } = bareApp(
    {},
    {
      authenticate: (_authorization, certificate) => {
        seen.push(certificate)
        return { kind: 'aircraft', id: aircraft, team_id: newId(), permissions: new Set(), token_id: '', thumbprint: null }
      },
    },
  )
  trialRoutes(app)
  await app.ready()
  const needs = {
    handler: app.routing,
    log: app.log,
    metrics,
    authorities: [pki.root.pem],
    isRevoked: (one: string) => one === revoked,
  }
  const listener = await listenMutual('127.0.0.1', 0, server, needs)
  open.push(listener)
  return { listener, seen, ask: (client: ConnectionOptions = {}) => askOver(listener.port, client) }
}

/** The status of one answer, or 'cut' when the connection ends without one. */
async function askOver(port: number, client: ConnectionOptions): Promise<number | 'cut'> {
  const socket = connect({ port, host: '127.0.0.1', ca: pki.root.pem, ...client })
  let text = ''
  socket.on('data', (bytes) => {
    text += bytes
  })
  socket.on('error', () => socket.destroy())
  socket.write('GET /mine HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  await once(socket, 'close')
  return text === '' ? 'cut' : Number(text.split(' ')[1])
}

test('a client with a certificate of our authority is told by its id', async () => {
  const { ask, seen } = await mutual()
  const { thumbprint, ...client } = await pki.issued(aircraft, `urn:skykeep:aircraft:${aircraft}`)
  expect(await ask(client)).toBe(200)
  expect(seen).toEqual([{ thumbprint, verified: true, names: [aircraft], notAfterMs: expect.any(Number) }])
})

control(
  'PKI-20',
  'without a certificate, with a revoked, ended or contradicting one, the connection is cut before any request',
  async () => {
    const { thumbprint, ...revoked } = await pki.issued(aircraft, `urn:skykeep:aircraft:${aircraft}`)
    const { ask, seen } = await mutual({ revoked: thumbprint })
    const ended = await pki.issued(aircraft, `urn:skykeep:aircraft:${aircraft}`, new Date(now.getTime() - 31 * 86_400_000))
    const contradicting = await pki.issued(aircraft, `urn:skykeep:aircraft:${newId()}`)
    for (const client of [{}, revoked, ended, contradicting]) expect(await ask(client)).toBe('cut')
    expect(seen).toEqual([])
  },
)

control('PKI-21', 'a certificate that is not of our authority is told without a name, whatever it calls itself', async () => {
  const { ask, seen } = await mutual()
  const made = await selfSigned({
    commonName: aircraft,
    key: 'ec-p256',
    purpose: 'client',
    days: 1,
    now,
    sanUris: [`urn:skykeep:aircraft:${aircraft}`],
  })
  expect(await ask({ cert: made.pem, key: privateKeyPem(made.privateKeyPkcs8) })).toBe(200)
  expect(seen).toMatchObject([{ verified: false, names: [] }])
})

control('PKI-22', 'a renewed server certificate keeps the authorities of the clients', async () => {
  const { ask, listener, seen } = await mutual()
  const client = await pki.issued(aircraft, `urn:skykeep:aircraft:${aircraft}`)
  const renewed = await pki.server()
  listener.renew?.(renewed)
  expect(await ask(client)).toBe(200)
  expect(seen).toMatchObject([{ verified: true, names: [aircraft] }])
})

control('HTTP-31', 'K-06 TLS below 1.2 and ciphers without forward secrecy are refused', async () => {
  const { app, metrics } = bareApp()
  trialRoutes(app)
  await app.ready()
  const listener = await listenHttps('127.0.0.1', 0, server, { handler: app.routing, log: app.log, metrics })
  open.push(listener)
  const protocolOf = (options: ConnectionOptions) =>
    new Promise<string>((resolve) => {
      const socket: TLSSocket = connect({ port: listener.port, host: '127.0.0.1', ca: pki.root.pem, ...options }, () => {
        resolve(`${socket.getProtocol()} ${socket.getCipher().standardName}`)
        socket.destroy()
      })
      socket.on('error', () => resolve('refused'))
    })
  expect(await protocolOf({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' })).toBe('refused')
  for (const ciphers of ['AES256-GCM-SHA384', 'AES128-SHA', 'ECDHE-ECDSA-AES128-SHA', 'NULL-SHA256:@SECLEVEL=0']) {
    expect(await protocolOf({ maxVersion: 'TLSv1.2', ciphers }), ciphers).toBe('refused')
  }
  expect(await protocolOf({ maxVersion: 'TLSv1.2' })).toMatch(/^TLSv1\.2 TLS_ECDHE_ECDSA_WITH_/)
  expect(await protocolOf({})).toMatch(/^TLSv1\.3 /)
})

test('K-06 plain HTTP on a port of ours with TLS gets no answer, above all no redirect that would make the next one look safe', async () => {
  const { app, metrics } = bareApp()
  trialRoutes(app)
  await app.ready()
  const https = await listenHttps('127.0.0.1', 0, server, { handler: app.routing, log: app.log, metrics })
  open.push(https)
  const { listener } = await mutual()
  for (const { port } of [https, listener]) {
    const socket = connectPlainly({ port, host: '127.0.0.1' })
    let text = ''
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1')
    })
    socket.on('error', () => socket.destroy())
    socket.write('GET /open HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(socket, 'close')
    expect(text).not.toMatch(/HTTP\/|30\d|location/i)
  }
})

test('O-22 no TLS session is resumed where certificates count: every connection shows its own, and only its own', async () => {
  const { listener, seen } = await mutual()
  const [first, second] = [newId(), newId()]
  const [one, other] = await Promise.all([first, second].map((id) => pki.issued(id, `urn:skykeep:aircraft:${id}`)))
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    seen.length = 0
    const sessions: Buffer[] = []
    const askWith = async (client: ConnectionOptions) => {
      let isResumed: boolean | 'refused' = 'refused'
      const options = { port: listener.port, host: '127.0.0.1', ca: pki.root.pem, maxVersion, ...client }
      const socket: TLSSocket = connect(options, () => {
        isResumed = socket.isSessionReused()
      })
      socket.on('session', (session) => sessions.push(session))
      socket.on('error', () => socket.destroy())
      socket.on('data', () => undefined)
      socket.write('GET /mine HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
      await new Promise((resolve) => socket.once('close', resolve))
      return isResumed
    }
    expect(await askWith(one!)).toBe(false)
    const session = sessions.at(-1)
    // With the session of the first: as the second, as the first again, and as nobody.
    expect(await askWith({ ...other, session })).toBe(false)
    expect(await askWith({ ...one, session })).toBe(false)
    expect(await askWith({ session })).not.toBe(true)
    expect(seen.map((certificate) => certificate?.names)).toEqual([[first], [second], [first]])
  }
})

test('O-22 HTTP/2, where one connection could carry requests for several hosts, is not spoken on any port', async () => {
  const { app, metrics } = bareApp()
  await app.ready()
  const https = await listenHttps('127.0.0.1', 0, server, { handler: app.routing, log: app.log, metrics })
  open.push(https)
  const { listener } = await mutual()
  const client = await pki.issued(aircraft, `urn:skykeep:aircraft:${aircraft}`)
  for (const { port } of [https, listener]) {
    for (const [ALPNProtocols, expected] of [
      [['h2', 'http/1.1'], 'http/1.1'],
      [['h2'], 'refused'],
    ] as const) {
      const agreed = await new Promise((resolve) => {
        const options = { port, host: '127.0.0.1', ca: pki.root.pem, ...client, ALPNProtocols: [...ALPNProtocols] }
        const socket: TLSSocket = connect(options, () => {
          resolve(socket.alpnProtocol)
          socket.destroy()
        })
        socket.on('error', () => resolve('refused'))
      })
      expect([port, ALPNProtocols, agreed]).toEqual([port, ALPNProtocols, expected])
    }
  }
})

control('HTTP-32', 'a stopping listener finishes what it accepted, and cuts what is late', async () => {
  const { metrics, app } = bareApp()
  const arrived = Promise.withResolvers<http.ServerResponse>()
  const handler = (_request: http.IncomingMessage, response: http.ServerResponse) => arrived.resolve(response)
  const needs = { handler, log: app.log, metrics }
  const listener = await listenHttp('127.0.0.1', 0, needs)
  const answer = fetch(`http://127.0.0.1:${listener.port}/`)
  const response = await arrived.promise
  const closed = listener.close(60_000)
  await expect(fetch(`http://127.0.0.1:${listener.port}/`)).rejects.toThrow()
  response.end('finished')
  expect(await (await answer).text()).toBe('finished')
  await closed

  const late = await listenHttp('127.0.0.1', 0, { ...needs, handler: () => undefined })
  const hanging = fetch(`http://127.0.0.1:${late.port}/`).catch(() => 'cut')
  await late.close(50)
  expect(await hanging).toBe('cut')
})
