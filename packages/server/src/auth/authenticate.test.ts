import { Problem, type ProblemCode, permissionNames } from '@skykeep/contract'
import { expect, test } from 'vitest'
import type { ClientCertificate } from '../http/client-certificate.ts'
import { control } from '../testing/control.ts'
import type { AccessClaims } from './access-token.ts'
import { authenticator, checkBinding } from './authenticate.ts'
import { must, operatorOf, type Principal } from './principal.ts'
import { TokenCache } from './token-cache.ts'

const aircraft = '0198f2d3-0000-7000-8000-00000000000a'
const other = '0198f2d3-0000-7000-8000-00000000000b'

const certificate = (name: string, thumbprint: string, verified = true): ClientCertificate => ({
  thumbprint,
  verified,
  names: verified ? [name] : [],
  notAfterMs: Number.POSITIVE_INFINITY,
})
const claims = (thumbprint?: string): AccessClaims => ({
  iss: 'i',
  sub: aircraft,
  team: 't',
  scope: '',
  jti: 'j',
  iat: 0,
  exp: 4_102_444_800,
  ...(thumbprint !== undefined && { cnf: { 'x5t#S256': thumbprint } }),
})

function refusalOf(act: () => unknown): ProblemCode | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

control('AUTH-4', 'a bound token is refused without its certificate, with another one, and with one of the same name', () => {
  expect(refusalOf(() => checkBinding(claims('A'), null))).toBe('CERTIFICATE_REQUIRED')
  expect(refusalOf(() => checkBinding(claims('A'), certificate(other, 'B')))).toBe('CERTIFICATE_REQUIRED')
  expect(refusalOf(() => checkBinding(claims('A'), certificate(aircraft, 'B')))).toBe('CERTIFICATE_REQUIRED')
  expect(refusalOf(() => checkBinding(claims('A'), certificate(aircraft, 'A')))).toBeUndefined()
  expect(refusalOf(() => checkBinding(claims('A'), certificate('', 'A', false)))).toBeUndefined()
})

control('AUTH-5', 'whoever shows a certificate uses only tokens of the same name: certificate A never carries token B', () => {
  expect(refusalOf(() => checkBinding(claims(), certificate(other, 'B')))).toBe('CERTIFICATE_MISMATCH')
  expect(refusalOf(() => checkBinding(claims('B'), certificate(other, 'B')))).toBe('CERTIFICATE_MISMATCH')
  expect(refusalOf(() => checkBinding(claims(), certificate(aircraft.toUpperCase(), 'B')))).toBe('CERTIFICATE_MISMATCH')
  expect(refusalOf(() => checkBinding(claims(), certificate(aircraft, 'A')))).toBeUndefined()
})

control('AUTH-6', 'a certificate that is not of our authority counts for nothing but the token that is bound to it', () => {
  expect(refusalOf(() => checkBinding(claims(), certificate(aircraft, 'A', false)))).toBe('CERTIFICATE_MISMATCH')
  expect(refusalOf(() => checkBinding(claims('A'), certificate(aircraft, 'B', false)))).toBe('CERTIFICATE_REQUIRED')
})

const principal: Principal = {
  kind: 'aircraft',
  id: aircraft,
  team_id: 't',
  permissions: new Set(),
  token_id: 'j',
  thumbprint: null,
}

function trial(feed: { stale?: boolean; revoked?: string } = {}) {
  const seen: string[] = []
  const tokens = new TokenCache(
    async (token) => {
      seen.push(token)
      return claims()
    },
    () => 0,
  )
  const signals = { stale: feed.stale === true, isRevoked: (_kind: string, jti: string) => feed.revoked === jti }
  const authenticate = authenticator({ tokens, principals: { of: () => principal }, signals } as never)
  return { authenticate, seen }
}

control('AUTH-7', 'without news of revocations nobody is believed, not even a token that is remembered', async () => {
  const { authenticate, seen } = trial({ stale: true })
  expect(refusalOf(() => authenticate('Bearer abc', null))).toBe('DATABASE_UNAVAILABLE')
  expect(seen).toEqual([])
})

control('AUTH-8', 'a revoked token is refused although its signature holds', async () => {
  await expect(trial({ revoked: 'j' }).authenticate('Bearer abc', null)).rejects.toMatchObject({ code: 'TOKEN_REVOKED' })
  expect(await trial({ revoked: 'other' }).authenticate('Bearer abc', null)).toBe(principal)
})

control('AUTH-9', 'nothing but one bearer token in the Authorization header is taken for one', async () => {
  const { authenticate, seen } = trial()
  for (const header of [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer  abc',
    'Bearer a b',
    'Basic abc',
    'BearerX abc',
    ' Bearer abc',
    'Bearer\tabc',
    'abc',
  ]) {
    expect(
      refusalOf(() => authenticate(header, null)),
      String(header),
    ).toBe('NOT_AUTHENTICATED')
  }
  expect(seen).toEqual([])
  expect(await authenticate('bearer abc', null)).toBe(principal)
  expect(seen).toEqual(['abc'])
})

control('AUTH-10', 'every service stops a principal that lacks the permission, whatever the route said', () => {
  expect(refusalOf(() => must(principal, 'telemetry:write'))).toBe('PERMISSION_DENIED')
  expect(refusalOf(() => must({ ...principal, permissions: new Set(['telemetry:read']) }, 'telemetry:write'))).toBe(
    'PERMISSION_DENIED',
  )
  expect(refusalOf(() => must({ ...principal, permissions: new Set(['telemetry:write']) }, 'telemetry:write'))).toBeUndefined()
})

test('the operator at the command line has every permission, in one team, under a name of its own', () => {
  expect(operatorOf('t', 'ana')).toMatchObject({ kind: 'operator', id: 'ana', team_id: 't' })
  expect([...operatorOf('t', 'ana').permissions]).toEqual(permissionNames)
})
