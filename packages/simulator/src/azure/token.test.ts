import { constants, createHash, randomUUID, sign } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { selfSigned } from '../self-signed.ts'
import { type Stage, signIn, stageOf } from './testing/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await stageOf()
})
afterAll(() => stage.azure.close())

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

type Parts = { header?: object; payload?: object; key?: string; cert?: string; alg?: 'PS256' | 'RS256' }

function assertion({ header, payload, key = signIn.key, cert = signIn.cert, alg = 'PS256' }: Parts = {}): string {
  const der = Buffer.from(cert.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')
  const print = { 'x5t#S256': createHash('sha256').update(der).digest('base64url') }
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    aud: `${stage.azure.url}/${stage.build.tenant_id}/oauth2/v2.0/token`,
    iss: stage.app.id,
    sub: stage.app.id,
    jti: randomUUID(),
    nbf: now,
    exp: now + 600,
    ...payload,
  }
  const signed = `${base64url({ alg, typ: 'JWT', ...print, ...header })}.${base64url(claims)}`
  const padding = alg === 'PS256' ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : {}
  return `${signed}.${sign('sha256', Buffer.from(signed), { key, ...padding }).toString('base64url')}`
}

type Told = { error: string; error_codes: number[]; error_description: string; access_token?: string }

async function ask(form: Record<string, string>, tenant = stage.build.tenant_id): Promise<{ status: number; body: Told }> {
  const whole = {
    grant_type: 'client_credentials',
    client_id: stage.app.id,
    scope: 'https://management.azure.com/.default',
    ...form,
  }
  const answer = await fetch(`${stage.azure.url}/${tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams(whole),
  })
  return { status: answer.status, body: (await answer.json()) as Told }
}

const asserting = (parts?: Parts) =>
  ask({
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion(parts),
  })

test('a good assertion gets a token, signed in the new way or the old one', async () => {
  const der = Buffer.from(signIn.cert.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')
  const old = { 'x5t#S256': undefined, x5t: createHash('sha1').update(der).digest('base64url') }
  for (const parts of [{}, { alg: 'RS256' as const, header: old }])
    expect(await asserting(parts)).toMatchObject({
      status: 200,
      body: { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599 },
    })
})

test('the refusal has the shape that programs and people read', async () => {
  const { body } = await ask({ client_secret: 'wrong' })
  expect(body).toEqual({
    error: 'invalid_client',
    error_description: expect.stringMatching(
      /^AADSTS7000215: .+ Trace ID: \S+ Correlation ID: \S+ Timestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/,
    ),
    error_codes: [7000215],
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/),
    trace_id: expect.any(String),
    correlation_id: expect.any(String),
    error_uri: expect.any(String),
  })
})

const stranger = selfSigned('stranger', { kind: 'rsa' })
const hourAgo = Math.floor(Date.now() / 1000) - 3600

test.each<[string, () => ReturnType<typeof ask>, number, string, number]>([
  ['an unknown application', () => ask({ client_id: randomUUID(), client_secret: 'x' }), 400, 'unauthorized_client', 700016],
  ['a certificate nobody registered', () => asserting({ key: stranger.key, cert: stranger.cert }), 401, 'invalid_client', 700027],
  ['the signature of another key', () => asserting({ key: stranger.key }), 401, 'invalid_client', 700027],
  ['an algorithm that is none', () => asserting({ header: { alg: 'none' } }), 401, 'invalid_client', 700027],
  ['another issuer', () => asserting({ payload: { iss: randomUUID() } }), 401, 'invalid_client', 700027],
  ['another audience', () => asserting({ payload: { aud: 'https://elsewhere.example/token' } }), 400, 'invalid_grant', 50013],
  [
    'an assertion of an hour ago',
    () => asserting({ payload: { nbf: hourAgo - 600, exp: hourAgo } }),
    401,
    'invalid_client',
    700024,
  ],
  ['an assertion from the future', () => asserting({ payload: { nbf: hourAgo + 7200 } }), 401, 'invalid_client', 700024],
  ['something that is no assertion', () => ask({ client_assertion: 'a.b' }), 401, 'invalid_client', 50027],
  ['a wrong secret', () => ask({ client_secret: 'x' }), 401, 'invalid_client', 7000215],
  ['an expired secret', () => ask({ client_secret: 'an old secret' }), 401, 'invalid_client', 7000222],
  ['neither secret nor assertion', () => ask({}), 401, 'invalid_client', 7000218],
  ['another tenant', () => ask({ client_secret: 'x' }, randomUUID()), 400, 'invalid_request', 90002],
  ['no tenant at all', () => ask({ client_secret: 'x' }, 'nowhere'), 400, 'invalid_request', 900023],
  ['a malformed scope', () => ask({ scope: 'https://management.azure.com', client_secret: 'x' }), 400, 'invalid_scope', 70011],
  [
    'an unknown resource',
    () => ask({ scope: 'https://a.example/.default', client_secret: 'x' }),
    400,
    'invalid_resource',
    500011,
  ],
  ['another grant', () => ask({ grant_type: 'password' }), 400, 'unsupported_grant_type', 70003],
])('%s is refused', async (_title, asked, status, error, code) => {
  const answer = await asked()
  expect(answer).toMatchObject({ status, body: { error, error_codes: [code] } })
  expect(answer.body).not.toHaveProperty('access_token')
})

test('an assertion counts once', async () => {
  const client_assertion = assertion()
  expect((await ask({ client_assertion })).status).toBe(200)
  expect(await ask({ client_assertion })).toMatchObject({ status: 400, body: { error_codes: [50013] } })
})

test('an application may be disabled, blocked, and have an expired certificate or two at once', async () => {
  const { azure, app } = stage
  const expired = selfSigned('skykeep', { kind: 'rsa', fromMs: Date.UTC(2020, 0), toMs: Date.UTC(2021, 0) })
  azure.control.application({ id: app.id, certificates: [signIn.cert, expired.cert] })
  expect(await asserting(expired)).toMatchObject({ status: 401, body: { error_codes: [700027] } })
  expect((await asserting(expired)).body.error_description).toContain('expired')
  expect((await asserting()).status).toBe(200)
  azure.control.application({ id: app.id, enabled: false })
  expect(await asserting()).toMatchObject({ status: 400, body: { error: 'unauthorized_client', error_codes: [7000112] } })
  azure.control.application({ id: app.id, enabled: true, blocked: true })
  expect(await asserting()).toMatchObject({ status: 400, body: { error: 'access_denied', error_codes: [53003] } })
  azure.control.application({ id: app.id, blocked: false })
  expect((await asserting()).status).toBe(200)
})

test('the authority can be told to say what it says when it is unwell', async () => {
  stage.azure.control.faults({ kind: 'error', match: { route: 'token' }, next: 1, params: { code: 90055 } })
  expect(await asserting()).toMatchObject({ status: 400, body: { error: 'temporarily_unavailable', error_codes: [90055] } })
  expect((await asserting()).status).toBe(200)
})

test('a client whose clock is wrong is told so', async () => {
  stage.azure.control.settings({ identity_skew_seconds: 7200 })
  expect(await asserting()).toMatchObject({ status: 401, body: { error_codes: [700024] } })
  stage.azure.control.settings({ identity_skew_seconds: 0 })
  expect((await asserting()).status).toBe(200)
})

test('a library finds the token endpoint by asking', async () => {
  const { azure, build } = stage
  const found = await fetch(`${azure.url}/${build.tenant_id}/v2.0/.well-known/openid-configuration`)
  expect(await found.json()).toMatchObject({ token_endpoint: `${azure.url}/${build.tenant_id}/oauth2/v2.0/token` })
  const instances = await fetch(`${azure.url}/common/discovery/instance?api-version=1.1`)
  expect(await instances.json()).toMatchObject({ metadata: [{ aliases: [new URL(azure.url).host] }] })
})
