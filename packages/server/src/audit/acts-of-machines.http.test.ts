import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ActsWorld, actsWorld } from './testing/acts/acts-world.ts'
import { actsOf } from './testing/acts/all-acts.ts'
import { drivenAll } from './testing/acts/check-entry.ts'

let world: ActsWorld
beforeAll(async () => {
  world = await actsWorld()
})
afterAll(() => world?.close())

test('L-01 schedules, runs and savings: every act is told once, by whom, where, when and with what came of it', async () => {
  expect(await drivenAll(world, actsOf.automation)).toEqual({})
})

test('L-01 connections to clouds: every act is told once, by whom, where, when and with what came of it', async () => {
  expect(await drivenAll(world, actsOf.connections)).toEqual({})
})

test('L-01 notifications: every act is told once, by whom, where, when and with what came of it', async () => {
  expect(await drivenAll(world, actsOf.notifications)).toEqual({})
})

test('L-01 telemetry, weather and contacts: every act is told once, by whom, where, when and with what came of it', async () => {
  expect(await drivenAll(world, { ...actsOf.telemetry, ...actsOf.outside })).toEqual({})
})
