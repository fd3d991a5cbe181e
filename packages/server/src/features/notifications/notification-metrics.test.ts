import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { notificationMetrics } from './notification-metrics.ts'
import { aWebhook, type NotificationWorld, notificationWorld } from './testing/notification-world.ts'

let world: NotificationWorld
beforeAll(async () => {
  world = await notificationWorld()
})
afterAll(() => world.close())

const alerts = readFileSync(join(import.meta.dirname, '../../../../../deploy/prometheus/alerts.yml'), 'utf8')

test('notifications that wait are seen from outside, and what was given up is counted, and alerts look at both', async () => {
  notificationMetrics(world.metrics, world.scheduler, world.clock)
  const seen = async () => [await world.count('notifications_waiting', {}), await world.count('notifications_late_seconds', {})]
  expect(await seen()).toEqual([0, 0])
  const team = await world.team()
  const rule = (await team.owner('POST /notifications/rules', { body: aWebhook('https://10.0.0.1/') })).body
  await team.tell()
  world.clock.at += 90_000
  expect(await seen()).toEqual([1, 90])
  await world.worker().round()
  expect(await seen()).toEqual([1, 0])
  world.clock.at += 24 * 3_600_000
  await world.worker().round()
  expect(await seen()).toEqual([0, 0])
  expect(await world.count('notifications_given_up_total', { class: 'address_refused' })).toBe(1)
  expect((await team.owner(`GET /notifications?rule_id=${rule.id}&status=dead`)).body.items).toHaveLength(1)
  expect(alerts).toContain('max(notifications_late_seconds) > 300')
  expect(alerts).toContain('increase(notifications_given_up_total[1h])')
})
