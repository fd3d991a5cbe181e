import { afterAll, beforeAll, describe, test } from 'vitest'
import type { AuditActionName } from '../catalogue.ts'
import { accountActs } from './account-acts.ts'
import type { Act } from './act.ts'
import { type ActsWorld, actsWorld } from './acts-world.ts'
import { driven } from './check-entry.ts'
import { consentActs } from './consent-acts.ts'
import { factorActs } from './factor-acts.ts'
import { outsideActs, pretendedGoogle } from './outside-acts.ts'
import { registryActs } from './registry-acts.ts'
import { sessionActs } from './session-acts.ts'
import { teamActs } from './team-acts.ts'
import { telemetryActs } from './telemetry-acts.ts'
import { tokenActs } from './token-acts.ts'

let world: ActsWorld
let google: Awaited<ReturnType<typeof pretendedGoogle>>
beforeAll(async () => {
  google = await pretendedGoogle()
  world = await actsWorld({ SKYKEEP_WEATHER_PROVIDER: 'demo', ...google.settings })
})
afterAll(async () => {
  await world?.close()
  await google?.google.stop()
})

describe.each(
  Object.entries({
    accounts: accountActs,
    sessions: sessionActs,
    factors: factorActs,
    teams: teamActs,
    registry: registryActs,
    consents: consentActs,
    outside: outsideActs,
    telemetry: telemetryActs,
    tokens: tokenActs,
  }),
)('L-01 %s', (_name, acts) => {
  test.each(Object.entries(acts) as [AuditActionName, Act][])('%s', (action, act) => driven(world, action, act))
})
