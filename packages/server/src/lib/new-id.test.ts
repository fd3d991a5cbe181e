import { expect, test } from 'vitest'
import { newId } from './new-id.ts'

test('an id is a UUID of version 7 that tells its time, and a later one sorts later', () => {
  const at = Date.parse('2026-11-22T08:00:00Z')
  expect(newId(at)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(Number.parseInt(newId(at).replaceAll('-', '').slice(0, 12), 16)).toBe(at)
  expect(newId(at) < newId(at + 1)).toBe(true)
})

test('T-05 nobody guesses the id of something, even who knows the millisecond in which it was made: 74 bits are random', () => {
  const made = 4_000
  const bits = Array.from({ length: made }, () => {
    const [, , version, variant, rest] = newId(0).split('-') as [string, string, string, string, string]
    const random = `${version.slice(1)}${variant}${rest}`
    return BigInt(`0x${random}`).toString(2).padStart(76, '0')
  })
  expect(new Set(bits).size).toBe(made)
  // Fixed bits: the two of the variant. Each other one is set about half of the time; six standard deviations are 190.
  const shares = Array.from({ length: 76 }, (_, at) => bits.filter((text) => text[at] === '1').length)
  const random = shares.filter((share) => Math.abs(share - made / 2) < 190)
  expect(random).toHaveLength(74)
})
