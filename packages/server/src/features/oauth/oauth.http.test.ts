import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { RawConnection } from '../../testing/raw-connection.ts'
import { oauthRoutes } from './oauth.routes.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'
import { form, json } from './testing/tls-client.ts'

let world: World
beforeAll(async () => {
  world = await oauthWorld()
})
afterAll(() => world.close())

type Client = Awaited<ReturnType<World['newClient']>>

const post = (path: string, members: Record<string, string>, headers: Record<string, string> = {}) => {
  const request = form(members)
  return fetch(`${world.issuer}${path}`, { ...request, headers: { ...request.headers, ...headers } })
}
const ask = ({ id, secret }: Client, more: Record<string, string> = {}) =>
  post('/oauth/token', { grant_type: 'client_credentials', client_id: id, client_secret: secret, ...more })
const tokenOf = async (client: Client, more: Record<string, string> = {}): Promise<string> =>
  (await told(await ask(client, more))).access_token
interface Told {
  access_token: string
  scope: string
  error: string
  code: string
  [member: string]: unknown
}
const told = async (answer: Response): Promise<Told> => (await answer.json()) as Told
const whoami = (token: string) => fetch(`${world.issuer}/whoami`, { headers: { authorization: `Bearer ${token}` } })

control(
  'OAUTH-1',
  'O-01 discovery offers the code flow with S256 and machine grants only, under the exact issuer, at both addresses',
  async () => {
    const [openid, oauth] = (await Promise.all(
      ['openid-configuration', 'oauth-authorization-server'].map(async (name) =>
        told(await fetch(`${world.issuer}/.well-known/${name}`)),
      ),
    )) as [Told, Told]
    expect(openid).toEqual(oauth)
    expect(openid).toMatchObject({
      issuer: world.issuer,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
      token_endpoint: `${world.issuer}/oauth/token`,
      jwks_uri: `${world.issuer}/oauth/jwks`,
      introspection_endpoint: `${world.issuer}/oauth/introspect`,
      revocation_endpoint: `${world.issuer}/oauth/revoke`,
      authorization_endpoint: `${world.issuer}/oauth/authorize`,
      userinfo_endpoint: `${world.issuer}/oauth/userinfo`,
      mtls_endpoint_aliases: { token_endpoint: `${world.mtlsUrl}/oauth/token` },
      tls_client_certificate_bound_access_tokens: true,
    })
    expect(openid.token_endpoint_auth_methods_supported).not.toContain('none')
    expect(openid.token_endpoint_auth_signing_alg_values_supported).toEqual(['RS256', 'PS256', 'ES256', 'ES384'])
    expect(Object.keys(openid)).not.toContain('registration_endpoint')
  },
)

control('OAUTH-17', 'neither Host nor forwarding headers choose the endpoints that discovery tells', async () => {
  const connection = new RawConnection(Number(new URL(world.issuer).port))
  connection.send(
    'GET /.well-known/openid-configuration HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n',
  )
  const [answer] = await connection.answers()
  expect(answer?.status).toBe(200)
  expect(answer?.body).not.toContain('evil.example')
  expect(JSON.parse(answer!.body).token_endpoint).toBe(`${world.issuer}/oauth/token`)
})

control(
  'OAUTH-3',
  'O-07 a client-credentials token is RS256 with kid and at+jwt, lives 900 s, has one audience, a team and an id of its own',
  async () => {
    const client = await world.newClient({ roles: ['reader'] })
    const answers = await Promise.all([ask(client), ask(client)])
    const [first, second] = (await Promise.all(answers.map(told))) as [Told, Told]
    expect(first).toMatchObject({ token_type: 'Bearer', expires_in: 900 })
    const active = await world.signingKeys.active()
    expect(decodeProtectedHeader(first.access_token)).toEqual({ alg: 'RS256', typ: 'at+jwt', kid: active.kid })
    const claims = decodeJwt(first.access_token)
    expect(claims).toMatchObject({
      iss: world.issuer,
      aud: 'skykeep',
      sub: client.id,
      client_id: client.id,
      team: client.team_id,
      scope: first.scope,
    })
    expect(claims.exp! - claims.iat!).toBe(900)
    expect(claims.jti).not.toBe(decodeJwt(second.access_token).jti)
    expect(first.scope.split(' ')).toContain('telemetry:read')
    expect(await (await whoami(first.access_token)).json()).toMatchObject({ id: client.id })
  },
)

control(
  'OAUTH-21',
  'every token has its entry in the audit trail of its team, with the proof it was given for and without the token',
  async () => {
    const client = await world.newClient()
    const token = await tokenOf(client, { scope: 'team:read' })
    const [entry] = await world.entriesOf(client.team_id)
    const { jti, exp } = decodeJwt(token)
    expect(entry).toMatchObject({
      action: 'token.issued',
      actor: { type: 'client', id: client.id },
      resource: { type: 'access_token', id: jti },
      details: {
        proof: 'client_secret',
        scope: ['team:read'],
        expires_at: new Date(exp! * 1_000).toISOString(),
        certificate_thumbprint: null,
      },
    })
    expect(JSON.stringify(entry)).not.toContain(token.split('.')[2])
    expect(JSON.stringify(entry)).not.toContain(client.secret)
    expect(await world.count('tokens_issued_total', { proof: 'client_secret' })).toBeGreaterThan(0)
  },
)

test('a narrower scope is granted as asked, in the token and in what it may do', async () => {
  const client = await world.newClient()
  const answer = await told(await ask(client, { scope: 'weather:read team:read' }))
  expect(answer.scope).toBe('weather:read team:read')
  expect(((await told(await whoami(answer.access_token))).permissions as string[]).sort()).toEqual(['team:read', 'weather:read'])
})

test('a client without any permission gets a token that may do nothing, and it is a valid one', async () => {
  const client = await world.newClient({ roles: ['service'] })
  const answer = await told(await ask(client))
  expect(answer.scope).toBe('')
  expect(await (await whoami(answer.access_token)).json()).toEqual({ id: client.id, permissions: [] })
})

control('OAUTH-4', 'O-08 more scope than the client has, an unknown scope and another resource are refused', async () => {
  const client = await world.newClient({ roles: ['reader'] })
  for (const scope of ['client:write', 'team:read client:write', 'openid', 'no:such', '*', 'team:read  weather:read']) {
    const answer = await ask(client, { scope })
    expect(answer.status).toBe(400)
    expect((await told(answer)).error).toBe('invalid_scope')
  }
  for (const resource of ['https://elsewhere.example', 'skykeep', `${world.issuer}#x`]) {
    const answer = await ask(client, { resource })
    expect(answer.status).toBe(400)
    expect((await told(answer)).error).toBe('invalid_target')
  }
  expect((await ask(client, { resource: world.issuer })).status).toBe(200)
})

control('OAUTH-9', 'O-13 a role, team, subject, audience or lifetime in the request changes nothing in the token', async () => {
  const client = await world.newClient({ roles: ['reader'] })
  const other = await world.newTeam()
  const claims = decodeJwt(
    await tokenOf(client, {
      role: 'owner',
      roles: 'owner',
      team: other,
      team_id: other,
      sub: other,
      aud: 'else',
      audience: 'else',
      expires_in: '99999',
      exp: '9999999999',
    }),
  )
  expect(claims).toMatchObject({ aud: 'skykeep', sub: client.id, team: client.team_id })
  expect(claims.exp! - claims.iat!).toBe(900)
  expect(String(claims.scope)).not.toContain('write')
})

control('OAUTH-8', 'O-12 a client-certificate header from outside proves nothing', async () => {
  const client = await world.newClient({ auth_method: 'tls_client_auth' })
  const certificate = await world.certificateFor(client)
  const pem = encodeURIComponent(certificate.cert)
  const asked = { grant_type: 'client_credentials', client_id: client.id }
  for (const name of [
    'x-client-cert',
    'x-ssl-client-cert',
    'ssl-client-cert',
    'x-forwarded-client-cert',
    'client-cert',
    'x-ssl-cert',
  ]) {
    const answer = await post('/oauth/token', asked, { [name]: pem, 'x-ssl-client-verify': 'SUCCESS' })
    expect(answer.status).toBe(401)
    expect((await told(answer)).error).toBe('invalid_client')
  }
  const claimed = Buffer.from(
    JSON.stringify({
      thumbprint: certificate.thumbprint,
      verified: true,
      names: [client.id],
      notAfterMs: Date.now() + 60_000,
      at: Date.now(),
    }),
  )
  const forged = await post('/oauth/token', asked, { 'skykeep-client-certificate': `${claimed.toString('base64url')}.AAAA` })
  expect(forged.status).toBe(401)
})

control(
  'OAUTH-18',
  'unknown client, wrong secret, expired client and another proof than the registered one get the same answer',
  async () => {
    const client = await world.newClient()
    const expired = await world.newClient({ expires_at: new Date(Date.now() - 1_000) })
    const keyed = await world.newClient({ auth_method: 'private_key_jwt' })
    const { id: nobodys } = { id: '01a20000-0000-7000-8000-000000000000' }
    const answers = await Promise.all([
      ask({ ...client, id: nobodys }),
      ask({ ...client, secret: expired.secret }),
      ask({ ...client, secret: 'short' }),
      ask(expired),
      ask({ ...keyed, secret: client.secret }),
      ask({ ...client, id: 'not a uuid' }),
      ask({ ...client, id: client.id.toUpperCase() }),
      post('/oauth/token', { grant_type: 'client_credentials', client_id: client.id }),
    ])
    for (const answer of answers) {
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toContain('Basic')
      expect(await answer.json()).toEqual({ error: 'invalid_client', error_description: 'client authentication failed' })
    }
  },
)

test('HTTP Basic is taken as well as the form, but not both', async () => {
  const { id, secret } = await world.newClient()
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
  const asked = { grant_type: 'client_credentials' }
  expect((await post('/oauth/token', asked, { authorization })).status).toBe(200)
  expect((await post('/oauth/token', { ...asked, client_secret: secret }, { authorization })).status).toBe(400)
})

test('an aircraft is a client, too, with whatever proof it holds', async () => {
  const aircraft = await world.newAircraft()
  const answer = await ask(aircraft as never)
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ scope: 'weather:read telemetry:write' })
  await world.admin.query(`update directory.aircraft set status = 'revoked' where id = $1`, [aircraft.id])
  expect((await ask(aircraft as never)).status).toBe(401)
})

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
        const answer = await post(`/oauth/${path}`, { client_id: id, client_secret: secret, ...members })
        expect(answer.status).toBeLessThan(500)
        expect((await post(`/oauth/${path}`, members)).status).toBe(400)
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
    '/oauth/device',
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
    '/oauth/authorize/resume',
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
  const answer = await post(
    '/oauth/token',
    { grant_type: 'client_credentials', client_id: client.id, client_secret: client.secret },
    origin,
  )
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
})

test('while the database is away tokens are answered 503 with Retry-After in the form of RFC 6749, and come again with it', async () => {
  const other = await oauthWorld()
  try {
    const client = await other.newClient()
    const request = form({ grant_type: 'client_credentials', client_id: client.id, client_secret: client.secret })
    const nowhere = createServer().listen(0)
    const { port } = nowhere.address() as AddressInfo
    nowhere.close()
    const { options } = other.db.pool as unknown as { options: { port: number; host: string; connectionString?: string } }
    expect((await fetch(`${other.issuer}/oauth/token`, request)).status).toBe(200)
    const before = { ...options }
    Object.assign(options, { connectionString: `postgresql://x@127.0.0.1:${port}/x` })
    await other.admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'skykeep test'`,
    )
    const answer = await fetch(`${other.issuer}/oauth/token`, request)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('2')
    expect(await answer.json()).toMatchObject({ error: 'temporarily_unavailable' })
    Object.assign(options, before)
    expect((await fetch(`${other.issuer}/oauth/token`, request)).status).toBe(200)
  } finally {
    await other.close()
  }
})

control(
  'OAUTH-19',
  'tokens are limited per client, refused proofs per address, with Retry-After; knowing an id uses nothing up',
  async () => {
    const other = await oauthWorld({
      settings: { SKYKEEP_LIMIT_TOKENS_PER_MINUTE: '3', SKYKEEP_LIMIT_FAILED_AUTHENTICATION_PER_MINUTE: '5' },
    })
    try {
      const [client, neighbour, aircraft] = [await other.newClient(), await other.newClient(), await other.newAircraft()]
      const asks = ({ id, secret }: { id: string; secret: string }) =>
        fetch(`${other.issuer}/oauth/token`, form({ grant_type: 'client_credentials', client_id: id, client_secret: secret }))
      const flies = (client_secret: string) =>
        fetch(`${other.issuer}/auth/token`, json({ aircraft_id: aircraft.id, client_secret }))
      for (let wrong = 0; wrong < 3; wrong++) expect((await asks({ ...client, secret: 'wrong' })).status).toBe(401)
      for (let good = 0; good < 3; good++) expect((await asks(client)).status).toBe(200)
      const limited = await asks(client)
      expect(limited.status).toBe(429)
      expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(limited.headers.get('ratelimit')).toContain('"token";r=0')
      expect(await limited.json()).toMatchObject({ error: 'temporarily_unavailable' })
      expect((await asks(neighbour)).status).toBe(200)
      for (let good = 0; good < 3; good++) expect((await flies(aircraft.secret)).status).toBe(200)
      expect((await told(await flies(aircraft.secret))).code).toBe('RATE_LIMITED')

      // Five refused proofs were allowed: three are used.
      expect((await flies('wrong')).status).toBe(401)
      expect((await asks({ ...client, secret: 'wrong' })).status).toBe(401)
      for (const guess of [await flies('wrong'), await asks({ ...neighbour, secret: 'wrong' })]) {
        expect(guess.status).toBe(429)
        expect(Number(guess.headers.get('retry-after'))).toBeGreaterThan(0)
      }
      expect(await other.count('rate_limit_exceeded_total', { route: '/oauth/token' })).toBe(2)
      expect(await other.count('rate_limit_exceeded_total', { route: '/auth/token' })).toBe(2)
      expect(other.refused).toContain('RATE_LIMITED')
      expect((await asks(neighbour)).status).toBe(200)
    } finally {
      await other.close()
    }
  },
)
