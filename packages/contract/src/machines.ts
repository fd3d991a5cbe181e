import { z } from 'zod'
import { Id, InstantIn, InstantOut, limitOf, listOf, Page, Uuid } from './basics.ts'

export const PowerStateName = z.enum([
  'creating',
  'starting',
  'running',
  'stopping',
  'stopped',
  'deallocating',
  'deallocated',
  'hibernated',
  'unknown',
])
export type PowerStateName = z.output<typeof PowerStateName>

const WantedState = z.enum(['on', 'off', 'none'])

export const MachinesQuery = Page.extend({
  connection_id: Uuid.optional(),
  schedule_id: Uuid.optional().describe('whose effective schedule this is'),
  tag: z.string().min(1).max(800).optional().describe('key=value, or a key alone; without regard to case of the key'),
  state: PowerStateName.optional(),
  region: z.string().min(1).max(80).optional(),
  q: z.string().trim().min(1).max(100).optional().describe('part of a name'),
})
export type MachinesQuery = z.output<typeof MachinesQuery>

const machine = {
  id: Id,
  connection_id: Id,
  scope: z.string().describe('subscription or region'),
  provider_id: z.string().describe('as the cloud spells it'),
  name: z.string(),
  resource_group: z.string().nullable(),
  region: z.string(),
  zone: z.string().nullable(),
  size: z.string(),
  os: z.enum(['linux', 'windows', 'unknown']),
  tags: z.record(z.string(), z.string()),
  is_spot: z.boolean(),
  managed_by: z.string().nullable().describe('what manages it, such as a scale set: then it is shown and left alone'),
  can_hibernate: z.boolean(),
  power: z.object({
    state: PowerStateName,
    since: InstantOut.describe('as far as we know'),
    read_at: InstantOut,
    age_seconds: z.int().describe('how old the reading is'),
    changed_by: z.enum(['skykeep', 'other']).nullable(),
  }),
  provisioning: z.string().nullable(),
  plan: z
    .object({
      schedule_id: Id.nullable(),
      wanted: WantedState,
      next_at: InstantOut.nullable(),
      next_state: WantedState.nullable(),
      has_conflict: z.boolean().describe('schedules of equal rank reach it: then none of them does anything to it'),
      override: z
        .object({ state: WantedState, until: InstantOut.nullable() })
        .nullable()
        .describe('the one that counts now, in place of the schedule'),
    })
    .nullable()
    .describe('null: no schedule or override reaches it'),
  gone_at: InstantOut.nullable().describe('when it was found to be gone'),
  first_seen_at: InstantOut,
}

export const Machine = z.object(machine).meta({ id: 'Machine' })
export type Machine = z.output<typeof Machine>
export const Machines = listOf(Machine)

export const MachineDetails = Machine.extend({
  why: z.array(z.string()).describe('one sentence each: why it is in this state, and what comes next'),
  schedule: z.object({ id: Id, name: z.string(), rank: z.string().nullable() }).nullable(),
  conflicts: z.array(z.object({ id: Id, name: z.string() })),
  overrides: z.array(
    z.object({ id: Id, state: WantedState, from: InstantOut, until: InstantOut.nullable(), reason: z.string().nullable() }),
  ),
  transitions: z
    .array(
      z.object({
        id: Id,
        run_id: Id,
        at: InstantOut,
        action: z.string(),
        cause: z.string(),
        status: z.string(),
        failure_class: z.string().nullable(),
        detail: z.string().nullable(),
        ended_at: InstantOut.nullable(),
      }),
    )
    .describe('the last ten, the newest first'),
}).meta({ id: 'MachineDetails' })
export type MachineDetails = z.output<typeof MachineDetails>

export const MachineHistoryQuery = z.strictObject({
  from: InstantIn.optional(),
  to: InstantIn.optional(),
  limit: limitOf(200, 50),
  cursor: z.string().min(1).max(400).optional(),
})
export type MachineHistoryQuery = z.output<typeof MachineHistoryQuery>

export const PowerSpan = z.object({
  since: InstantOut,
  until: InstantOut.nullable().describe('null: it lasts'),
  power: PowerStateName,
  size: z.string(),
})
export type PowerSpan = z.output<typeof PowerSpan>
export const MachineHistory = listOf(PowerSpan)
