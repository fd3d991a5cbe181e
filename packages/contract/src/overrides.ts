import { z } from 'zod'
import { Id, InstantIn, InstantOut, listOf, Page, Uuid } from './basics.ts'
import { Wanted } from './schedule-rule.ts'
import { MachineTags } from './schedules.ts'

/** Live ones in a team. */
export const OVERRIDES_MAX = 1_000
/** How far from now an override may end that somebody sets with `override:write` alone. */
export const OVERRIDE_HOURS_MAX = 24
/** How long one may last that somebody sets who has `schedule:write` too. */
export const OVERRIDE_DAYS_MAX = 31
/** How far ahead such a one may begin. */
export const OVERRIDE_AHEAD_DAYS_MAX = 400

const overrideFields = {
  state: Wanted.describe('none: hands off'),
  from: InstantIn.optional().describe('without it, or in the past: now'),
  until: InstantIn.describe(
    `with override:write alone at most ${OVERRIDE_HOURS_MAX} hours from now; with schedule:write too, ${OVERRIDE_DAYS_MAX} days from its beginning`,
  ),
  reason: z
    .string()
    .trim()
    .max(200)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not contain control characters')
    .optional(),
}

/** For all machines for which the schedule counts. */
export const NewScheduleOverride = z.strictObject(overrideFields)
export type NewScheduleOverride = z.output<typeof NewScheduleOverride>

/** For machines by id, or by tags, or for those whose tag `owner` is the e-mail address of the caller (`mine`): exactly one of the three. */
export const NewOverride = z
  .strictObject({
    machine_ids: z.array(Uuid).min(1).max(500).optional(),
    tags: MachineTags.optional(),
    mine: z.literal(true).optional(),
    ...overrideFields,
  })
  .refine(({ machine_ids, tags, mine }) => [machine_ids, tags, mine].filter((one) => one !== undefined).length === 1, {
    message: 'must have exactly one of machine_ids, tags and mine',
  })
export type NewOverride = z.output<typeof NewOverride>

export const Override = z
  .object({
    id: Id,
    schedule_id: Id.nullable(),
    machine_ids: z.array(Id),
    tags: z.record(z.string(), z.string()).nullable(),
    owner: z.string().nullable().describe('machines whose tag owner is this address'),
    state: Wanted,
    from: InstantOut,
    until: InstantOut.nullable(),
    reason: z.string().nullable(),
    created_by: z.object({ type: z.string(), id: z.string() }),
    created_at: InstantOut,
  })
  .meta({ id: 'Override' })
export type Override = z.output<typeof Override>
export const Overrides = listOf(Override)
export const OverridesQuery = Page
