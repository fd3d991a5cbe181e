import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPool } from '../../db/pool.ts'
import { planMetrics } from './plan-metrics.ts'
import { aSchedule, type ScheduleWorld, scheduleWorld } from './testing/schedule-world.ts'

let world: ScheduleWorld
beforeAll(async () => {
  world = await scheduleWorld()
})
afterAll(() => world.close())

const alerts = readFileSync(join(import.meta.dirname, '../../../../../deploy/prometheus/alerts.yml'), 'utf8')

test('a change that waits to be taken is seen from outside, until it is taken, and an alert looks at it', async () => {
  const url = world.registry.database.appUrl
  const pool = openPool({ url, role: 'skykeep_scheduler', applicationName: 'skykeep test', max: 1 })
  planMetrics(world.metrics, { pool }, world.clock)
  const late = () => world.count('schedule_changes_late_seconds', {})
  expect(await late()).toBe(0)
  const team = await world.team()
  await team.owner('POST /schedules', { body: aSchedule({ machine_ids: [await team.machine()] }) })
  expect(await late()).toBe(0)
  world.clock.set('2026-11-26T17:32:00Z')
  expect(await late()).toBe(120)
  await team.as((tx) => world.schedules.takeDue(tx, world.clock.now(), 10))
  expect(await late()).toBe(0)
  await pool.end()
  expect(await late()).toBeNaN()
  expect(alerts).toContain('max(schedule_changes_late_seconds) > 60')
})
