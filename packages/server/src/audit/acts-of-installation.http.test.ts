import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ActsWorld, actsWorld } from './testing/acts/acts-world.ts'
import { actsOf } from './testing/acts/all-acts.ts'
import { drivenAll } from './testing/acts/check-entry.ts'

let world: ActsWorld
beforeAll(async () => {
  world = await actsWorld()
})
afterAll(() => world?.close())

test('L-01 a first start: whatever it makes is told once', async () => {
  const told = (await world.news()).map(({ entry }) => `${entry.action} ${entry.resource?.id ?? ''}`)
  expect(new Set(told).size).toBe(told.length)
  const actions = told.map((line) => line.split(' ')[0])
  const made = ['authority.created', 'root_key.activated', 'database.migrated', 'service.started']
  for (const action of made) expect(actions.filter((one) => one === action)).toEqual([action])
  expect(actions).toEqual(expect.arrayContaining(['signing_key.announced', 'signing_key.activated']))
})

test('L-01 keys: every act is told once, by whom, when and with what came of it', async () => {
  expect(await drivenAll(world, actsOf.keys)).toEqual({})
})

test('L-01 the installation and its trail: every act is told once, by whom, when and with what came of it', async () => {
  expect(await drivenAll(world, actsOf.installation)).toEqual({})
})
