import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { prepare, ruleFaults, wantedAt } from './index.ts'

// Answers of an oracle in Python (zoneinfo) that reads the clock at each minute: `npm run prove -- time --vectors` writes them anew.
const lines = readFileSync(join(import.meta.dirname, 'testing/vectors.ndjson'), 'utf8')
  .trim()
  .split('\n')

test(`${lines.length} schedules in zones of all continents are answered as by an oracle in another language`, () => {
  const seen = new Set<string>()
  for (const line of lines) {
    const { rule, overrides, instants, states } = JSON.parse(line)
    expect([line, ruleFaults(rule, overrides)]).toEqual([line, []])
    const schedule = prepare(rule, overrides)
    expect([line, instants.map((at: number) => wantedAt(schedule, at))]).toEqual([line, states])
    for (const state of states) seen.add(state)
  }
  expect(lines.length).toBeGreaterThan(200)
  expect([...seen].sort()).toEqual(['none', 'off', 'on'])
})
