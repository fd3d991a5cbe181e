import { z } from 'zod'
import { InstantIn, InstantOut } from './basics.ts'
import { ruleFields } from './schedule-rule.ts'

/** How many groups an answer shows; a CSV has all of them. */
export const SAVINGS_GROUPS_MAX = 1_000
export const SAVINGS_DAYS_MAX = 400

const GroupBy = z
  .string()
  .regex(
    /^(machine|schedule|connection|day|month|tag:.{1,512})$/,
    'must be machine, schedule, connection, day, month or tag:NAME',
  )

/** Without `from` and `to`: the present month so far. Days and months are those of `time_zone`. */
export const SavingsQuery = z.strictObject({
  from: InstantIn.optional(),
  to: InstantIn.optional(),
  group_by: GroupBy.default('schedule'),
  time_zone: ruleFields.time_zone.default('UTC'),
  limit: z.coerce.number().int().min(1).max(SAVINGS_GROUPS_MAX).default(200),
})
export type SavingsQuery = z.output<typeof SavingsQuery>
export const SavingsCsvQuery = SavingsQuery.omit({ limit: true })
export type SavingsCsvQuery = z.output<typeof SavingsCsvQuery>

const Hours = z.number().describe('hours, to the second')
const Money = z.string().describe('list price less the own discount, in the currency, with six decimals')

const figures = {
  hours: Hours.describe('for which machines were known'),
  hours_on: Hours.describe('billed: running, and on the way up or down, and stopped but not deallocated'),
  hours_off: Hours.describe('not billed: deallocated or hibernated'),
  hours_unknown: Hours.describe('the state was not known; never counted as saved'),
  hours_planned_off: Hours.describe('for which the schedule that counted wanted machines off'),
  hours_saved: Hours.describe('planned off, and off'),
  hours_missed: Hours.describe('planned off, and billed'),
  hours_off_otherwise: Hours.describe('off, though no schedule asked for it'),
  saved: Money.describe('of the hours saved'),
  missed: Money.describe('of the hours missed'),
  planned: Money.describe('of the hours planned off: what the schedules would have saved, had all gone as planned'),
  spent: Money.describe('of the billed hours; disks, addresses and licences not counted'),
  unpriced_hours: Hours.describe('for which no price is known: they are in no sum of money'),
}
export const SavingsFigures = z.object(figures)
export type SavingsFigures = z.output<typeof SavingsFigures>
export const SavingsGroup = z.object({
  key: z.string().describe('id, date, month or value of the tag; empty: without'),
  name: z.string(),
  ...figures,
})
export type SavingsGroup = z.output<typeof SavingsGroup>

export const Savings = z
  .object({
    from: InstantOut,
    to: InstantOut.describe('never later than now'),
    group_by: z.string(),
    time_zone: z.string(),
    currency: z.string(),
    discount_percent: z.number(),
    groups: z.array(SavingsGroup).describe('the largest plans first; days and months in their order'),
    groups_total: z.int(),
    total: SavingsFigures.describe('of all groups, also of those not shown'),
    prices: z
      .array(z.object({ source: z.string(), valid_from: z.string() }))
      .describe('where the prices come from, and of which day they are'),
    unpriced: z.array(z.object({ region: z.string(), size: z.string(), os: z.string(), is_spot: z.boolean() })),
    assumptions: z.array(z.string()).describe('what a reader has to know of these figures'),
  })
  .meta({ id: 'Savings' })
export type Savings = z.output<typeof Savings>

const Currency = z.string().regex(/^[A-Z]{3}$/, 'must be a currency code of three capitals, such as EUR')

/** What a team has agreed with its provider. */
export const SavingsSettingsInput = z.strictObject({
  currency: Currency,
  discount_percent: z.number().min(0).max(100).multipleOf(0.01).default(0).describe('off the list price'),
})
export type SavingsSettingsInput = z.output<typeof SavingsSettingsInput>
export const SavingsSettings = z
  .object({ currency: z.string(), discount_percent: z.number(), version: z.int() })
  .meta({ id: 'SavingsSettings' })
export type SavingsSettings = z.output<typeof SavingsSettings>
