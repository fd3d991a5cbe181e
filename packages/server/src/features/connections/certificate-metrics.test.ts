import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AutomationWorld, anAzureConnection, automationWorld } from '../../testing/automation-world.ts'
import { certificateMetrics } from './certificate-metrics.ts'

let world: AutomationWorld
beforeAll(async () => {
  world = await automationWorld()
})
afterAll(() => world.close())

const alerts = readFileSync(join(import.meta.dirname, '../../../../../deploy/prometheus/alerts.yml'), 'utf8')

test('the soonest end of a certificate and the latest reading of machines are told, and alerts look at them', async () => {
  certificateMetrics(world.metrics, world.scheduler, world.clock)
  expect(await world.count('connection_certificate_left_seconds', {})).toBeNaN()
  const { owner } = await world.team()
  await owner('POST /connections', { body: anAzureConnection({ certificate: { bits: 2_048, days: 40 } }) })
  const { id } = (await owner('POST /connections', { body: anAzureConnection({ certificate: { bits: 2_048, days: 30 } }) })).body
  const left = await world.count('connection_certificate_left_seconds', {})
  expect(left).toBeGreaterThan(29 * 86_400)
  expect(left).toBeLessThan(31 * 86_400)

  expect(await world.count('machines_read_late_seconds', {})).toBeNaN()
  world.cloud.add(id, 'vm-1')
  await owner(`PATCH /connections/${id}`, { body: { azure: { tenant_id: id, client_id: id, subscription_ids: [id] } } })
  await owner(`POST /connections/${id}/check`)
  world.clock.aheadMs = 3_600_000
  expect(await world.count('machines_read_late_seconds', {})).toBeGreaterThan(3_000)
  for (const name of ['connection_certificate_left_seconds', 'machines_read_late_seconds', 'connection_checks_total']) {
    expect(alerts).toContain(name)
  }
})
