import type { CloudFailure } from '../../cloud/cloud-provider.ts'
import type { Database, TeamTx } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'

/** What is told of a machine, as notifications take it. */
export interface MachineEvent {
  event: 'machine.manual_change'
  at: Date
  title: string
  machine_ids: string[]
  schedule_id?: string
  connection_id: string
  detail: Record<string, unknown>
}

/** Somebody else started or stopped a machine: what the schedule that counts for it says of that. */
export interface ManualChange {
  machine_id: string
  lane_id: string
  connection_id: string
  did: 'started' | 'stopped'
  at: Date
  /** Who it was, where the cloud tells. */
  by: string | null
  /** A spot machine can be taken away by the cloud: that is nobody’s wish. */
  may_be_eviction: boolean
  schedule: { id: string; name: string }
  wanted: 'on' | 'off' | 'none'
  reaction: { policy: 'keep' | 'keep_for' | 'enforce'; minutes?: number }
}

export interface WantedNow {
  wanted: 'on' | 'off' | 'none'
  until: Date | null
  schedule_id: string | null
  reason: string
}

export interface MachineNeeds {
  db: Database
  clock: Clock
  newId: () => string
  tell: (tx: TeamTx, event: MachineEvent) => Promise<void>
  /** Recomputes the plans of machines that are new, gone, or reached by others than before. */
  replan: (tx: TeamTx, about: { machine_ids: string[] }, now: Date) => Promise<void>
  /** Reacts to a change by hand as the schedule chose. */
  onManualChange: (tx: TeamTx, change: ManualChange) => Promise<void>
  wantedNow: (tx: TeamTx, machineIds: string[], now: Date) => Promise<Map<string, WantedNow>>
  noteFailure: (tx: TeamTx, connectionId: string, failure: CloudFailure, now: Date) => Promise<void>
}
