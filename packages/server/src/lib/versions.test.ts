import type { Problem } from '@skykeep/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { demandedVersions, etagOf, expectedVersions, mustBeExpected } from './versions.ts'

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    return (error as Problem).code
  }
}

test('the tag of a version expects this version and no other', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000_000_000 }), fc.integer({ min: 1, max: 2_000_000_000 }), (version, other) => {
      const expected = expectedVersions(etagOf(version))
      expect(codeOf(() => mustBeExpected(expected, version))).toBeUndefined()
      if (other !== version) expect(codeOf(() => mustBeExpected(expected, other))).toBe('PRECONDITION_FAILED')
    }),
  )
})

test('no header and * expect any version, a list each of its own, weak and foreign tags none', () => {
  expect(expectedVersions(undefined)).toBeUndefined()
  expect(expectedVersions(' * ')).toBeUndefined()
  expect(expectedVersions('"1", "22" ,"3"')).toEqual(new Set([1, 22, 3]))
  for (const text of ['W/"1"', '"one"', '"01"', '""', '"1.0"']) expect(expectedVersions(text)).toEqual(new Set())
})

test('what is no list of entity tags is refused, whatever it is', () => {
  for (const text of ['', '1', '"1', '"1" "2"', '"1",', ',', '*, "1"']) {
    expect([text, codeOf(() => expectedVersions(text))]).toEqual([text, 'VALIDATION_FAILED'])
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect([undefined, 'VALIDATION_FAILED']).toContain(codeOf(() => expectedVersions(text)))
    }),
  )
})

test('a change that must say where it starts from is refused when it does not', () => {
  expect(codeOf(() => demandedVersions(undefined))).toBe('PRECONDITION_REQUIRED')
  expect(demandedVersions('*')).toBeUndefined()
  expect(demandedVersions('"4"')).toEqual(new Set([4]))
})
