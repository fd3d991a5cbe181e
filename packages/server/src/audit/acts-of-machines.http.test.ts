import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ActsWorld, actsWorld } from './testing/acts/acts-world.ts'
import { automationActs } from './testing/acts/automation-acts.ts'
import { drivenAll } from './testing/acts/check-entry.ts'
import { connectionActs } from './testing/acts/connection-acts.ts'
import { notificationActs } from './testing/acts/notification-acts.ts'
import { outsideActs } from './testing/acts/outside-acts.ts'
import { telemetryActs } from './testing/acts/telemetry-acts.ts'

let world: ActsWorld
beforeAll(async () => {
  world = await actsWorld()
})
afterAll(() => world?.close())

test('L-01 schedules, runs and savings: every act is told once, by whom, where, when and with what came of it', async () => {
  expect(await drivenAll(world, automationActs)).toEqual({})
})

test('L-01 connections to clouds: every act is told once, by whom, where, when and with what came of it', async () => {
  expect(await drivenAll(world, connectionActs)).toEqual({})
})

test('L-01 notifications: every act is told once, by whom, where, when and with what came of it', async () => {
  expect(await drivenAll(world, notificationActs)).toEqual({})
})

test('L-01 telemetry, weather and contacts: every act is told once, by whom, where, when and with what came of it', async () => {
  expect(await drivenAll(world, { ...telemetryActs, ...outsideActs })).toEqual({})
})
