import type { ActivityLog } from './activity-log.ts'
import type { Capacity } from './capacity.ts'
import type { Faults } from './faults.ts'
import type { Governance } from './governance.ts'
import type { Journal } from './journal.ts'
import type { Operation } from './operations.ts'
import type { EventQueue } from './queue.ts'
import type { Settings } from './settings.ts'
import type { Throttle } from './throttle.ts'
import type { World } from './world.ts'

/** All there is: every answer is made from this and a request. */
export type Cloud = {
  seed: string | number
  now(): number
  /** By which assertions and tokens are judged. */
  identityNow(): number
  settings: Settings
  world: World
  queue: EventQueue
  faults: Faults
  journal: Journal
  capacity: Capacity
  governance: Governance
  throttle: Throttle
  activity: ActivityLog
  operations: Map<string, Operation>
  /** Signs access tokens; made anew, it makes every token given out worthless. */
  tokenKey: { current: Buffer }
  /** Assertions that were used, by jti, until they end. */
  assertionsSeen: Map<string, number>
}
