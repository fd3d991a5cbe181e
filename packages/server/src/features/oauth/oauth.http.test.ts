import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { RawConnection } from '../../testing/raw-connection.ts'
import { DEVICE_GRANT } from './client-metadata.ts'
import { oauthCalls, type Told, told } from './testing/oauth-calls.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'

let world: World
let calls: ReturnType<typeof oauthCalls>
beforeAll(async () => {
  world = await oauthWorld()
  calls = oauthCalls(world.issuer)
})
afterAll(() => world.close())

control(
  'OAUTH-1',
  'O-01 discovery offers the code flow with S256, the device flow and client credentials, no implicit and no password grant, under the exact issuer, at both addresses',
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
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code', 'refresh_token', DEVICE_GRANT, 'client_credentials'],
      device_authorization_endpoint: `${world.issuer}/oauth/device_authorization`,
      token_endpoint: `${world.issuer}/oauth/token`,
      jwks_uri: `${world.issuer}/oauth/jwks`,
      introspection_endpoint: `${world.issuer}/oauth/introspect`,
      revocation_endpoint: `${world.issuer}/oauth/revoke`,
      authorization_endpoint: `${world.issuer}/oauth/authorize`,
      userinfo_endpoint: `${world.issuer}/oauth/userinfo`,
      mtls_endpoint_aliases: { token_endpoint: `${world.mtlsUrl}/oauth/token` },
      tls_client_certificate_bound_access_tokens: true,
    })
    expect(openid.token_endpoint_auth_methods_supported).not.toContain('client_secret_jwt')
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
    const answers = await Promise.all([calls.ask(client), calls.ask(client)])
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
    expect(await (await calls.whoami(first.access_token)).json()).toMatchObject({ id: client.id })
  },
)

control(
  'OAUTH-21',
  'every token has its entry in the audit trail of its team, with the proof it was given for and without the token',
  async () => {
    const client = await world.newClient()
    const token = await calls.tokenOf(client, { scope: 'team:read' })
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
  const answer = await told(await calls.ask(client, { scope: 'weather:read team:read' }))
  expect(answer.scope).toBe('weather:read team:read')
  expect(((await told(await calls.whoami(answer.access_token))).permissions as string[]).sort()).toEqual([
    'team:read',
    'weather:read',
  ])
})

test('a client without any permission gets a token that may do nothing, and it is a valid one', async () => {
  const client = await world.newClient({ roles: ['service'] })
  const answer = await told(await calls.ask(client))
  expect(answer.scope).toBe('')
  expect(await (await calls.whoami(answer.access_token)).json()).toEqual({ id: client.id, permissions: [] })
})

control('OAUTH-4', 'O-08 more scope than the client has, an unknown scope and another resource are refused', async () => {
  const client = await world.newClient({ roles: ['reader'] })
  for (const scope of ['client:write', 'team:read client:write', 'openid', 'no:such', '*', 'team:read  weather:read']) {
    const answer = await calls.ask(client, { scope })
    expect(answer.status).toBe(400)
    expect((await told(answer)).error).toBe('invalid_scope')
  }
  for (const resource of ['https://elsewhere.example', 'skykeep', `${world.issuer}#x`]) {
    const answer = await calls.ask(client, { resource })
    expect(answer.status).toBe(400)
    expect((await told(answer)).error).toBe('invalid_target')
  }
  expect((await calls.ask(client, { resource: world.issuer })).status).toBe(200)
})

control('OAUTH-9', 'O-13 a role, team, subject, audience or lifetime in the request changes nothing in the token', async () => {
  const client = await world.newClient({ roles: ['reader'] })
  const other = await world.newTeam()
  const claims = decodeJwt(
    await calls.tokenOf(client, {
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
    const answer = await calls.post('/oauth/token', asked, { [name]: pem, 'x-ssl-client-verify': 'SUCCESS' })
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
  const forged = await calls.post('/oauth/token', asked, {
    'skykeep-client-certificate': `${claimed.toString('base64url')}.AAAA`,
  })
  expect(forged.status).toBe(401)
})

control(
  'OAUTH-18',
  'unknown client, wrong secret, expired client and another proof than the registered one get the same answer',
  async () => {
    const client = await world.newClient()
    const expired = await world.newClient({ expires_at: new Date(Date.now() - 1_000) })
    const keyed = await world.newClient({ auth_method: 'private_key_jwt' })
    const nobodys = '01a20000-0000-7000-8000-000000000000'
    const refused = world.refused.length
    const answers = await Promise.all([
      calls.ask({ ...client, id: nobodys }),
      calls.ask({ ...client, secret: expired.secret }),
      calls.ask({ ...client, secret: 'short' }),
      calls.ask(expired),
      calls.ask({ ...keyed, secret: client.secret }),
      calls.ask({ ...client, id: 'not a uuid' }),
      calls.ask({ ...client, id: client.id.toUpperCase() }),
      calls.post('/oauth/token', { grant_type: 'client_credentials', client_id: client.id }),
    ])
    expect(world.refused.slice(refused)).toEqual(answers.map(() => 'PROOF_OF_IDENTITY_INVALID'))
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
  expect((await calls.post('/oauth/token', asked, { authorization })).status).toBe(200)
  expect((await calls.post('/oauth/token', { ...asked, client_secret: secret }, { authorization })).status).toBe(400)
})

test('an aircraft is a client, too, with whatever proof it holds', async () => {
  const aircraft = await world.newAircraft()
  const answer = await calls.ask(aircraft as never)
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ scope: 'weather:read telemetry:write' })
  await world.admin.query(`update directory.aircraft set status = 'revoked' where id = $1`, [aircraft.id])
  expect((await calls.ask(aircraft as never)).status).toBe(401)
})
