import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { auditSeal } from './seal.ts'

const row = { team_id: 't', id: 'i', draft: '{"a":1}' }

test('a seal holds for exactly the row it was made for', () => {
  const seal = auditSeal([randomBytes(32)])
  const mac = seal.ofRow(row)
  expect(seal.rowHolds(row, mac)).toBe(true)
  fc.assert(
    fc.property(fc.constantFrom('team_id', 'id', 'draft'), fc.string({ minLength: 1 }), (name, more) => {
      expect(seal.rowHolds({ ...row, [name]: row[name as 'id'] + more }, mac)).toBe(false)
    }),
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (forged) => {
      expect(seal.rowHolds(row, forged)).toBe(false)
    }),
  )
})

test('what was sealed under a former key holds during a rotation, and under a strange key never', () => {
  const [old, young] = [randomBytes(32), randomBytes(32)]
  const mac = auditSeal([old]).ofRow(row)
  expect(auditSeal([young, old]).rowHolds(row, mac)).toBe(true)
  expect(auditSeal([young]).rowHolds(row, mac)).toBe(false)
})

test('the seal of the head covers its size and its root', () => {
  const seal = auditSeal([randomBytes(32)])
  const root = randomBytes(32)
  const mac = seal.ofHead(7, root)
  expect([seal.headHolds(7, root, mac), seal.headHolds(8, root, mac), seal.headHolds(7, randomBytes(32), mac)]).toEqual([
    true,
    false,
    false,
  ])
})

test('a short key is refused', () => {
  expect(() => auditSeal([randomBytes(16)])).toThrow('32 bytes')
  expect(() => auditSeal([])).toThrow('32 bytes')
})
