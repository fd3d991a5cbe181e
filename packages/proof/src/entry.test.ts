import fc from 'fast-check'
import { expect, test } from 'vitest'
import { utf8 } from './bytes.ts'
import { canonicalize } from './canonical.ts'
import { type AuditEntry, entryHash, recordHash } from './entry.ts'
import { batchOf, isAuditEntry } from './entry-shape.ts'
import { leafHash } from './hash.ts'
import { checkPersonal, commit, newSalt } from './personal.ts'
import { SALT, sampleEntry } from './testing/sample-log.ts'

test('the leaf of an entry is the RFC 9162 leaf of its canonical text', () => {
  const entry = sampleEntry()
  expect(entryHash(entry).toHex()).toBe(leafHash(utf8(canonicalize(entry))).toHex())
  expect(recordHash({ b: 1, a: 'ü' }).toHex()).toBe(leafHash(utf8('{"a":"ü","b":1}')).toHex())
})

test('an entry of version 1 is one, and stays one when its optional parts are null', () => {
  expect(isAuditEntry(sampleEntry())).toBe(true)
  expect(
    isAuditEntry(
      sampleEntry({
        team_id: null,
        credential: null,
        resource: null,
        trace_id: null,
        reason: 'because',
        at: '2026-11-22T07:00:00Z',
      }),
    ),
  ).toBe(true)
  expect(isAuditEntry(sampleEntry({ team_index: 1, previous: 'ab'.repeat(32) }))).toBe(true)
})

test('an entry with a member missing, too many, or of another kind is none', () => {
  const entry = sampleEntry()
  for (const name of Object.keys(entry)) {
    expect(isAuditEntry(Object.fromEntries(Object.entries(entry).filter(([each]) => each !== name)))).toBe(false)
    expect(isAuditEntry({ ...entry, [name]: Symbol('other kind') })).toBe(false)
  }
  for (const name of ['note', 'constructor', '__proto__'])
    expect(isAuditEntry({ ...entry, ...JSON.parse(`{"${name}":1}`) })).toBe(false)
})

test.each<[string, Partial<Record<keyof AuditEntry, unknown>>]>([
  ['another version', { version: 2 }],
  ['a negative index', { index: -1 }],
  ['a broken index', { index: 1.5 }],
  ['a first entry that has one before', { previous: 'ab'.repeat(32) }],
  ['a later entry that has none before', { team_index: 1 }],
  ['a previous hash in capitals', { team_index: 1, previous: 'AB'.repeat(32) }],
  ['an instant without a zone', { at: '2026-11-22T07:00:00' }],
  ['an unknown outcome', { outcome: 'maybe' }],
  ['an actor with more members', { actor: { type: 'client', id: 'x', name: 'y' } }],
  ['details that are a list', { details: [] }],
  ['a commitment that is no hash', { commitments: { address: 'x' } }],
])('an entry with %s is none', (_what, parts) => {
  expect(isAuditEntry({ ...sampleEntry(), ...parts })).toBe(false)
})

test('any value whatever can be asked whether it is an entry', () => {
  fc.assert(fc.property(fc.anything(), (value) => !isAuditEntry(value)))
})

test('only an entry that commits to a batch names one', () => {
  const details = { batch_id: 'b', count: 1, root: 'ab'.repeat(32) }
  expect(batchOf(sampleEntry({ action: 'telemetry.batch_committed', details }))).toEqual(details)
  expect(batchOf(sampleEntry({ details }))).toBeNull()
  expect(batchOf(sampleEntry({ action: 'telemetry.batch_committed', details: { ...details, root: 'x' } }))).toBeNull()
})

test('[PROOF-5] personal values match their commitments, are erased, or differ', () => {
  const [address, agent] = [
    { salt: SALT, value: '192.0.2.7' },
    { salt: newSalt(), value: null },
  ]
  const entry = sampleEntry({ commitments: { address: commit(SALT, '192.0.2.7'), agent: commit(agent.salt, agent.value) } })
  expect(checkPersonal(entry, { address, agent })).toEqual({ address: 'matches', agent: 'matches' })
  expect(checkPersonal(entry, { address })).toEqual({ address: 'matches', agent: 'erased' })
  expect(checkPersonal(entry, { agent: address, address: agent })).toEqual({ address: 'differs', agent: 'differs' })
  expect(checkPersonal(entry, { address: { ...address, salt: newSalt() } })).toEqual({ address: 'differs', agent: 'erased' })
  expect(checkPersonal(entry, { email: address })).toEqual({ address: 'erased', agent: 'erased', email: 'differs' })
})

test('[PROOF-5] a commitment needs a salt that nobody can guess, a new one each time', () => {
  for (const salt of ['', 'short', 'AAECAwQFBgcICQoLDA0O', '0123456789abcdef0123456789abcdef!'])
    expect(() => commit(salt, 'x')).toThrow(TypeError)
  expect(newSalt()).not.toBe(newSalt())
  expect(commit(newSalt(), 'x')).not.toBe(commit(newSalt(), 'x'))
})

test('[PROOF-5] a commitment is the SHA-256 of the text in the README, and can pass for no leaf', () => {
  expect(commit(SALT, 'x')).not.toBe(recordHash({ salt: SALT, value: 'x' }).toHex())
  // printf 'skykeep.personal.v1\n{"salt":"AAECAwQFBgcICQoLDA0ODw==","value":"x"}' | sha256sum
  expect(commit(SALT, 'x')).toBe('0ea5f4d9e39d02f9d3e9110fbb7593f88e1800f181f86ceb5f3e0d98e264af6b')
})

test('a personal value that is no personal value differs instead of throwing', () => {
  const entry = sampleEntry({ commitments: { address: commit(SALT, 'x') } })
  for (const value of [
    null,
    1,
    {},
    { salt: 1, value: 'x' },
    { salt: SALT },
    { salt: SALT, value: undefined },
    { salt: SALT, value: 'x', more: 1 },
  ]) {
    expect(checkPersonal(entry, { address: value as never })).toEqual({ address: 'differs' })
  }
})
