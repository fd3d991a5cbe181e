import { z } from 'zod'
import { Id, InstantOut } from './basics.ts'

export const Health = z.object({ status: z.literal('healthy'), service: z.literal('skykeep') })
export const Ready = z.object({
  status: z.enum(['ready', 'not_ready']),
  checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string().optional() })),
})
export const Root = z.object({ status: z.literal('ok'), docs: z.string(), openapi: z.string() })

/** What waits for a worker. */
export const queueNames = [
  'telemetry_events',
  'schedule_changes',
  'machine_changes',
  'machine_readings',
  'notifications',
  'mails',
] as const
/** Kinds of keys of which operators see the age; docs/security/keys.md says what each is for. */
export const installationKeyKinds = [
  'token',
  'checkpoint',
  'root',
  'data',
  'cookies',
  'audit-seal',
  'installation',
  'authority',
  'connection',
] as const

/** The installation as its operators see it: numbers of all teams together, and of none by name. */
export const Installation = z.object({
  measured_at: InstantOut.describe('processes tell of themselves every 15 seconds'),
  version: z.string(),
  node: z.string(),
  started_at: InstantOut.describe('of the process that answers'),
  roles: z.array(
    z.object({
      name: z.string(),
      here: z.boolean().describe('in the process that answers'),
      alive: z.boolean().describe('some process that is alive has it'),
      reachable: z.boolean().nullable().describe('calls for it are handed over, and it answers; null: they are not handed over'),
    }),
  ),
  processes: z
    .array(
      z.object({
        id: Id,
        roles: z.array(z.string()),
        version: z.string(),
        node: z.string(),
        started_at: InstantOut,
        told_at: InstantOut.describe('when it told of itself last'),
        alive: z.boolean(),
        clock_skew_seconds: z.number().nullable().describe('how far its clock is ahead of that of the database'),
      }),
    )
    .describe('one that was killed stays here for an hour'),
  database: z.object({ ok: z.boolean(), version: z.string().nullable(), migration: z.string().nullable() }),
  queues: z.array(
    z.object({
      name: z.enum(queueNames),
      waiting: z.int().nullable().describe('null: it is not counted'),
      late_seconds: z
        .number()
        .nullable()
        .describe('how long what is due longest has waited; 0: nothing is due; null: it is not told'),
    }),
  ),
  keys: z.array(
    z.object({
      kind: z.enum(installationKeyKinds),
      id: z.string().nullable().describe('null: the oldest, or the next to end, of all of the kind'),
      state: z.string(),
      age_days: z.number().nullable(),
      left_days: z.number().nullable().describe('until it ends or should be replaced; negative: overdue'),
    }),
  ),
  audit: z.object({
    size: z.int(),
    waiting: z.int().nullable().describe('entries without their place in the tree'),
    checkpoint_age_seconds: z.number().nullable(),
    stopped: z.boolean().nullable().describe('the stored tree was found changed, or no checkpoint could be signed'),
  }),
})
export type Installation = z.output<typeof Installation>
