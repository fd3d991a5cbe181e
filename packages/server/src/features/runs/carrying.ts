import type { CloudSession, PowerState } from '../../cloud/cloud-provider.ts'
import type { CallGuard } from './call-guard.ts'
import type { LaneLease } from './lane-lease.ts'
import type { RunNeeds } from './run-needs.ts'

/** What it takes to carry one transition on. */
export interface Carrying
  extends Pick<RunNeeds, 'db' | 'clock' | 'newId' | 'machines' | 'schedules' | 'tell' | 'connections' | 'metrics'> {
  lease: LaneLease
  session: CloudSession
  guard: CallGuard
  /** Ends with the process. */
  stopping: AbortSignal
  /** A reading of all machines of the lane that has just begun, where it is worth it. */
  listed: Promise<ReadonlyMap<string, PowerState>> | null
  /** Operations are looked at less often the more of them there are, so that the reads of the subscription suffice for all. */
  lookAfterMs: (asked: number) => number
  /** Runs whose machines moved: to be looked at when the round is over. */
  touched: Set<string>
}

/** An operation, or a way to somewhere, that is not over by then is taken for lost. */
export const OPERATION_MS_MAX = 3 * 3_600_000
export const LOOK_MS = 10_000
