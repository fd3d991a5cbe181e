import { expect, test } from 'vitest'
import { failureClasses } from '../../cloud/cloud-provider.ts'
import { afterFailure } from './after-failure.ts'

const now = new Date('2026-11-26T18:30:00Z')
const later = new Date('2026-11-27T07:00:00Z')
const given = { retryAfterMs: null, before: 0, wasTaken: false, now, give_up_at: later }
const after = (verdict: ReturnType<typeof afterFailure>) => ('at' in verdict ? verdict.at.getTime() - now.getTime() : null)

test('what a person has to see to is not tried again', () => {
  for (const kind of ['authorization', 'lock', 'policy', 'quota', 'configuration', 'defect', 'guest'] as const) {
    expect(afterFailure({ ...given, kind })).toEqual({ verdict: 'failed' })
  }
})

test('want of room is tried again with growing pauses until the window ends', () => {
  const pauses = [0, 1, 2, 3, 4, 50].map((before) => after(afterFailure({ ...given, kind: 'capacity', before }))! / 60_000)
  expect(pauses).toEqual([1, 2, 4, 8, 15, 15])
  expect(afterFailure({ ...given, kind: 'capacity', give_up_at: new Date(now.getTime() + 60_000) })).toEqual({
    verdict: 'failed',
  })
})

test('a call whose answer was lost is looked at before it is made again, and throttling counts as no try', () => {
  expect(afterFailure({ ...given, kind: 'transient', wasTaken: true })).toMatchObject({ verdict: 'look' })
  expect(afterFailure({ ...given, kind: 'transient' })).toMatchObject({ verdict: 'again', counts: true })
  const throttled = afterFailure({ ...given, kind: 'throttled', retryAfterMs: 42_000 })
  expect(throttled).toMatchObject({ verdict: 'again', counts: false })
  expect(after(throttled)).toBe(42_000)
})

test('every class has an answer, and none goes on past the end of the window', () => {
  for (const kind of failureClasses) {
    for (const before of [0, 3, 100]) {
      const verdict = afterFailure({ ...given, kind, before, retryAfterMs: 10 * 3_600_000 })
      if ('at' in verdict) expect(verdict.at.getTime()).toBeLessThan(later.getTime())
      expect(afterFailure({ ...given, kind, before, give_up_at: now }).verdict).toMatch(/^(failed|gone)$/)
    }
  }
})
