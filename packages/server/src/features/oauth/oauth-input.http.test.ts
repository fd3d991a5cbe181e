import { afterAll, beforeAll, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { RawConnection } from '../../testing/raw-connection.ts'
import { oauthRoutes } from './oauth.routes.ts'
import { oauthCalls, told } from './testing/oauth-calls.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'

let world: World
let calls: ReturnType<typeof oauthCalls>
beforeAll(async () => {
  world = await oauthWorld()
  calls = oauthCalls(world.issuer)
})
afterAll(() => world.close())

control(
  'OAUTH-20',
  'whatever is sent to an OAuth path is answered 4xx, as JSON, with the headers, metric and log line of every other answer',
  async () => {
    const { id, secret } = await world.newClient()
    const bodies: [string, string][] = [
      ['application/x-www-form-urlencoded', ''],
      ['application/x-www-form-urlencoded', 'grant_type=client_credentials&client_id=%00&client_secret=%00'],
      ['application/x-www-form-urlencoded', `grant_type=password&client_id=${id}&client_secret=${secret}&username=a&password=b`],
      ['application/x-www-form-urlencoded', `grant_type=implicit&client_id=${id}&client_secret=${secret}`],
      ['application/x-www-form-urlencoded', `grant_type=authorization_code&code=%00&client_id=${id}&client_secret=${secret}`],
      [
        'application/x-www-form-urlencoded',
        `grant_type=refresh_token&refresh_token=a%00b&client_id=${id}&client_secret=${secret}`,
      ],
      ['application/x-www-form-urlencoded', `grant_type=client_credentials&grant_type=x&client_id=${id}&client_secret=${secret}`],
      [
        'application/x-www-form-urlencoded',
        `grant_type=client_credentials&scope=a&scope=b&client_id=${id}&client_secret=${secret}`,
      ],
      ['application/x-www-form-urlencoded', `client_id=${id}&client_id=${id}&client_secret=${secret}`],
      ['application/x-www-form-urlencoded', `client_id=${"'; drop table directory.teams; --"}&client_secret=x`],
      [
        'application/x-www-form-urlencoded',
        'client_assertion=a.b.c&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      ],
      ['application/x-www-form-urlencoded', 'client_assertion=%FF%FE&client_assertion_type=x'],
      ['application/x-www-form-urlencoded', `__proto__=x&constructor=y&client_id=__proto__&client_secret=toString`],
      ['application/x-www-form-urlencoded; charset=no-such', `client_id=${id}`],
      ['application/json', JSON.stringify({ grant_type: 'client_credentials', client_id: id, client_secret: secret })],
      ['text/plain', 'grant_type=client_credentials'],
      ['multipart/form-data; boundary=x', '--x--'],
      ['', 'grant_type=client_credentials'],
    ]
    const answered = await world.count('http_requests_total', { route: '/oauth/token' })
    for (const [type, body] of bodies) {
      const answer = await fetch(`${world.issuer}/oauth/token`, {
        method: 'POST',
        body: Buffer.from(body),
        headers: type ? { 'content-type': type } : {},
      })
      const fault = await told(answer)
      expect([400, 401], `${type} ${body} → ${JSON.stringify(fault)}`).toContain(answer.status)
      expect(fault).toEqual({
        error: expect.any(String),
        error_description: expect.any(String),
        ...(fault.scope && { scope: expect.any(String) }),
      })
      const traceId = answer.headers.get('x-trace-id')
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
      expect(world.lines.find(({ trace_id, msg }) => trace_id === traceId && msg === 'answered')).toMatchObject({
        route: '/oauth/token',
        status: answer.status,
      })
    }
    expect((await world.count('http_requests_total', { route: '/oauth/token' })) - answered).toBe(bodies.length)
    for (const path of ['introspect', 'revoke']) {
      const tokens: Record<string, string>[] = [
        {},
        { token: 'x' },
        { token: 'a.b.c' },
        { token: '' },
        { token: '\u0000', token_type_hint: 'refresh_token' },
      ]
      for (const members of tokens) {
        const answer = await calls.post(`/oauth/${path}`, { client_id: id, client_secret: secret, ...members })
        expect(answer.status).toBeLessThan(500)
        expect((await calls.post(`/oauth/${path}`, members)).status).toBe(400)
      }
    }
    const queries = [
      '',
      '?client_id=x',
      `?client_id=${id}&response_type=code&redirect_uri=https://a.example&scope=openid&state=%00`,
      `?client_id=${id}&response_type=token`,
      '?request=a.b.c&request_uri=http://127.0.0.1/',
    ]
    for (const query of queries) {
      const answer = await fetch(`${world.issuer}/oauth/authorize${query}`, {
        redirect: 'manual',
        headers: { accept: 'text/html' },
      })
      expect([400, 401]).toContain(answer.status)
      expect(answer.headers.get('content-type')).toContain('application/json')
      expect(await answer.json()).toMatchObject({ error: expect.any(String) })
    }
    expect((await world.admin.query('select from identity.oauth_artefacts')).rowCount).toBe(0)
  },
)

control('OAUTH-20', 'a body beyond the limit is refused, declared or chunked, before the library sees any of it', async () => {
  const big = `grant_type=${'x'.repeat(70_000)}`
  expect(
    (
      await fetch(`${world.issuer}/oauth/token`, {
        method: 'POST',
        body: big,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      })
    ).status,
  ).toBe(413)
  const connection = new RawConnection(Number(new URL(world.issuer).port))
  connection.send(
    'POST /oauth/token HTTP/1.1\r\nHost: here\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n',
  )
  const sent = await connection.pour(Buffer.from(`10000\r\n${'x'.repeat(0x10000)}\r\n`), 320)
  const [answer] = await connection.answers()
  expect(answer?.status).toBe(413)
  expect(JSON.parse(answer!.body).code).toBe('PAYLOAD_TOO_LARGE')
  expect(sent).toBeLessThan(20 * 1_048_576)
})

control('OAUTH-22', 'no path of the library can be reached that is not in the table of routes', async () => {
  const named = new Set(oauthRoutes.map(({ url }) => url))
  const theirs = [
    '/oauth/request',
    '/oauth/reg',
    '/oauth/device/x',
    '/oauth/session/end',
    '/auth',
    '/token',
    '/me',
    '/reg',
    '/session/end',
    '/session/end/confirm',
    '/interaction/x',
    '/jwks',
    '/OAUTH/token',
    '/oauth/TOKEN',
    '/oauth/token/',
    '/oauth//token',
    '/oauth/authorize/resume/x',
    '/console/device/resume',
  ]
  for (const path of theirs) {
    expect(named).not.toContain(path)
    for (const method of ['GET', 'POST']) {
      const answer = await fetch(`${world.issuer}${path}`, { method })
      expect(answer.status).toBe(404)
      expect((await told(answer)).code).toBe('NOT_FOUND')
    }
  }
  const options = await fetch(`${world.issuer}/oauth/token`, {
    method: 'OPTIONS',
    headers: { origin: 'https://a.example', 'access-control-request-method': 'POST' },
  })
  expect(options.status).toBe(405)
  expect(options.headers.get('access-control-allow-origin')).toBeNull()
})

test('a page of another origin can read the public keys and nothing that a client is told', async () => {
  const client = await world.newClient()
  const origin = { origin: 'https://a.example' }
  expect(
    (await fetch(`${world.issuer}/oauth/jwks`, { headers: origin })).headers.get('access-control-allow-origin'),
  ).not.toBeNull()
  const answer = await calls.post(
    '/oauth/token',
    { grant_type: 'client_credentials', client_id: client.id, client_secret: client.secret },
    origin,
  )
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
})
