import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountActs } from './testing/acts/account-acts.ts'
import { type ActsWorld, actsWorld } from './testing/acts/acts-world.ts'
import { drivenAll } from './testing/acts/check-entry.ts'
import { consentActs } from './testing/acts/consent-acts.ts'
import { factorActs } from './testing/acts/factor-acts.ts'
import { registryActs } from './testing/acts/registry-acts.ts'
import { sessionActs } from './testing/acts/session-acts.ts'
import { teamActs } from './testing/acts/team-acts.ts'
import { tokenActs } from './testing/acts/token-acts.ts'

let world: ActsWorld
beforeAll(async () => {
  world = await actsWorld()
})
afterAll(() => world?.close())

test('L-01 accounts and sessions: every act is told once, by whom, where, when and with what came of it', async () => {
  expect(await drivenAll(world, { ...accountActs, ...sessionActs })).toEqual({})
})

test('L-01 second factors: every act is told once, by whom, where, when and with what came of it', async () => {
  expect(await drivenAll(world, factorActs)).toEqual({})
})

test('L-01 teams, members and roles: every act is told once, by whom, where, when and with what came of it', async () => {
  expect(await drivenAll(world, teamActs)).toEqual({})
})

test('L-01 clients, aircraft and certificates: every act is told once, by whom, where, when and with what came of it', async () => {
  expect(await drivenAll(world, registryActs)).toEqual({})
})

test('L-01 consents, tokens and refusals: every act is told once, by whom, where, when and with what came of it', async () => {
  expect(await drivenAll(world, { ...consentActs, ...tokenActs })).toEqual({})
})
