import { expect, test } from 'vitest'
import type { Control, Threat } from '../../docs/security/register.ts'
import { blackBoxFaults, lineProofsIn } from '../register/black-box.ts'
import { registerFaults } from '../register/faults.ts'
import { proofsIn } from '../register/proofs.ts'
import { isAllowed } from './licences.ts'
import { secretFaults } from './secrets.ts'

const file = (text: string, path = 'packages/server/src/some.test.ts') => ({ path, text })

test('proofs are found in control calls and in titles, with what is filled in later left open', () => {
  const text = `
    control('HTTP-1', 'the refusal is complete', () => {})
    for (const what of list) control('HTTP-1', \`the refusal of \${what} is complete\`, () => {})
    test('[AUDIT-3] a changed entry is named', () => {})
    test.each([1])('[AUDIT-3] a changed entry %s is named', () => {})
    test('a plain test', () => {})
    // control('HTTP-9', 'only spoken of')
  `
  expect(proofsIn([file(text)]).map(({ control, title }) => [control, title])).toEqual([
    ['HTTP-1', 'the refusal is complete'],
    ['HTTP-1', 'the refusal of … is complete'],
    ['AUDIT-3', 'a changed entry is named'],
    ['AUDIT-3', 'a changed entry %s is named'],
  ])
  expect(proofsIn([file(text, 'packages/server/src/some.ts')])).toEqual([])
})

const threat: Threat = {
  category: 'Spoofing',
  threat: 'x',
  impact: 'high',
  likelihood: 'rare',
  controls: ['HTTP-1'],
  status: 'done',
}
const control: Control = { promise: 'x' }
const proof = { control: 'HTTP-1', title: 'x', path: 'some.test.ts' }

test('a register is in order when every control is proven and answers a threat', () => {
  expect(registerFaults({ threats: { S1: threat }, controls: { 'HTTP-1': control } }, [proof])).toEqual([])
})

test.each([
  ['a control without a test', { S1: threat }, { 'HTTP-1': control }, []],
  ['a test that names an unknown control', { S1: { ...threat, controls: [], status: 'later: x' } }, {}, [proof]],
  ['a threat that names an unknown control', { S1: threat }, {}, []],
  ['a control that answers no threat', {}, { 'HTTP-1': control }, [proof]],
  ['a threat called done without a control', { S1: { ...threat, controls: [] } }, {}, []],
] as [string, Record<string, Threat>, Record<string, Control>, (typeof proof)[]][])(
  '%s is a fault',
  (_name, threats, controls, proofs) => {
    expect(registerFaults({ threats, controls }, proofs)).toHaveLength(1)
  },
)

test('lines of the black-box list are found in the titles of tests, and nothing else is taken for one', () => {
  const text = `
    control('OAUTH-11', 'O-15 O-16 keys are public', () => {})
    test('[HTTP-31] K-06 plain HTTP is refused', () => {})
    test.each([1])('T-01 %s is not there', () => {})
    for (const what of list) control('HTTP-1', \`S-10 the refusal of \${what}\`, () => {})
    test('of [KEY-11], HB-JCL, A-320, RFC-12, M-06-2 and m-01 none is a line', () => {})
    // test('L-01 only spoken of')
  `
  expect(lineProofsIn([file(text)]).map(({ line, title }) => [line, title])).toEqual([
    ['O-15', 'O-15 O-16 keys are public'],
    ['O-16', 'O-15 O-16 keys are public'],
    ['K-06', 'K-06 plain HTTP is refused'],
    ['T-01', 'T-01 %s is not there'],
    ['S-10', 'S-10 the refusal of …'],
  ])
})

test.each([
  ['neither a test nor a status', {}, [], 'neither'],
  ['a status and a test', { status: 'not yet: x' as const }, ['A-01'], 'remove the status'],
  ['a test of an unknown line', {}, ['A-01', 'A-99'], 'names A-99'],
])('a line of the black-box list with %s is a fault', (_name, more, tested, told) => {
  const proofs = tested.map((line) => ({ line, title: line, path: 'some.test.ts' }))
  expect(blackBoxFaults({ 'A-01': { tried: 'x', expected: 'y', ...more } }, proofs)).toEqual([expect.stringContaining(told)])
})

test('a line of the black-box list is in order with a test, or with the reason why there is none', () => {
  const line = { tried: 'x', expected: 'y' }
  const proofs = [{ line: 'A-01', title: 'A-01 x', path: 'some.test.ts' }]
  const others = { 'A-02': { ...line, status: 'not yet: x' as const }, 'A-03': { ...line, status: 'not applicable: x' as const } }
  expect(blackBoxFaults({ 'A-01': line, ...others }, proofs)).toEqual([])
})

test.each(['MIT', 'BSD-3-Clause', '(MIT OR GPL-3.0)', '(MIT AND Apache-2.0)'])('%s is an allowed licence', (licence) => {
  expect(isAllowed(licence)).toBe(true)
})

test.each([undefined, '', 'GPL-3.0', 'AGPL-3.0', 'SEE LICENSE IN FILE', '(MIT AND GPL-3.0)', 'BUSL-1.1'])(
  '%s is not',
  (licence) => {
    expect(isAllowed(licence)).toBe(false)
  },
)

test('secrets are found by their form', () => {
  const found = [
    `-----BEGIN EC PRIVATE KEY-----\n${'A'.repeat(64)}`,
    `"-----BEGIN PRIVATE KEY-----\\n${'A'.repeat(64)}"`,
    `sk_client_${'a'.repeat(43)}_${'b'.repeat(6)}`,
    `AKIA${'A'.repeat(16)}`,
    `ghp_${'a'.repeat(36)}`,
    `eyJ${'a'.repeat(30)}.eyJ${'a'.repeat(30)}.${'a'.repeat(40)}`,
  ]
  for (const text of found) expect(secretFaults([file(text)]), text).toHaveLength(1)
  for (const text of ['-----BEGIN PRIVATE KEY-----', 'sk_client_0', 'eyJhbGciOi…', 'AKIA'])
    expect(secretFaults([file(text)])).toEqual([])
})
