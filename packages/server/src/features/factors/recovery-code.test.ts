import { expect, test } from 'vitest'
import { CODES, hashOfRecoveryCode, newRecoveryCodes } from './recovery-code.ts'

const key = Buffer.alloc(32, 1)

test('a set has ten different codes of 80 bits, grouped for typing', () => {
  const codes = newRecoveryCodes()
  expect(new Set(codes).size).toBe(CODES)
  for (const code of codes) expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/)
})

test('all letters occur, none much more often than others', () => {
  const letters = Array.from({ length: 200 }, newRecoveryCodes).flat().join('').replaceAll('-', '')
  const counts = Map.groupBy(letters, (letter) => letter)
  expect(counts.size).toBe(32)
  const expected = letters.length / 32
  for (const [letter, all] of counts) expect(Math.abs(all.length - expected), letter).toBeLessThan(expected / 5)
})

test('however a code is typed, it is the same code', () => {
  const hash = hashOfRecoveryCode(key, '01ab-cdef-gh10-jkmn')
  for (const typed of [
    '01ABCDEFGH10JKMN',
    ' 01ab cdef gh10 jkmn ',
    'O1ab-cdef-ghIo-jkmn',
    'oLab–cdef–gh10–jkmn'.replaceAll('–', '-'),
  ]) {
    expect([typed, hashOfRecoveryCode(key, typed)]).toEqual([typed, hash])
  }
  expect(hashOfRecoveryCode(key, '01ab-cdef-gh10-jkmp')).not.toBe(hash)
  expect(hashOfRecoveryCode(Buffer.alloc(32, 2), '01ab-cdef-gh10-jkmn')).not.toBe(hash)
})
