import { afterEach, expect, test } from 'vitest'
import { askerOf, type Stage, stageOf } from './testing/stage.ts'

let stage: Stage
afterEach(async () => stage?.azure.close())

test('without a good token nothing is told, and the answer says what is wrong with it', async () => {
  stage = await stageOf()
  const ask = await askerOf(stage)
  const foreign = [{ alg: 'HS256' }, { tid: '00000000-0000-0000-0000-000000000000' }].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  const cases: [string, string][] = [
    ['', 'AuthenticationFailed'],
    ['Bearer nonsense', 'InvalidAuthenticationToken'],
    [`Bearer ${foreign.join('.')}.AAAA`, 'InvalidAuthenticationTokenTenant'],
  ]
  for (const [authorization, code] of cases) {
    const reply = await ask('/subscriptions', { headers: { authorization } })
    expect(reply).toMatchObject({ status: 401, body: { error: { code } } })
    expect(reply.headers.get('www-authenticate')).toContain(stage.build.tenant_id)
  }
})

test('a token ends with its time, and all of them when they are revoked', async () => {
  stage = await stageOf({ settings: { identity_clock: 'simulated', token_lifetime_seconds: 60 } })
  const ask = await askerOf(stage)
  expect((await ask('/subscriptions')).status).toBe(200)
  stage.forward(61)
  expect(await ask('/subscriptions')).toMatchObject({ status: 401, body: { error: { code: 'ExpiredAuthenticationToken' } } })
  const again = await askerOf(stage)
  stage.azure.control.revoke_tokens()
  expect(await again('/subscriptions')).toMatchObject({ status: 401, body: { error: { code: 'InvalidAuthenticationToken' } } })
})

test('every answer can be named, by ids of the cloud and of the client', async () => {
  stage = await stageOf()
  const ask = await askerOf(stage)
  const id = '7f8a3c1e-1111-4222-8333-444455556666'
  const { headers } = await ask('/subscriptions', {
    headers: { 'x-ms-correlation-request-id': id, 'x-ms-client-request-id': 'mine' },
  })
  expect(headers.get('x-ms-correlation-request-id')).toBe(id)
  expect(headers.get('x-ms-client-request-id')).toBe('mine')
  expect(headers.get('x-ms-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  expect(headers.get('x-ms-routing-request-id')).toBeTruthy()
})

test('a call without a version, with a malformed or an unknown one is refused', async () => {
  stage = await stageOf()
  const ask = await askerOf(stage)
  const codeOf = async (version: string | null) => (await ask('/subscriptions', { version })).body
  expect(await codeOf(null)).toMatchObject({ error: { code: 'MissingApiVersionParameter' } })
  expect(await codeOf('latest')).toMatchObject({ error: { code: 'InvalidApiVersionParameter' } })
  expect(await codeOf('2031-01-01')).toMatchObject({ error: { code: 'NoRegisteredProviderFound' } })
})
