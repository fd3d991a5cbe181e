import { expect, test } from 'vitest'
import { isRetryable, isUnavailable, violates } from './errors.ts'

test('a violated constraint is known by its name and by nothing else', () => {
  const taken = { code: '23505', constraint: 'schedules_name_unique' }
  expect(violates(taken, 'schedules_name_unique')).toBe(true)
  expect(violates(taken, 'schedules_pkey')).toBe(false)
  expect(violates({ ...taken, code: '42P01' }, 'schedules_name_unique')).toBe(false)
  expect(violates(undefined, 'schedules_name_unique')).toBe(false)
})

test.each(['57P01', '57P02', '57P03', '53300', '53100', '08006', 'ECONNREFUSED', 'ECONNRESET'])(
  '%s means: not available now',
  (code) => {
    expect(isUnavailable({ code })).toBe(true)
    expect(isUnavailable(new AggregateError([{ code }]))).toBe(true)
  },
)

test.each(['23505', '42501', '57014', '22P02', 'ENOENT', undefined])('%s does not mean that the database is away', (code) => {
  expect(isUnavailable({ code, message: 'something else' })).toBe(false)
})

test('a socket that is gone means that the server is, a file that is gone does not', () => {
  expect(isUnavailable({ code: 'ENOENT', syscall: 'connect' })).toBe(true)
  expect(isUnavailable({ code: 'ENOENT', syscall: 'open' })).toBe(false)
})

test('only a serialization failure and a deadlock are worth another attempt', () => {
  expect(['40001', '40P01', '23505', '57P01'].map((code) => isRetryable({ code }))).toEqual([true, true, false, false])
})
