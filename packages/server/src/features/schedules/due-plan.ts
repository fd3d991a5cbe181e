import type { OnManualChange, ScheduleOrder, TargetRank, Wanted } from '@skykeep/contract'
import type { TeamTx } from '../../db/tenancy.ts'

/** A change whose instant has come, as it is handed out: once, and with what is wanted now, whatever was missed before. */
export interface DuePlan {
  machine_id: string
  lane_id: string
  /** Null: an override alone reaches the machine. */
  schedule_id: string | null
  schedule: DueSchedule | null
  /** Instant of the latest change up to now. */
  at: Date
  /** The state wanted now. `none`: nothing is to be done, and what is still being tried may be given up. */
  wanted: Wanted
  /** When that changes next; null: not as far ahead as is looked. */
  until: Date | null
  reason: string
  cause: 'schedule' | 'override'
  late_ms: number
}

export interface DueSchedule {
  name: string
  mode: 'deallocate' | 'hibernate'
  start_order: ScheduleOrder
  other_sizes: string[]
  on_manual_change: OnManualChange
}

/** What is wanted of a machine, and by what. */
export interface WantedOfMachine {
  wanted: Wanted
  since: Date | null
  until: Date | null
  schedule_id: string | null
  schedule_name: string | null
  rank: TargetRank | null
  /** Schedules of the same rank that reach the machine: then none of them counts. */
  conflicts: string[]
  reason: string
  /** The change after that: what comes next. */
  next_state: Wanted | null
  on_manual_change: OnManualChange | null
}

/** A stop of which people are to be told before it comes. */
export interface Notice {
  machine_id: string
  machine_name: string
  connection_id: string
  /** Its tag `owner`. */
  owner: string | null
  tags: Record<string, string>
  schedule_id: string | null
  schedule_name: string | null
  stops_at: Date
  /** That of the schedule; null: an override alone stops it. */
  time_zone: string | null
  reason: string
}

/** Which plans are to be made anew. */
export type About = { machine_ids?: string[]; schedule_ids?: string[]; connection_id?: string } | 'all'

/** What begins when somebody asks for a schedule to be applied now. */
export interface NewRun {
  cause: 'apply'
  schedule_id: string
  schedule_name: string
  at: Date
  state: 'on' | 'off'
  reason: string
  created_by: { type: string; id: string }
  start_order: ScheduleOrder
  items: {
    machine_id: string
    lane_id: string
    action: 'start' | 'deallocate' | 'hibernate'
    other_sizes?: string[]
    give_up_at?: Date
  }[]
}

/** In the transaction of the change that asked for it; null when there is nothing to do. */
export type BeginRun = (tx: TeamTx, run: NewRun) => Promise<{ run_id: string } | null>
