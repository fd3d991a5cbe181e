import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import type { FailureClass } from '../cloud-provider.ts'
import { armErrorOf, failureOf, operationFailure } from './failures.ts'
import { tokenVerdict } from './token-failures.ts'

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  ...{ status, body },
  header: (name: string) => headers[name],
})
const error = (code: string, more: object = {}) => ({ error: { code, message: 'CANARY words of the cloud', ...more } })
const NOW = Date.parse('2026-11-26T12:00:00Z')

const table: [string, number, FailureClass][] = [
  ['InvalidAuthenticationToken', 401, 'authorization'],
  ['ExpiredAuthenticationToken', 401, 'authorization'],
  ['InvalidAuthenticationTokenTenant', 401, 'configuration'],
  ['AuthorizationFailed', 403, 'authorization'],
  ['LinkedAuthorizationFailed', 403, 'authorization'],
  ['RequestDisallowedByPolicy', 403, 'policy'],
  ['ScopeLocked', 409, 'lock'],
  ['ReadOnlyDisabledSubscription', 409, 'configuration'],
  ['SubscriptionNotFound', 404, 'configuration'],
  ['ResourceGroupNotFound', 404, 'configuration'],
  ['ResourceNotFound', 404, 'gone'],
  ['ResourceNotFound', 409, 'conflict'],
  ['Conflict', 409, 'conflict'],
  ['AnotherOperationInProgress', 409, 'conflict'],
  ['OperationNotAllowed', 409, 'conflict'],
  ['SkuNotAvailable', 409, 'configuration'],
  ['AllocationFailed', 200, 'capacity'],
  ['ZonalAllocationFailed', 200, 'capacity'],
  ['OverconstrainedAllocationRequest', 200, 'capacity'],
  ['QuotaExceeded', 409, 'quota'],
  ['OperationPreempted', 200, 'preempted'],
  ['VMStartTimedOut', 200, 'guest'],
  ['VMExtensionProvisioningError', 200, 'guest'],
  ['OSProvisioningTimedOut', 200, 'guest'],
  ['InternalExecutionError', 200, 'transient'],
  ['InternalServerError', 500, 'transient'],
  ['ServerTimeout', 503, 'transient'],
  ['TooManyRequests', 429, 'throttled'],
  ['SubscriptionRequestsThrottled', 429, 'throttled'],
  ['BadRequest', 400, 'defect'],
  ['NotHeardOf', 400, 'defect'],
  ['NotHeardOf', 403, 'authorization'],
  ['NotHeardOf', 503, 'transient'],
]

test.each(table)('%s with %i is %s, in whatever case, and none of the words of the cloud are kept', (code, status, kind) => {
  for (const spelled of [code, code.toLowerCase(), code.toUpperCase()]) {
    const failure = failureOf(answer(status, error(spelled)), NOW)
    expect([failure.kind, failure.code]).toEqual([kind, spelled])
    expect(`${failure.message}${failure.stack}`).not.toContain('CANARY')
  }
  if (status === 200) expect(operationFailure(error(code), 'failed').kind).toBe(kind)
})

control(
  'CLOUD-5',
  'no word that a cloud says in a refusal is passed on: not its sentence, not what it names, not its headers',
  () => {
    const words = 'CANARY vm-secret, https://canary.example/'
    const everywhere = {
      ...{ message: words, target: words, additionalInfo: [{ type: words, info: { words } }] },
      ...{ innererror: { code: words, message: words }, details: [{ code: words, message: words, target: words }] },
    }
    const headers = Object.fromEntries(
      ['x-ms-request-id', 'x-ms-correlation-request-id', 'retry-after', 'www-authenticate', 'location'].map((name) => [
        name,
        words,
      ]),
    )
    const failures = ['AuthorizationFailed', 'NotHeardOf', words].flatMap((code) => [
      ...[400, 401, 403, 404, 409, 429, 503].map((status) => failureOf(answer(status, error(code, everywhere), headers), NOW)),
      failureOf(answer(403, { code, ...everywhere }, headers), NOW),
      operationFailure(error(code, everywhere), 'failed'),
      operationFailure(error(code, everywhere), 'canceled'),
    ])
    for (const failure of [...failures, failureOf(answer(502, `<html>${words}</html>`, headers), NOW)])
      expect(inspect(failure, { depth: null, showHidden: true })).not.toMatch(/canary|vm-secret/i)
    expect(JSON.stringify([tokenVerdict(400, words, []), tokenVerdict(401, words, [700027])])).not.toMatch(/canary/i)
  },
)

test('both bodies with which throttling comes are read, with the time to wait', () => {
  const arm = error('SubscriptionRequestsThrottled')
  const compute = {
    code: 'OperationNotAllowed',
    message: 'too many',
    details: [{ code: 'TooManyRequests', target: 'HighCostGet' }],
  }
  for (const body of [arm, compute, null, '<html>']) {
    const failure = failureOf(answer(429, body, { 'retry-after': '17' }), NOW)
    expect([failure.kind, failure.retryAfterMs]).toEqual(['throttled', 17_000])
  }
  const date = failureOf(answer(429, arm, { 'retry-after': 'Thu, 26 Nov 2026 12:00:40 GMT' }), NOW)
  expect(date.retryAfterMs).toBe(40_000)
})

test('used-up cores are a quota, in details or in a sentence; any other forbidden operation is a conflict', () => {
  const detailed = error('OperationNotAllowed', { details: [{ code: 'QuotaExceeded' }] })
  const said = error('OperationNotAllowed', {
    message: 'Operation could not be completed as it results in exceeding approved standardDSv5Family Cores quota.',
  })
  expect(failureOf(answer(409, detailed), NOW).kind).toBe('quota')
  expect(failureOf(answer(409, said), NOW).kind).toBe('quota')
  expect(failureOf(answer(409, error('OperationNotAllowed', { message: 'The VM is quotable.' })), NOW).kind).toBe('conflict')
})

test('what holds no error is judged by its status, and ids of the cloud are passed on only if they look like ids', () => {
  for (const body of [undefined, null, [], 'text', 7, { error: null }, { error: { code: 'no word at all' } }, { code: '' }]) {
    expect(armErrorOf(body)).toBeNull()
    expect(failureOf(answer(502, body), NOW)).toMatchObject({ kind: 'transient', code: 'HTTP_502' })
  }
  const id = '7a62c49f-347e-4fc4-9331-6e8e00000000'
  expect(failureOf(answer(500, null, { 'x-ms-correlation-request-id': id }), NOW).correlationId).toBe(id)
  expect(failureOf(answer(500, null, { 'x-ms-request-id': 'a b<script>' }), NOW).correlationId).toBeNull()
  expect(operationFailure({ status: 'Canceled' }, 'canceled').kind).toBe('preempted')
  expect(operationFailure({ status: 'Failed' }, 'failed').kind).toBe('defect')
})

test('refusals of the authority: by number first, then by the word of the protocol, then by status', () => {
  expect(tokenVerdict(401, 'invalid_client', [700027])).toMatchObject({ kind: 'authorization', code: 'AADSTS700027' })
  expect(tokenVerdict(400, 'unauthorized_client', [700016]).kind).toBe('configuration')
  expect(tokenVerdict(400, 'invalid_request', [90002]).kind).toBe('configuration')
  expect(tokenVerdict(400, 'invalid_grant', [50196]).kind).toBe('throttled')
  expect(tokenVerdict(503, 'temporarily_unavailable', [90033]).kind).toBe('transient')
  expect(tokenVerdict(401, 'invalid_client', [123456789])).toMatchObject({ kind: 'authorization', code: 'AADSTS123456789' })
  expect(tokenVerdict(500, '', []).kind).toBe('transient')
  expect(tokenVerdict(429, '', []).kind).toBe('throttled')
  expect(tokenVerdict(400, 'CANARY words', [])).toMatchObject({ kind: 'defect', code: 'HTTP_400' })
  expect(tokenVerdict(400, 'toString', []).kind).toBe('defect')
})
