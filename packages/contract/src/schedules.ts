import { z } from 'zod'
import { Fault, Id, InstantIn, InstantOut, listOf, Name, Page, SizeName, Uuid } from './basics.ts'
import { PreviewOverride, ruleFields, ScheduleRule, Wanted } from './schedule-rule.ts'

/** How many of each a team may have. */
export const SCHEDULES_MAX = 1_000
/** In one answer of what would start or stop. */
export const CHANGES_SHOWN_MAX = 100

const MachineIds = z.array(Uuid).min(1).max(1_000)
const tagText = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not contain control characters')
/** Names are compared without regard to case, values letter by letter. A machine has to have all of them. */
export const MachineTags = z
  .record(tagText(512).min(1), tagText(256))
  .refine((tags) => Object.keys(tags).length > 0, 'must name a tag')
  .refine((tags) => Object.keys(tags).length <= 10, 'must be at most 10 tags')
export type MachineTags = z.output<typeof MachineTags>

/**
 * Which machines: those named, and those that all of `connection_id`, `resource_group` and `tags` together select. What selected a machine
 * is its rank: machine, tag, resource_group, connection. Of two schedules that reach a machine, the one of the higher rank counts.
 */
export const ScheduleTargets = z
  .strictObject({
    machine_ids: MachineIds.optional(),
    connection_id: Uuid.optional(),
    resource_group: tagText(90).min(1).optional(),
    tags: MachineTags.optional(),
  })
  .refine((targets) => Object.keys(targets).length > 0, 'must name machines, a connection, a resource group or tags')
export type ScheduleTargets = z.output<typeof ScheduleTargets>
export const TargetRank = z.enum(['machine', 'tag', 'resource_group', 'connection'])
export type TargetRank = z.output<typeof TargetRank>

const KeepMinutes = z
  .int()
  .min(5)
  .max(7 * 1_440)
const ManualChange = z.strictObject({
  policy: z.enum(['keep', 'keep_for', 'enforce']),
  minutes: KeepMinutes.optional().describe('keep_for: how long, before the wanted state is set again'),
})
/** What becomes of a change that somebody made by hand. `keep`: it stays until the next transition. */
export const OnManualChange = z.union([
  z.enum(['keep', 'enforce']).transform((policy): z.output<typeof ManualChange> => ({ policy })),
  ManualChange.refine(({ policy, minutes }) => (policy === 'keep_for') === (minutes !== undefined), {
    path: ['minutes'],
    message: 'is for keep_for, which needs it',
  }),
])
export type OnManualChange = z.output<typeof OnManualChange>

/** Machines named by no step come after the last one; on the way down all of it is reversed. */
export const OrderStep = z.strictObject({
  machine_ids: MachineIds.max(200).optional(),
  tags: MachineTags.optional(),
  delay_seconds: z.int().min(0).max(3_600).default(0).describe('between the end of this step and the next'),
  wait_for_running: z.boolean().default(true).describe('the next step waits until the machines of this one are in the state'),
})
export const ScheduleOrder = z.array(OrderStep).max(20)
export type ScheduleOrder = z.output<typeof ScheduleOrder>

export const ScheduleNotify = z.strictObject({
  before_stop_minutes: z.int().min(1).max(1_440).optional().describe('so long before a stop those who asked for it are told'),
})
export type ScheduleNotify = z.output<typeof ScheduleNotify>

const scheduleFields = {
  enabled: z.boolean().default(true),
  mode: z
    .enum(['deallocate', 'hibernate'])
    .default('deallocate')
    .describe('how machines are stopped; hibernate: those that can, the others are deallocated'),
  targets: ScheduleTargets,
  on_manual_change: OnManualChange.default({ policy: 'keep' }),
  order: ScheduleOrder.default([]),
  other_sizes: z
    .array(SizeName)
    .max(10)
    .default([])
    .refine((sizes) => new Set(sizes.map((size) => size.toLowerCase())).size === sizes.length, 'must not name a size twice')
    .describe(
      'sizes to try, in this order, when the cloud has no room for a machine’s own at its start; the machine keeps the one with which it started. To set them takes `machine:resize`',
    ),
  notify: ScheduleNotify.default({}),
  calendar_ids: z
    .array(Uuid)
    .max(20)
    .default([])
    .describe('calendars whose dates are exceptions of the schedule too; its own win, then the calendar named first'),
}

/** A schedule: what it is for, and the rule of time beside that. `apply_now` starts and stops what the rule wants now; saving alone never does. */
export const NewSchedule = z.strictObject({
  name: Name,
  ...scheduleFields,
  ...ruleFields,
  apply_now: z.boolean().default(false),
})
export type NewSchedule = z.output<typeof NewSchedule>

export const Schedule = z
  .object({
    id: Id,
    name: z.string(),
    enabled: z.boolean(),
    mode: scheduleFields.mode.unwrap(),
    targets: z.object({
      machine_ids: z.array(z.string()).optional(),
      connection_id: z.string().optional(),
      resource_group: z.string().optional(),
      tags: z.record(z.string(), z.string()).optional(),
    }),
    on_manual_change: z.object({ policy: z.enum(['keep', 'keep_for', 'enforce']), minutes: z.int().optional() }),
    order: z.array(
      z.object({
        machine_ids: z.array(z.string()).optional(),
        tags: z.record(z.string(), z.string()).optional(),
        delay_seconds: z.int(),
        wait_for_running: z.boolean(),
      }),
    ),
    other_sizes: z.array(z.string()),
    notify: z.object({ before_stop_minutes: z.int().optional() }),
    calendar_ids: z.array(Id),
    ...ScheduleRule.shape,
    version: z.int(),
    created_at: InstantOut,
    updated_at: InstantOut,
  })
  .meta({ id: 'Schedule' })
export type Schedule = z.output<typeof Schedule>
export const Schedules = listOf(Schedule)
export const SchedulesQuery = Page

export const WantedChange = z.object({
  machine_id: Id,
  name: z.string(),
  power: z.string(),
  wanted: z.enum(['on', 'off']),
})
export type WantedChange = z.output<typeof WantedChange>

/** What a schedule means for machines at this moment. */
export const Affected = z.object({
  machines: z.int().describe('for how many machines it is the one that counts'),
  would_change_now: z
    .array(WantedChange)
    .describe(`what would start or stop now, if it were applied; at most ${CHANGES_SHOWN_MAX}`),
  would_change_now_total: z.int(),
  left_alone: z
    .array(z.object({ machine_id: Id, name: z.string(), reason: z.string() }))
    .describe(
      `machines that it reaches and does not switch: managed by something else, or under a schedule of a higher rank; at most ${CHANGES_SHOWN_MAX}`,
    ),
})
export type Affected = z.output<typeof Affected>

/** Something that its author may not have meant. */
export const ScheduleWarning = z.object({
  code: z.string(),
  detail: z.string(),
  pointer: z.string().optional(),
  at: InstantOut.optional(),
})
export type ScheduleWarning = z.output<typeof ScheduleWarning>

/** A schedule as it was saved, with what that means. Nothing has started or stopped, unless `apply_now` asked for it. */
export const SavedSchedule = Schedule.extend({
  ...Affected.shape,
  warnings: z.array(ScheduleWarning),
  run_ids: z.array(Id).describe('what apply_now has begun'),
}).meta({ id: 'SavedSchedule' })
export type SavedSchedule = z.output<typeof SavedSchedule>

export const Transition = z.object({ at: InstantOut, state: z.enum(['on', 'off']), reason: z.string() })
export type Transition = z.output<typeof Transition>

/** A rule alone, or a schedule as it would be saved: with `targets` the answer tells which machines it would concern. */
export const SchedulePreviewRequest = z.strictObject({
  schedule: z.strictObject({
    ...ruleFields,
    name: Name.optional(),
    enabled: scheduleFields.enabled,
    mode: scheduleFields.mode,
    targets: ScheduleTargets.optional(),
    on_manual_change: scheduleFields.on_manual_change,
    order: scheduleFields.order,
    other_sizes: scheduleFields.other_sizes,
    notify: scheduleFields.notify,
    calendar_ids: scheduleFields.calendar_ids,
    apply_now: z.boolean().optional().describe('taken and left aside: a preview changes nothing'),
  }),
  schedule_id: Uuid.optional().describe('the schedule that it would replace'),
  from: InstantIn,
  to: InstantIn,
  overrides: z.array(PreviewOverride).max(100).default([]),
})
export type SchedulePreviewRequest = z.output<typeof SchedulePreviewRequest>

const ClockChanges = z
  .array(z.object({ at: InstantOut, minutes: z.number() }))
  .describe('when the clock of its zone is set, and how far: 60 skips an hour, -60 shows one twice')

export const SchedulePreview = z
  .object({
    state_at_from: Wanted,
    transitions: z.array(Transition),
    warnings: z.array(ScheduleWarning),
    hours_on_per_week: z.number().describe('of the weekly windows'),
    clock_changes: ClockChanges,
    affected: Affected.optional().describe('of a schedule with targets'),
    conflicts: z
      .array(z.object({ machine_id: Id, machine_name: z.string(), schedule_id: Id, schedule_name: z.string() }))
      .optional()
      .describe('why saving it would be refused: schedules of the same rank on the same machines'),
  })
  .meta({ id: 'SchedulePreview' })
export type SchedulePreview = z.output<typeof SchedulePreview>

export const UpcomingQuery = z.strictObject({ to: InstantIn.optional().describe('without it: two weeks') })
export const Upcoming = z
  .object({
    ...{ from: InstantOut, to: InstantOut, state_at_from: Wanted, reason: z.string(), transitions: z.array(Transition) },
    clock_changes: ClockChanges,
  })
  .meta({ id: 'Upcoming' })
export type Upcoming = z.output<typeof Upcoming>

/** The text of an AutoShutdownSchedule tag: the times at which machines are off. */
export const ImportSchedule = z.strictObject({
  text: z.string().max(4_000),
  time_zone: ruleFields.time_zone,
  name: Name.optional(),
})
export type ImportSchedule = z.output<typeof ImportSchedule>
export const ImportedSchedule = z
  .object({
    schedule: z
      .object({ ...ScheduleRule.shape, name: z.string().optional() })
      .nullable()
      .describe('a draft: POST it to /schedules with its targets; null when there are faults'),
    faults: z.array(Fault).describe('entries that cannot be read: nothing is guessed'),
  })
  .meta({ id: 'ImportedSchedule' })
export type ImportedSchedule = z.output<typeof ImportedSchedule>

export const TimeZone = z
  .object({
    name: z.string(),
    also: z.array(z.string()).describe('former names, which are taken too'),
    countries: z.array(z.string()).describe('in English'),
    abbreviations: z.array(z.string()).describe('such as CET, where there are any; they are no names of zones'),
    offset_minutes: z.number().describe('how far its clock is ahead of UTC now'),
    next_change: z
      .object({ at: InstantOut, minutes: z.number() })
      .nullable()
      .describe('when its clock is set next within 400 days, and how far: 60 skips an hour, -60 shows one twice'),
  })
  .meta({ id: 'TimeZone' })
export type TimeZone = z.output<typeof TimeZone>
export const TimeZones = z.object({ items: z.array(z.string()), zones: z.array(TimeZone), next_cursor: z.null() })
export type TimeZones = z.output<typeof TimeZones>
