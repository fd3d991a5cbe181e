import { Problem, problems } from '@skykeep/contract'
import { expect, test } from 'vitest'
import { bareApp, bearer } from '../testing/bare-app.ts'
import { control } from '../testing/control.ts'
import { trialRoutes } from '../testing/trial-routes.ts'
import { securityHeaders } from './security-headers.ts'

const json = { 'content-type': 'application/json' }
const writer = { authorization: bearer('aircraft:one', 'telemetry:write') }

interface Refusal {
  what: string
  code: keyof typeof problems
  method?: 'GET' | 'POST' | 'PUT'
  url: string
  headers?: Record<string, string>
  payload?: string
  settings?: Record<string, string>
  stopping?: boolean
  route: string
  /** Sent so many times before the one that is looked at. */
  before?: number
}

const tooLarge = JSON.stringify({ name: 'x'.repeat(70_000) })
const refusals: Refusal[] = [
  { what: 'an unknown path', code: 'NOT_FOUND', url: '/nowhere', route: 'unmatched' },
  { what: 'a path that cannot be decoded', code: 'MALFORMED_REQUEST', url: '/things/%E0%A4%A', route: 'unmatched' },
  { what: 'another method', code: 'METHOD_NOT_ALLOWED', method: 'PUT', url: '/events', route: 'unmatched' },
  { what: 'nobody', code: 'NOT_AUTHENTICATED', url: '/events', route: '/events' },
  {
    what: 'a false token',
    code: 'TOKEN_INVALID',
    url: '/events',
    headers: { authorization: 'Bearer nonsense' },
    route: '/events',
  },
  { what: 'a missing permission', code: 'PERMISSION_DENIED', url: '/events', headers: writer, route: '/events' },
  {
    what: 'a wrong body',
    code: 'VALIDATION_FAILED',
    method: 'POST',
    url: '/events',
    headers: { ...json, ...writer },
    payload: '{}',
    route: '/events',
  },
  {
    what: 'a body that is no JSON',
    code: 'MALFORMED_JSON',
    method: 'POST',
    url: '/events',
    headers: { ...json, ...writer },
    payload: '{',
    route: '/events',
  },
  {
    what: 'a large body',
    code: 'PAYLOAD_TOO_LARGE',
    method: 'POST',
    url: '/events',
    headers: { ...json, ...writer },
    payload: tooLarge,
    route: '/events',
  },
  {
    what: 'another media type',
    code: 'UNSUPPORTED_MEDIA_TYPE',
    method: 'POST',
    url: '/events',
    headers: { ...writer, 'content-type': 'text/plain' },
    payload: 'x',
    route: '/events',
  },
  {
    what: 'too many calls',
    code: 'RATE_LIMITED',
    url: '/open',
    settings: { SKYKEEP_LIMIT_ADDRESS_PER_MINUTE: '1' },
    before: 1,
    route: '/open',
  },
  { what: 'a mistake of ours', code: 'INTERNAL', url: '/explodes', route: '/explodes' },
  { what: 'a stopping process', code: 'STOPPING', url: '/open', stopping: true, route: '/open' },
]

for (const { what, code, method = 'GET', url, headers = {}, payload, settings, stopping, route, before = 0 } of refusals) {
  control(
    'HTTP-1',
    `S-10 the refusal of ${what} is a problem document with every header, a trace id, a log line and a metric`,
    async () => {
      const { app, lines, count } = bareApp(settings, { isStopping: () => stopping === true })
      trialRoutes(app)
      const ask = () => app.inject({ method, url, headers, ...(payload !== undefined && { payload }) })
      for (let sent = 0; sent < before; sent++) await ask()
      lines.length = 0
      const answer = await ask()
      const { status, title } = problems[code]

      expect(answer.statusCode).toBe(status)
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
      expect(answer.headers).toMatchObject(securityHeaders)
      const trace = answer.headers['x-trace-id']
      expect(trace).toMatch(/^[0-9a-f]{32}$/)
      expect(answer.headers.traceparent).toContain(trace)
      expect(answer.json()).toMatchObject({ type: `/docs/problems/${code}`, title, status, code, trace_id: trace })
      expect(Object.keys(answer.json())).toEqual(expect.arrayContaining(['type', 'title', 'status', 'code', 'trace_id']))

      const line = lines.find(({ msg }) => msg === 'answered')
      expect(line).toMatchObject({ trace_id: trace, method, status, code, route })
      expect(await count('http_requests_total', { method, status: String(status), route })).toBe(1)
      expect(await count('http_problems_total', { code })).toBe(1)
      await app.close()
    },
  )
}

test('401 carries a challenge, 405 the methods that are allowed, 429 and 503 when to come again', async () => {
  const { app } = bareApp({ SKYKEEP_LIMIT_ADDRESS_PER_MINUTE: '5' })
  trialRoutes(app)
  const nobody = await app.inject('/events')
  expect(nobody.headers['www-authenticate']).toBe('Bearer realm="skykeep"')
  const invalid = await app.inject({ url: '/events', headers: { authorization: 'Bearer nonsense' } })
  expect(invalid.headers['www-authenticate']).toBe('Bearer realm="skykeep", error="invalid_token"')
  const method = await app.inject({ method: 'PATCH', url: '/events' })
  expect(method.headers.allow).toBe('DELETE, GET, POST')
  for (let sent = 0; sent < 3; sent++) await app.inject('/open')
  expect(Number((await app.inject('/open')).headers['retry-after'])).toBeGreaterThan(0)
})

control('HTTP-2', 'a mistake of ours tells the caller nothing but its trace id, and the log everything', async () => {
  const { app, lines } = bareApp()
  trialRoutes(app)
  const answer = await app.inject('/explodes')
  expect(answer.body).not.toMatch(/hunter2|select|Error|\.ts/)
  const line = lines.find(({ level }) => level === 50)
  expect(line).toMatchObject({ trace_id: answer.headers['x-trace-id'], err: { message: expect.stringContaining('hunter2') } })
})

control('HTTP-3', 'a member that the response schema does not name never goes out', async () => {
  const { app } = bareApp()
  trialRoutes(app)
  expect((await app.inject('/says-too-much')).json()).toEqual({ ok: true })
})

control('HTTP-4', 'the log names the route and never the address that was asked, which may hold a position', async () => {
  const { app, lines } = bareApp()
  trialRoutes(app)
  await app.inject('/things/46.9481?lat=46.9481&lon=7.4474')
  await app.inject('/nowhere/46.9481?lat=46.9481')
  expect(lines.length).toBeGreaterThanOrEqual(2)
  expect(JSON.stringify(lines)).not.toContain('46.9481')
})

control('HTTP-5', 'a refusal is told to the audit trail', async () => {
  const { app, refused } = bareApp()
  trialRoutes(app)
  await app.inject({ url: '/events', headers: writer })
  await app.inject('/events')
  expect(refused).toEqual(['PERMISSION_DENIED', 'NOT_AUTHENTICATED'])
})

control('HTTP-6', 'S-10 every answer carries the security headers, and HSTS only over TLS', async () => {
  const { app } = bareApp()
  trialRoutes(app)
  const answer = await app.inject('/open')
  expect(answer.statusCode).toBe(200)
  expect(answer.headers).toMatchObject(securityHeaders)
  expect(answer.headers).not.toHaveProperty('strict-transport-security')
  expect(answer.headers).not.toHaveProperty('server')
  expect(answer.headers).not.toHaveProperty('x-powered-by')
  const behindTls = bareApp({ SKYKEEP_TRUSTED_PROXIES: '127.0.0.1' })
  trialRoutes(behindTls.app)
  const secure = await behindTls.app.inject({ url: '/open', headers: { 'x-forwarded-proto': 'https' } })
  expect(secure.headers['strict-transport-security']).toMatch(/^max-age=\d{8}/)
})

control('HTTP-7', 'who is asked before what: 401 before 403 before 400, and 413 before them all', async () => {
  const { app } = bareApp()
  trialRoutes(app)
  const post = (headers: Record<string, string>, payload: string) =>
    app.inject({ method: 'POST', url: '/events', headers: { ...json, ...headers }, payload })
  expect((await post({}, tooLarge)).statusCode).toBe(413)
  expect((await post({}, '{')).statusCode).toBe(401)
  expect((await post({ authorization: bearer('aircraft:one', 'weather:read') }, '{')).statusCode).toBe(403)
  expect((await post(writer, '{')).statusCode).toBe(400)
})

test('every fault of a body is named by its pointer, and an unknown member is one', async () => {
  const { app } = bareApp()
  trialRoutes(app)
  const answer = await app.inject({
    method: 'POST',
    url: '/events',
    headers: { ...json, ...writer },
    payload: '{"name": 3, "a/b~": 1}',
  })
  expect(answer.json().errors).toEqual(
    expect.arrayContaining([
      { pointer: '#/name', detail: expect.any(String) },
      { pointer: '#/a~1b~0', detail: 'is not a known field' },
    ]),
  )
  const [path, query] = await Promise.all([
    app.inject('/things/1'),
    app.inject('/things/0198f2d3-0000-7000-8000-000000000001?x=1'),
  ])
  expect(path.json().errors[0].pointer).toBe('#/path/id')
  expect(query.json().errors[0].pointer).toBe('#/query/x')
})

test('a body without content type, or an empty one where one is needed, is refused with 400 or 415 and never 500', async () => {
  const { app } = bareApp()
  trialRoutes(app)
  const empty = await app.inject({ method: 'POST', url: '/events', headers: { ...json, ...writer }, payload: '' })
  expect(empty.json()).toMatchObject({ status: 400 })
  const untyped = await app.inject({ method: 'POST', url: '/events', headers: writer, payload: Buffer.from('{"name":"x"}') })
  expect(untyped.json()).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' })
})

test('a problem keeps its cause for our log', () => {
  const cause = new Error('why')
  expect(new Problem('INTERNAL', { cause }).cause).toBe(cause)
})
