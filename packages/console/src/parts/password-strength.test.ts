import { expect, test } from 'vitest'
import { passwordStrength } from './password-strength.ts'

test('a password of fewer than ten characters, as people count them, is refused; from fifteen on it is enough alone', () => {
  expect(passwordStrength('123456789')).toMatchObject({ length: 9, level: 0, hints: ['short'] })
  expect(passwordStrength('bk7 Vq-2mz')).toMatchObject({ length: 10, hints: ['second_factor'] })
  expect(passwordStrength('lamp river nine oak')).toMatchObject({ level: 4, hints: [] })
  expect(passwordStrength('🛩🛩🛩🛩🛩🛩🛩🛩🛩')).toMatchObject({ length: 9, level: 0 })
  expect(passwordStrength('x'.repeat(257))).toMatchObject({ level: 0, hints: ['long'] })
})

test('what everybody tries, and what is known of the person, is weak however long', () => {
  expect(passwordStrength('Password12345678')).toMatchObject({ level: 1, hints: ['known'] })
  expect(passwordStrength('ana.ortiz-2026-09', ['ana.ortiz@example.org', 'Ana Ortiz'])).toMatchObject({
    level: 1,
    hints: ['personal'],
  })
  expect(passwordStrength('skykeep1234567890')).toMatchObject({ level: 1, hints: ['personal'] })
  expect(passwordStrength('Anaconda likes marble', ['Ana']).hints).toEqual([])
})

test('repeated and neighbouring characters add nothing', () => {
  expect(passwordStrength('aaaaaaaaaaaaaaaaaaaa').level).toBe(1)
  expect(passwordStrength('abcdefghijklmnopqrst').level).toBe(1)
  expect(passwordStrength('').level).toBe(0)
})
