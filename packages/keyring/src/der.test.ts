import fc from 'fast-check'
import { expect, test } from 'vitest'
import { derSequence, isOneSequence } from './der.ts'

// Written by the definition (X.690 §8.1.3, §10.1), so that the check meets lengths it did not make itself.
function sequence(length: number): Buffer {
  if (length < 128) return Buffer.concat([Buffer.of(0x30, length), Buffer.alloc(length)])
  const digits = length.toString(16)
  const octets = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
  return Buffer.concat([Buffer.of(0x30, 0x80 | octets.length), octets, Buffer.alloc(length)])
}

test('a sequence is one sequence, and is none with a byte more or less', () => {
  fc.assert(
    fc.property(fc.oneof(fc.nat(300), fc.integer({ min: 65_500, max: 65_600 })), (length) => {
      const der = sequence(length)
      expect(isOneSequence(der)).toBe(true)
      expect(derSequence(Buffer.alloc(length))).toEqual(der)
      expect(isOneSequence(Buffer.concat([der, Buffer.of(0)]))).toBe(false)
      expect(isOneSequence(der.subarray(0, -1))).toBe(false)
    }),
    { numRuns: 100 },
  )
})

test.each([
  '',
  '30',
  '3080',
  '30800000',
  '308100',
  '30810100',
  '3082000100',
  '3100',
  '30850000000001aa',
  `30820080${'00'.repeat(128)}`,
])('the bytes %o are not DER for one sequence', (hex) => {
  expect(isOneSequence(Buffer.from(hex, 'hex'))).toBe(false)
})
