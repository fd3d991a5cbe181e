import { expect, test } from 'vitest'
import { bareApp, bearer } from '../testing/bare-app.ts'
import { control } from '../testing/control.ts'
import { RawConnection } from '../testing/raw-connection.ts'
import { trialRoutes } from '../testing/trial-routes.ts'
import { listenHttp } from './listeners.ts'
import { securityHeaders } from './security-headers.ts'

async function listening() {
  const bare = bareApp()
  trialRoutes(bare.app)
  await bare.app.ready()
  const listener = await listenHttp('127.0.0.1', 0, { handler: bare.app.routing, log: bare.app.log, metrics: bare.metrics })
  return { ...bare, listener, say: (text: string | Buffer) => new RawConnection(listener.port).send(text).answers() }
}

control('HTTP-19', 'R-08 no other spelling of a path reaches it, and none is open: each is 401 or 404 for nobody', async () => {
  const { listener, say } = await listening()
  const spellings = [
    '/events/',
    '//events',
    '/./events',
    '/x/../events',
    '/EVENTS',
    '/Events',
    '/%65vents',
    '/events%2f',
    '/%2fevents',
    '/events;x=1',
    '/events%00',
    '/events?',
    '/events#x',
    '/events/.',
    '/events%20',
    '\\events',
    '/events..;/',
    '/%2e/events',
    '/events?public=1',
    'http://elsewhere/events',
    '/open/../events',
    '/open/..%2fevents',
  ]
  for (const path of spellings) {
    const [answer] = await say(`GET ${path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n`)
    expect([400, 401, 404], path).toContain(answer?.status)
  }
  await listener.close(0)
})

control('HTTP-20', 'R-08 no header changes the method, the path or the principal of a request', async () => {
  const { app } = bareApp()
  trialRoutes(app)
  const reader = bearer('client:one', 'telemetry:read')
  const overrides = {
    'x-http-method-override': 'DELETE',
    'x-http-method': 'DELETE',
    'x-method-override': 'DELETE',
    'x-original-url': '/open',
    'x-rewrite-url': '/open',
    'x-forwarded-user': 'admin',
    'x-aircraft-id': 'one',
    'x-client-cert': 'one',
    'ssl-client-cert': 'one',
    'x-ssl-client-verify': 'SUCCESS',
  }
  const nobody = await app.inject({ url: '/events', headers: overrides })
  expect(nobody.statusCode).toBe(401)
  const denied = await app.inject({ method: 'POST', url: '/events', headers: { ...overrides, authorization: reader } })
  expect(denied.statusCode).toBe(403)
  const somebody = await app.inject({ url: '/events?_method=DELETE', headers: { ...overrides, authorization: reader } })
  expect(somebody.statusCode).toBe(200)
})

control(
  'HTTP-21',
  'R-08 a method that a path does not take is refused with the ones it takes: HEAD, OPTIONS, TRACE and CONNECT are no way around',
  async () => {
    const { listener, say } = await listening()
    for (const method of ['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'TRACE', 'PROPFIND', 'get']) {
      const [answer] = await say(`${method} /events HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n`)
      expect([400, 404, 405], method).toContain(answer?.status)
      if (answer?.status === 405) expect(answer.headers.allow).toBe('DELETE, GET, POST')
    }
    await listener.close(0)
  },
)

control(
  'HTTP-22',
  'S-10 bytes that are no HTTP get a problem document with all headers, a log line and a metric, and the connection ends',
  async () => {
    const { listener, say, lines, count } = await listening()
    const malformed = [
      'HELLO\r\n\r\n',
      'GET /open HTTP/9.9\r\nHost: here\r\n\r\n',
      'GET /open HTTP/1.1\r\nHost here\r\n\r\n',
      'GET /open HTTP/1.1\r\nHost: here\r\nX: \u0000\r\n\r\n',
      'GET /open HTTP/1.1\r\nConnection: close\r\n\r\n',
      'GET /open HTTP/1.1\r\nHost: here\r\n X: folded\r\n\r\n',
      Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x0d, 0x0a]),
    ]
    for (const text of malformed) {
      const [answer] = await say(text)
      expect(answer?.status, String(text)).toBe(400)
      expect(answer?.headers, String(text)).toMatchObject(securityHeaders)
      expect(answer?.headers['content-type']).toMatch(/^application\/problem\+json/)
      expect(JSON.parse(answer!.body)).toMatchObject({ code: 'MALFORMED_REQUEST', trace_id: answer!.headers['x-trace-id'] })
    }
    expect(await count('http_problems_total', { code: 'MALFORMED_REQUEST' })).toBe(malformed.length)
    expect(lines.filter(({ code }) => code === 'MALFORMED_REQUEST')).toHaveLength(malformed.length)
    await listener.close(0)
  },
)

control('HTTP-22', 'an Expect that nobody knows is refused in the same form', async () => {
  const { listener, say } = await listening()
  const [answer] = await say('POST /anything HTTP/1.1\r\nHost: here\r\nExpect: miracles\r\nContent-Length: 2\r\n\r\n{}')
  expect(answer?.status).toBe(417)
  expect(answer?.headers).toMatchObject(securityHeaders)
  expect(JSON.parse(answer!.body)).toMatchObject({ code: 'EXPECTATION_FAILED', trace_id: answer!.headers['x-trace-id'] })
  await listener.close(0)
})

control('HTTP-23', 'headers of more than 16 KiB are refused with 431', async () => {
  const { listener, say } = await listening()
  const [answer] = await say(`GET /open HTTP/1.1\r\nHost: here\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)
  expect(answer?.status).toBe(431)
  expect(JSON.parse(answer!.body)).toMatchObject({ code: 'HEADERS_TOO_LARGE' })
  await listener.close(0)
})

test('a request after another on the same connection is asked who it is again', async () => {
  const { listener, say } = await listening()
  const authorization = bearer('client:one', 'telemetry:read')
  const answers = await say(
    `GET /events HTTP/1.1\r\nHost: here\r\nAuthorization: ${authorization}\r\n\r\nGET /events HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n`,
  )
  expect(answers.map(({ status }) => status)).toEqual([200, 401])
  await listener.close(0)
})
