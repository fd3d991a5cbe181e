import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isZone, ruleFaults } from './index.ts'

test.each(['PST', 'IST', 'europe/paris', 'EUROPE/PARIS', 'utc', 'Etc/Unknown', 'localtime', 'Z', 'GMT+25', '__proto__', ''])(
  '%j is no name of a zone, whatever other readers of zones take it for',
  (name) => {
    expect(isZone(name)).toBe(false)
    const one_shots = [{ local_at: '2026-11-28T07:00', state: 'on' }]
    expect(ruleFaults({ time_zone: name, one_shots }).map(({ pointer }) => pointer)).toEqual(['#/time_zone'])
  },
)

test('every name that there is, old ones too, is a zone', () => {
  for (const name of [...Intl.supportedValuesOf('timeZone'), 'US/Eastern', 'Asia/Calcutta', 'UTC', 'Etc/GMT+12'])
    expect([name, isZone(name)]).toEqual([name, true])
})

test('whatever is put in, faults are answered and nothing is thrown', () => {
  const members = fc.constantFrom(
    'time_zone',
    'weekly',
    'days',
    'nth',
    'month_days',
    'months',
    'start',
    'end',
    'exceptions',
    'date',
    'from',
    'to',
    'state',
    'windows',
    'one_shots',
    'at',
    'local_at',
    '__proto__',
  )
  const leaf = fc.oneof(
    fc.constantFrom(
      'Europe/Paris',
      'mon',
      '08:00',
      '24:00',
      '2026-12-25',
      '2026-11-28T07:00',
      '2026-11-28T07:00:00Z',
      'on',
      -1,
      1,
      null,
    ),
    fc.jsonValue(),
  )
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(members, tie('tree'), { maxKeys: 5 }),
    ),
  }))
  fc.assert(
    fc.property(tree, tree, (rule, overrides) => {
      for (const { pointer } of ruleFaults(rule, overrides)) expect(pointer).toMatch(/^#(\/[^/]*)*$/)
    }),
    { numRuns: 2_000, seed: 26 },
  )
})
