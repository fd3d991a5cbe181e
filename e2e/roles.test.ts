import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Api, newFolder, removeFolder } from './bench/server.ts'
import { until } from './bench/until.ts'
import { Browser } from './people/browser.ts'
import { mutualCall } from './roles/mutual-call.ts'
import { makeCertificateRequest } from './roles/openssl.ts'
import { type SplitInstallation, startSplitInstallation } from './roles/split-installation.ts'

/** Each role in a process of its own, seen from outside: through the gateway it must be the same product. */
let split: SplitInstallation
beforeAll(async () => {
  // Counters that all processes share, so that a call which two of them count shows.
  split = await startSplitInstallation({
    SKYKEEP_LIMIT_STORE: 'postgres',
    SKYKEEP_LIMIT_FAILED_AUTHENTICATION_PER_MINUTE: '100000',
  })
}, 120_000)
afterAll(() => split.stop())

interface Refusal {
  code: string
}

const as = (token: string) => new Api(split.url, token)
const aircraft = () => split.owner.aircraft(`SPLIT-${randomUUID().slice(0, 8)}`)
const event = (aircraft_id: string, speed = 80) => ({
  aircraft_id,
  event_id: randomUUID(),
  ts: new Date().toISOString(),
  metrics: { speed },
})
const post = (path: string, token: string, body: unknown) =>
  fetch(`${split.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

test('through the gateway an aircraft is registered, gets a token by its secret, and each of its events is stored once', async () => {
  const { aircraft_id, token } = await aircraft()
  const sent = event(aircraft_id)
  expect((await as(token).call('POST', '/telemetry/ingest', sent)).status).toBe(201)
  expect((await as(token).call('POST', '/telemetry/ingest', sent)).status).toBe(200)
  expect((await as(token).call('POST', '/telemetry/ingest', { ...sent, metrics: { speed: 81 } })).status).toBe(409)
  const read = await split.owner.call('GET', `/telemetry/events/${aircraft_id}/${sent.event_id}`)
  expect(read).toMatchObject({ status: 200, body: { event_id: sent.event_id, metrics: { speed: 80 } } })
  const list = await split.owner.call('GET', `/telemetry/events?aircraft_id=${aircraft_id}&note=a/../b`)
  expect(list).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } })
})

test('the live stream comes through the gateway', async () => {
  const { aircraft_id, token } = await aircraft()
  const stop = new AbortController()
  const response = await fetch(`${split.url}/telemetry/stream?aircraft_id=${aircraft_id}`, {
    headers: { authorization: `Bearer ${await ownerToken(split.url)}` },
    signal: stop.signal,
  })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  let seen = ''
  const reading = (async () => {
    for await (const chunk of response.body!) seen += Buffer.from(chunk).toString()
  })().catch(() => undefined)
  await until(() => seen.length > 0, 10_000)
  const sent = event(aircraft_id)
  expect((await as(token).call('POST', '/telemetry/ingest', sent)).status).toBe(201)
  await until(() => seen.includes(sent.event_id), 10_000)
  stop.abort()
  await reading
})

test.each([
  ['no token', 'GET', '/aircraft', 'nobody', 401, 'NOT_AUTHENTICATED'],
  ['a token that is none', 'GET', '/telemetry/events', 'forger', 401, 'TOKEN_INVALID'],
  ['an aircraft that looks at the registry', 'GET', '/aircraft', 'aircraft', 403, 'PERMISSION_DENIED'],
  ['an aircraft that looks at the installation', 'GET', '/admin/', 'aircraft', 403, 'PERMISSION_DENIED'],
  ['an aircraft that is not there', 'GET', `/aircraft/${randomUUID()}`, 'owner', 404, 'NOT_FOUND'],
  ['a path that is not there', 'GET', '/nowhere', 'nobody', 404, 'NOT_FOUND'],
  ['a path below a role that is not there', 'GET', '/telemetry/nowhere', 'owner', 404, 'NOT_FOUND'],
  ['a method that is not there', 'DELETE', '/telemetry/ingest', 'owner', 405, 'METHOD_NOT_ALLOWED'],
  ['a way out of the path', 'GET', '/telemetry/events/..%2f..%2faircraft', 'owner', 404, 'NOT_FOUND'],
  ['a query that is none', 'GET', '/aircraft?limit=many', 'owner', 400, 'VALIDATION_FAILED'],
])('%s is refused as in one process', async (_name, method, path, who, status, code) => {
  const answers = await Promise.all(
    [split.url, split.whole.start.url].map(async (url) => {
      const token = await tokenOf(who, url)
      const response = await fetch(`${url}${path}`, { method, headers: token ? { authorization: `Bearer ${token}` } : {} })
      const { trace_id, ...problem } = (await response.json()) as Record<string, unknown>
      expect(trace_id).toBe(response.headers.get('x-trace-id'))
      return { problem, names: [...response.headers.keys()].filter((name) => !name.startsWith('ratelimit')) }
    }),
  )
  expect(answers[0]!.problem).toMatchObject({ status, code })
  expect(answers[0]).toEqual(answers[1])
})

async function tokenOf(who: string, url: string): Promise<string> {
  if (who === 'nobody') return ''
  if (who === 'forger') return 'x.y.z'
  const owner = await ownerToken(url)
  return who === 'owner' ? owner : (await new Api(url, owner).aircraft(`SPLIT-${randomUUID().slice(0, 8)}`)).token
}

async function ownerToken(url: string): Promise<string> {
  const { client_id, client_secret } = split.whole.start
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret })
  const { access_token } = (await (await fetch(`${url}/oauth/token`, { method: 'POST', body })).json()) as {
    access_token: string
  }
  return access_token
}

test('a call is counted once, in its own class, whoever passes it on', async () => {
  const { aircraft_id, token } = await aircraft()
  const single = await post('/telemetry/ingest', token, event(aircraft_id))
  expect(single.headers.get('ratelimit')).toMatch(/^"aircraft";r=59;/)
  const batch = await post('/telemetry/batches', token, [event(aircraft_id)])
  expect(batch.headers.get('ratelimit')).toMatch(/^"aircraft_batches";r=59;/)
})

test('headers that concern one connection end at the gateway', async () => {
  const { aircraft_id, token } = await aircraft()
  const headers = { 'keep-alive': 'timeout=5', te: 'trailers', expect: '100-continue', upgrade: 'h2c' }
  expect(await send(token, headers, [JSON.stringify(event(aircraft_id))])).toBe(201)
})

test.each([
  ['more than the gateway lets in', 320],
  ['more than the role behind takes', 10],
])('a body in chunks that is %s is refused, and the gateway goes on', async (_name, pieces) => {
  const { aircraft_id, token } = await aircraft()
  for (let n = 0; n < 5; n++) expect(await send(token, {}, Array(pieces).fill(' '.repeat(65_536)))).toBe(413)
  expect(await send(token, {}, [JSON.stringify(event(aircraft_id))])).toBe(201)
})

/** The status that a body sent in these pieces gets, by a client that listens while it sends. */
function send(token: string, headers: Record<string, string>, pieces: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = http.request(`${split.url}/telemetry/ingest`, {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      agent: false,
    })
    call.on('response', (response) => {
      resolve(response.statusCode!)
      call.destroy()
    })
    call.on('error', reject)
    for (const piece of pieces) call.write(piece)
    call.end()
  })
}

interface Seen {
  roles: { name: string; here: boolean; alive: boolean; reachable: boolean | null }[]
  processes: { roles: string[]; alive: boolean }[]
  queues: { name: string; waiting: number | null }[]
  keys: { kind: string }[]
  audit: { stopped: boolean | null }
}
const installation = async () => (await split.owner.call('GET', '/admin/')).body as Seen
const roleIn = ({ roles }: Seen, name: string) => roles.find((role) => role.name === name)

test('the gateway tells of every process, and what those know that it cannot reach in the database', async () => {
  const seen = await installation()
  expect(roleIn(seen, 'gateway')).toEqual({ name: 'gateway', here: true, alive: true, reachable: null })
  for (const name of ['identity', 'telemetry']) {
    expect(roleIn(seen, name)).toEqual({ name, here: false, alive: true, reachable: true })
    expect(seen.processes).toContainEqual(expect.objectContaining({ roles: [name], alive: true }))
  }
  expect(seen.queues.find(({ name }) => name === 'telemetry_events')).toMatchObject({ waiting: expect.any(Number) })
  expect(seen.keys.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['token', 'checkpoint', 'data', 'installation']))
  expect(seen.audit.stopped).toBe(false)
})

test('a gateway whose telemetry role is gone says so, serves the rest, and recovers', async () => {
  const { aircraft_id, token } = await aircraft()
  const sent = event(aircraft_id)
  await split.kill('telemetry')
  const refused = await post('/telemetry/ingest', token, sent)
  expect(refused.status).toBe(503)
  expect(refused.headers.get('content-type')).toContain('application/problem+json')
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused.json()).toMatchObject({
    status: 503,
    code: 'ROLE_UNREACHABLE',
    trace_id: refused.headers.get('x-trace-id'),
  })
  expect((await split.owner.call('GET', `/aircraft/${aircraft_id}`)).status).toBe(200)
  expect(roleIn(await installation(), 'telemetry')).toMatchObject({ reachable: false })
  await split.start('telemetry')
  expect((await as(token).call('POST', '/telemetry/ingest', sent)).status).toBe(201)
})

test('a revoked aircraft is out within five seconds', async () => {
  const { aircraft_id, token, client_secret } = await aircraft()
  expect((await as(token).call('POST', '/telemetry/ingest', event(aircraft_id))).status).toBe(201)
  expect((await split.owner.call('POST', `/aircraft/${aircraft_id}/revoke`, {})).status).toBe(200)
  await until(async () => (await as(token).call('POST', '/telemetry/ingest', event(aircraft_id))).status === 401, 5_000)
  expect((await as('').call('POST', '/auth/token', { aircraft_id, client_secret })).status).toBe(401)
})

test('somebody signs in through the gateway, is known in every process, and to none within five seconds of the end', async () => {
  const [, email, password] = /a person +(\S+) +password: (\S+)/.exec(split.whole.output())!
  const signedIn = async () => {
    const browser = new Browser(split.url)
    expect((await browser.ask('POST', '/sessions', { email, password })).status).toBe(200)
    return browser
  }
  const places = ['/aircraft', '/account', '/telemetry/positions']
  const answers = (browser: Browser) => Promise.all(places.map(async (path) => (await browser.ask('GET', path)).status))
  const [one, other] = [await signedIn(), await signedIn()]
  expect([await answers(one), await answers(other)]).toEqual([places.map(() => 200), places.map(() => 200)])
  const { items } = (await one.ask<{ items: { id: string; is_current: boolean }[] }>('GET', '/sessions')).body
  const ended = items.filter(({ is_current }) => !is_current)
  expect(ended.length).toBeGreaterThan(0)
  for (const { id } of ended) expect((await one.ask('DELETE', `/sessions/${id}`)).status).toBe(204)
  await until(async () => (await answers(other)).every((status) => status === 401), 5_000)
  expect(await answers(one)).toEqual(places.map(() => 200))
  expect((await one.ask('DELETE', '/sessions/current')).status).toBe(204)
  await until(async () => (await answers(one)).every((status) => status === 401), 5_000)
})

test('a certificate shown to the gateway counts behind it, and binds the token to itself', async () => {
  const [one, other] = [await aircraft(), await aircraft()]
  const folder = newFolder()
  const { csr, key } = makeCertificateRequest(folder)
  removeFolder(folder)
  const issued = await split.owner.call<{ chain: string }>('POST', `/aircraft/${one.aircraft_id}/certificates`, { csr })
  const identity = { ca: split.serverCertificate, cert: issued.body.chain, key }
  const call = <T>(path: string, body: object, token = '') =>
    mutualCall<T>(`${split.mtls_url}${path}`, identity, { method: 'POST', body, token })

  const proven = await call<{ access_token: string }>('/auth/token', { aircraft_id: one.aircraft_id })
  expect(proven.status).toBe(200)
  const token = proven.body.access_token
  const sent = event(one.aircraft_id)
  expect((await call('/telemetry/ingest', sent, token)).status).toBe(201)

  const without = await as(token).call<Refusal>('POST', '/telemetry/ingest', sent)
  expect(without).toMatchObject({ status: 401, body: { code: 'CERTIFICATE_REQUIRED' } })
  const borrowed = await call<Refusal>('/telemetry/ingest', event(other.aircraft_id), other.token)
  expect(borrowed).toMatchObject({ status: 403, body: { code: 'CERTIFICATE_MISMATCH' } })
  const claimed = await call<Refusal>('/auth/token', { aircraft_id: other.aircraft_id, client_secret: other.client_secret })
  expect(claimed).toMatchObject({ status: 403, body: { code: 'CERTIFICATE_MISMATCH' } })
})

test('a forged word about a certificate is refused, at the gateway and behind it', async () => {
  const { aircraft_id } = await aircraft()
  const certificate = { thumbprint: 'x', verified: true, names: [aircraft_id], notAfterMs: Date.now() + 60_000, at: Date.now() }
  const body = Buffer.from(JSON.stringify(certificate)).toString('base64url')
  const headers = { 'skykeep-client-certificate': `${body}.${'A'.repeat(43)}` }
  const atGateway = await as('').call<Refusal>('POST', '/auth/token', { aircraft_id }, headers)
  expect(atGateway).toMatchObject({ status: 401, body: { code: 'CERTIFICATE_INVALID' } })
  const behind = await new Api(split.telemetry_url).call<Refusal>('POST', '/telemetry/ingest', event(aircraft_id), headers)
  expect(behind).toMatchObject({ status: 401, body: { code: 'CERTIFICATE_INVALID' } })
})
