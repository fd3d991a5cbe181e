import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ActsWorld, actsWorld } from './testing/acts/acts-world.ts'
import { actsOf } from './testing/acts/all-acts.ts'
import { drivenAll } from './testing/acts/check-entry.ts'

let world: ActsWorld
beforeAll(async () => {
  world = await actsWorld()
})
afterAll(() => world?.close())

test('L-01 accounts and sessions: every act is told once, by whom, where, when and with what came of it', async () => {
  expect(await drivenAll(world, { ...actsOf.accounts, ...actsOf.sessions })).toEqual({})
})

test('L-01 second factors: every act is told once, by whom, where, when and with what came of it', async () => {
  expect(await drivenAll(world, actsOf.factors)).toEqual({})
})

test('L-01 teams, members and roles: every act is told once, by whom, where, when and with what came of it', async () => {
  expect(await drivenAll(world, actsOf.teams)).toEqual({})
})

test('L-01 clients, aircraft and certificates: every act is told once, by whom, where, when and with what came of it', async () => {
  expect(await drivenAll(world, actsOf.registry)).toEqual({})
})

test('L-01 consents, tokens and refusals: every act is told once, by whom, where, when and with what came of it', async () => {
  expect(await drivenAll(world, { ...actsOf.consents, ...actsOf.tokens })).toEqual({})
})
