import type { RunCause, ScheduleOrder, TransitionAction } from '@skykeep/contract'
import type { Audit } from '../../audit/audit.ts'
import type { Database, TeamTx } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { OnceOnly } from '../../lib/once-only.ts'
import type { Metrics } from '../../operations/metrics.ts'
import type { ConnectionService } from '../connections/connections.service.ts'
import type { MachineService } from '../machines/machines.service.ts'
import type { ScheduleService } from '../schedules/schedules.service.ts'

/** What is told of runs, as notifications take it. */
export interface RunEvent {
  event: 'machine.failed' | 'machine.recovered' | 'machine.late' | 'machine.planned_off' | 'machine.planned_on' | 'run.finished'
  at: Date
  title: string
  machine_ids: string[]
  schedule_id?: string
  connection_id?: string
  detail: Record<string, unknown>
}

/** A run to be: what is done to which machines, and why. */
export interface RunToBe {
  cause: RunCause
  schedule_id: string | null
  schedule_name: string | null
  at: Date
  state: 'on' | 'off' | 'none'
  reason: string | null
  created_by: { type: string; id: string }
  start_order: ScheduleOrder
  items: RunItem[]
}

export interface RunItem {
  machine_id: string
  lane_id: string
  action: TransitionAction
  size?: string
  /** Of a start: what to try when there is no room. */
  other_sizes?: string[]
  /** Without it at once. */
  not_before?: Date
  /** People were told already that it is late. */
  isTold?: boolean
  /** When the window ends in which it makes sense; without it a day after the instant of the run. */
  give_up_at?: Date
}

export interface RunNeeds {
  db: Database
  /** Sees across teams where work is due, and nothing else of it. */
  scheduler: Pick<Database, 'pool'>
  audit: Pick<Audit, 'write'>
  clock: Clock
  newId: () => string
  once: OnceOnly
  metrics: Metrics
  tell: (tx: TeamTx, event: RunEvent) => Promise<void>
  connections: Pick<ConnectionService, 'session' | 'noteFailure'>
  machines: Pick<MachineService, 'find' | 'observe' | 'noteManualChanges'>
  schedules: Pick<ScheduleService, 'takeDue' | 'wantedNow'>
}
