import { z } from 'zod'
import { Id, InstantOut, listOf, Page, SizeName, Uuid } from './basics.ts'

export const RunCause = z.enum(['schedule', 'apply', 'override', 'manual', 'enforce'])
export type RunCause = z.output<typeof RunCause>
export const RunStatus = z.enum(['running', 'succeeded', 'partly_failed', 'failed', 'cancelled'])
export type RunStatus = z.output<typeof RunStatus>
export const TransitionAction = z.enum(['start', 'deallocate', 'hibernate', 'power_off', 'restart', 'resize'])
export type TransitionAction = z.output<typeof TransitionAction>
export const TransitionStatus = z.enum(['waiting', 'working', 'done', 'nothing_to_do', 'failed', 'skipped', 'cancelled'])
export type TransitionStatus = z.output<typeof TransitionStatus>

/** How many machines a run shows at once; the others come with `cursor`. */
export const RUN_MACHINES_SHOWN_MAX = 500

/** Something to do to a machine now. `off` in a schedule is `deallocate`: `power_off` leaves the machine where it is, and billed. */
export const MachineAction = z
  .strictObject({
    action: TransitionAction,
    size: SizeName.optional().describe('resize: the size it is to have'),
    dry_run: z.boolean().default(false).describe('say what would be done, and do nothing'),
  })
  .refine(({ action, size }) => (action === 'resize') === (size !== undefined), {
    path: ['size'],
    message: 'is for resize, which needs it',
  })
export type MachineAction = z.output<typeof MachineAction>

/** How many machines one call may act on. */
export const ACTION_MACHINES_MAX = 500

/** The same done to several machines, in one run. Each has a size of its own: `resize` is asked for machine by machine. */
export const MachinesAction = z.strictObject({
  machine_ids: z.array(Uuid).min(1).max(ACTION_MACHINES_MAX),
  action: TransitionAction.exclude(['resize']),
  dry_run: z.boolean().default(false).describe('say what would be done, and do nothing'),
})
export type MachinesAction = z.output<typeof MachinesAction>

export const TransitionCounts = z.object({
  waiting: z.int(),
  working: z.int(),
  done: z.int(),
  nothing_to_do: z.int(),
  failed: z.int(),
  skipped: z.int(),
  cancelled: z.int(),
})
export type TransitionCounts = z.output<typeof TransitionCounts>

export const Run = z
  .object({
    id: Id,
    cause: RunCause,
    schedule: z.object({ id: Id, name: z.string() }).nullable(),
    at: InstantOut.describe('the instant that it is for'),
    state: z.enum(['on', 'off', 'none']).describe('what is wanted; none: an action that is neither'),
    reason: z.string().nullable(),
    created_by: z.object({ type: z.string(), id: z.string() }),
    status: RunStatus,
    machines: TransitionCounts,
    step: z.int().describe('which step of the order is under way, from 0'),
    steps: z.int().describe('how many there are'),
    cancel_asked_at: InstantOut.nullable(),
    started_at: InstantOut,
    ended_at: InstantOut.nullable(),
  })
  .meta({ id: 'Run' })
export type Run = z.output<typeof Run>
export const Runs = listOf(Run)

export const RunTransition = z.object({
  id: Id,
  machine_id: Id,
  machine_name: z.string(),
  action: TransitionAction,
  size: z.string().nullable(),
  step: z.int(),
  status: TransitionStatus,
  attempts: z.int().describe('calls of the cloud'),
  called_at: InstantOut.nullable(),
  next_look_at: InstantOut.nullable().describe('when it is worked on next; null: over, or its step has not come'),
  give_up_at: InstantOut,
  failure_class: z.string().nullable(),
  failure_reason: z.string().nullable().describe('the code of the cloud'),
  detail: z.string().nullable(),
  ended_at: InstantOut.nullable(),
})
export type RunTransition = z.output<typeof RunTransition>

export const RunStep = z
  .object({
    id: Id,
    run_id: Id,
    machine_id: Id.nullable(),
    machine_name: z.string().nullable(),
    at: InstantOut,
    step: z.string(),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'RunStep' })
export type RunStep = z.output<typeof RunStep>

export const RunDetails = Run.extend({
  transitions: z.array(RunTransition).describe(`at most ${RUN_MACHINES_SHOWN_MAX}; the others after next_cursor`),
  next_cursor: z.string().nullable(),
  recent_steps: z.array(RunStep).describe('the last hundred, the newest first'),
}).meta({ id: 'RunDetails' })
export type RunDetails = z.output<typeof RunDetails>

export const RunsQuery = Page.extend({
  schedule_id: Uuid.optional(),
  machine_id: Uuid.optional(),
  status: RunStatus.optional(),
  cause: RunCause.optional(),
})
export type RunsQuery = z.output<typeof RunsQuery>

export const RunQuery = z.strictObject({ cursor: z.string().min(1).max(400).optional() })
export type RunQuery = z.output<typeof RunQuery>

export const MachineActionAnswer = z
  .object({
    run_id: Id.nullable().describe('null: it was a dry run'),
    would: z.enum(['call', 'wait', 'nothing_to_do']).describe('what is to be done, by the state that was read last'),
    reason: z.string(),
  })
  .meta({ id: 'MachineActionAnswer' })
export type MachineActionAnswer = z.output<typeof MachineActionAnswer>

export const MachinesActionAnswer = z
  .object({
    run_id: Id.nullable().describe('null: it was a dry run'),
    machines: z.array(
      z.object({
        machine_id: Id,
        name: z.string(),
        would: z.enum(['call', 'wait', 'nothing_to_do', 'left_alone']).describe('left_alone: gone, or managed by something else'),
        reason: z.string(),
      }),
    ),
  })
  .meta({ id: 'MachinesActionAnswer' })
export type MachinesActionAnswer = z.output<typeof MachinesActionAnswer>
