import { expect, test } from 'vitest'
import { shownInstant } from './shown-instant.ts'

test('a time of a message is that of the clock where the schedule is, and names its zone; UTC stands beside it', () => {
  expect(shownInstant('2026-11-26T17:30:00.000Z', 'Europe/Paris')).toBe('2026-11-26 18:30 in Europe/Paris (17:30 UTC)')
  expect(shownInstant('2026-07-26T17:30:00.000Z', 'Europe/Paris')).toBe('2026-07-26 19:30 in Europe/Paris (17:30 UTC)')
  expect(shownInstant('2026-11-26T23:30:00.000Z', 'Asia/Kolkata')).toBe('2026-11-27 05:00 in Asia/Kolkata (2026-11-26 23:30 UTC)')
  expect(shownInstant('2026-11-26T00:05:00.000Z', 'UTC')).toBe('2026-11-26 00:05 UTC')
  expect(shownInstant('2026-11-26T00:05:00.000Z')).toBe('2026-11-26 00:05 UTC')
  expect(shownInstant('2026-11-26T00:05:00.000Z', 'Atlantis/Harbour')).toBe('2026-11-26 00:05 UTC')
})
