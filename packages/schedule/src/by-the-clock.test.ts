import { expect, test } from 'vitest'
import { prepare, wantedAt } from './index.ts'
import { wantedByTheClock } from './testing/by-the-clock.ts'
import { randomCase, seeded } from './testing/random-rules.ts'

const zones = Intl.supportedValuesOf('timeZone')

// The long form asks another language: `npm run prove -- time`.
test('600 random questions about schedules are answered as by somebody who looks at the clock each quarter of an hour', () => {
  const random = seeded(20_261_126)
  const wrong: unknown[] = []
  const seen = { on: 0, off: 0, none: 0 }
  for (let round = 0; round < 200; round++) {
    const { rule, overrides, instants } = randomCase(random, zones[Math.floor(random() * zones.length)]!, 3)
    const schedule = prepare(rule, overrides)
    for (const at of instants) {
      const ours = wantedAt(schedule, at)
      seen[ours]++
      const theirs = wantedByTheClock(rule, overrides, at)
      if (ours !== theirs) wrong.push({ rule: JSON.stringify(rule), overrides, at: new Date(at).toISOString(), ours, theirs })
    }
  }
  expect(wrong).toEqual([])
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(60)
}, 120_000)
