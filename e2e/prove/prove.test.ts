import { expect, test } from 'vitest'
import { proveKeys } from './keys.ts'
import { killLoop } from './kill-loop.ts'
import { hasRecording, replayDay } from './replay-day.ts'
import { proveWeek } from './week/week.ts'

test('[RELIABILITY-1] kill -9 of the server under load loses nothing that was acknowledged and doubles nothing', {
  timeout: 180_000,
}, async () => {
  const result = await killLoop({ victim: 'server', rounds: 2 })
  expect(result).toMatchObject({ missing: 0, twice: 0, verified: true })
  expect(result.acknowledged).toBeGreaterThan(0)
})

test('[RELIABILITY-2] kill -9 of PostgreSQL under load loses nothing that was acknowledged and doubles nothing', {
  timeout: 180_000,
}, async () => {
  const result = await killLoop({ victim: 'postgres', rounds: 2 })
  expect(result).toMatchObject({ missing: 0, twice: 0, verified: true })
  expect(result.interrupted).toBeGreaterThan(0)
})

test.runIf(hasRecording)(
  '[RELIABILITY-3] real positions are stored once however often they are replayed, and a row changed by hand is named',
  { timeout: 180_000 },
  async () => {
    const result = await replayDay({ limit: 3_000 })
    expect(result).toMatchObject({ ok: true, again: { created: 0 } })
  },
)

test('[RELIABILITY-4] machines of a cloud that misbehaves are switched once each, while processes are killed', {
  timeout: 300_000,
}, async () => {
  const result = await proveWeek({ machines: 24, days: 0.3, kills: 2, seed: 1, rate: 60 })
  expect(result).toMatchObject({ missing: [], unasked: 0, still_open: 0, redundant: 0, miscounted: [], strangers_touched: [] })
  expect(result).toMatchObject({ untold: 0, wrongly_powered: [], kills: 2, ok: true })
})

test('[RELIABILITY-5] every kind of key and certificate is replaced under load without a failed request, also when sealing anew is killed', {
  timeout: 180_000,
}, async () => {
  const result = await proveKeys({
    ...{ perSecond: 40, kills: 1, untilGone: false, say: () => {} },
    replay: { limit: 600, speed: 50 },
  })
  expect(result).toMatchObject({ failed: {}, killed: 1, verified: true, ok: true })
  expect(result).toMatchObject({ connection_certificates: 2, aircraft_certificates: 6, revoked: 6 })
  expect(result.replayed).toMatchObject({ missing: 0, twice: 0, failed: {} })
  expect(result.requests).toBeGreaterThan(200)
})
