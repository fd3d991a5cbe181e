import { expect, test } from 'vitest'
import { barsOf } from './taf-bars.ts'

const at = (hour: number) => new Date(Date.UTC(2026, 10, 26, hour)).toISOString()
const change = (type: string, from: number | null, until: number | null, probability: number | null = null) => ({
  ...{ type, probability, from: from === null ? null : at(from), until: until === null ? null : at(until) },
  ...{ wind: null, visibility: null, is_cavok: false, weather: [], clouds: [], other_groups: [], not_understood: [], raw: '' },
})
const barsFor = (...changes: ReturnType<typeof change>[]) => barsOf({ valid_from: at(0), valid_until: at(24), changes })

test('a change that comes about stays until the end; one that comes and goes lasts for its time', () => {
  expect(barsFor(change('BECMG', 6, 8), change('TEMPO', 6, 12), change('FM', 18, null))).toEqual([
    { label: 'BECMG', kind: 'lasting', from: 0.25, size: 0.75 },
    { label: 'TEMPO', kind: 'temporary', from: 0.25, size: 0.25 },
    { label: 'FM', kind: 'lasting', from: 0.75, size: 0.25 },
  ])
})

test('a probability is named, and what lies outside of the validity is drawn at its edge', () => {
  expect(barsFor(change('PROB', -6, 6, 40), change('TEMPO', 12, 30, 30))).toEqual([
    { label: 'PROB40', kind: 'temporary', from: 0, size: 0.25 },
    { label: 'PROB30 TEMPO', kind: 'temporary', from: 0.5, size: 0.5 },
  ])
})
