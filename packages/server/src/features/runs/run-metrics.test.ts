import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ClockWatch } from './clock-watch.ts'
import { runMetrics } from './run-metrics.ts'
import { type RunWorld, runWorld } from './testing/run-world.ts'

let world: RunWorld
beforeAll(async () => {
  world = await runWorld()
})
afterAll(() => world.close())

const alerts = readFileSync(join(import.meta.dirname, '../../../../../deploy/prometheus/alerts.yml'), 'utf8')

test('what waits for a worker, a place that is down and a wrong clock are seen from outside, and alerts look at them', async () => {
  const workers = world.newWorkers()
  const log = { error: () => {} } as never
  const watch = new ClockWatch(world.scheduler, log, () => Date.now() - 90_000)
  runMetrics(world.metrics, { scheduler: world.scheduler, clock: world.clock, workers, watch })
  const read = async (name: string) =>
    Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await world.metrics.registry.metrics())?.[1])
  expect(await read('transitions_overdue_seconds')).toBe(0)
  const trial = await world.subscription()
  const [id] = await trial.machines(['vm'], { power: 'deallocated' })
  await trial.asks(`POST /machines/${id}/actions`, { body: { action: 'start' } })
  world.pass(400_000)
  expect(await read('transitions_overdue_seconds')).toBeGreaterThan(390)
  const lift = world.cloud.fail({ call: 'read', kind: 'transient' })
  for (let n = 0; n < 6; n++) {
    world.pass(20_000)
    await workers.round()
    await workers.idle()
  }
  lift()
  expect([await read('cloud_places_down'), await read('lanes_held')]).toEqual([1, 0])
  await watch.isRight()
  expect(await read('clock_skew_seconds')).toBeLessThan(-85)
  for (const rule of [
    'max(transitions_overdue_seconds) > 300',
    'max(abs(clock_skew_seconds)) > 30',
    'max(cloud_places_down) > 0',
  ]) {
    expect(alerts).toContain(rule)
  }
  expect(alerts).toContain('transitions_ended_total{outcome="failed"}')
})
