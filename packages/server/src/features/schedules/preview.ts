import {
  type ImportedSchedule,
  type ImportSchedule,
  PREVIEW_DAYS_MAX,
  type SchedulePreview,
  type SchedulePreviewRequest,
  ScheduleRule,
  type Upcoming,
} from '@skykeep/contract'
import {
  clockChanges,
  explain,
  hoursOnPerWeek,
  isZone,
  prepare,
  readShutdownTag,
  transitions,
  wantedAt,
  zoneOf,
} from '@skykeep/schedule'
import { type Caller, must } from '../../auth/principal.ts'
import { effectOf, shownEffect } from './affected.ts'
import { calendarsStore } from './calendars.store.ts'
import { prepareFor } from './evaluate.ts'
import { unknownTargets } from './known-targets.ts'
import { overridesStore } from './overrides.store.ts'
import type { ScheduleNeeds } from './schedule-registry.ts'
import { schedulesStore } from './schedules.store.ts'
import { existing, mustBeFew, mustBeWithout, ruleOf, shownTransitions, shownWarnings } from './shown-schedule.ts'
import { workInCalendars } from './work-in-calendars.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const UPCOMING_DAYS = 14
const CONFLICTS_SHOWN_MAX = 100

/** What would be, and what comes: nothing of it changes anything. */
export function previewService({ db, clock }: Pick<ScheduleNeeds, 'db' | 'clock'>) {
  return {
    async preview(caller: Caller, input: SchedulePreviewRequest): Promise<SchedulePreview> {
      must(caller, 'schedule:read')
      const [from, to] = [Date.parse(input.from), Date.parse(input.to)]
      mustBeRange(from, to)
      const { schedule, schedule_id = null } = input
      const rule = ruleOf(schedule)
      const found = await db.asTeam(
        caller.team_id,
        async (tx) => {
          const { calendar_ids, targets, enabled } = schedule
          const calendars = new Map((await calendarsStore(tx).some(calendar_ids)).map((row) => [row.id, row.exceptions]))
          mustBeWithout(
            calendar_ids.flatMap((id, at) => {
              const pointer = `#/schedule/calendar_ids/${at}`
              return calendars.has(id) ? [] : [{ pointer, detail: 'is no calendar of this team' }]
            }),
          )
          const days = calendar_ids.map((id) => calendars.get(id)!)
          const effective_rule = { ...rule, exceptions: workInCalendars(rule.exceptions, days) }
          mustBeFew(effective_rule, '#/schedule/calendar_ids')
          if (schedule_id !== null) existing(await schedulesStore(tx).find(schedule_id))
          if (targets === undefined) return { effective_rule, effect: null }
          mustBeWithout(await unknownTargets(tx, targets, '#/schedule/targets'))
          const candidate = { id: schedule_id, enabled, targets, effective_rule }
          return { effective_rule, effect: await effectOf(tx, candidate, clock.now()) }
        },
        { readOnly: true },
      )
      const prepared = prepare(found.effective_rule as Parameters<typeof prepare>[0], input.overrides)
      return {
        state_at_from: wantedAt(prepared, from),
        transitions: shownTransitions(transitions(prepared, from, to)),
        warnings: shownWarnings(prepared, from),
        hours_on_per_week: hoursOnPerWeek(prepared),
        clock_changes: shownClockChanges(found.effective_rule.time_zone, from, to),
        ...(found.effect && {
          affected: shownEffect(found.effect),
          conflicts: found.effect.conflicts.slice(0, CONFLICTS_SHOWN_MAX).map(({ machine, schedule: other }) => ({
            machine_id: machine.id,
            machine_name: machine.name,
            schedule_id: other.id,
            schedule_name: other.name,
          })),
        }),
      }
    },

    /** What comes next of a schedule, its own overrides with it. */
    async upcoming(caller: Caller, id: string, until: string | undefined): Promise<Upcoming> {
      must(caller, 'schedule:read')
      const now = clock.now()
      const from = now.getTime()
      const to = until === undefined ? from + UPCOMING_DAYS * DAY_MS : Date.parse(until)
      mustBeRange(from, to, '#/query/to')
      const { row, overrides } = await db.asTeam(
        caller.team_id,
        async (tx) => ({
          row: existing(await schedulesStore(tx).find(id)),
          overrides: (await overridesStore(tx).live(now)).filter(({ schedule_id }) => schedule_id === id),
        }),
        { readOnly: true },
      )
      const clock_changes = shownClockChanges(row.effective_rule.time_zone, from, to)
      const range = { from: now.toISOString(), to: new Date(to).toISOString(), clock_changes }
      if (!row.enabled) return { ...range, state_at_from: 'none', reason: 'the schedule is disabled', transitions: [] }
      const { schedule } = prepareFor(row.effective_rule, overrides)
      const { state, reason } = explain(schedule, from)
      return { ...range, state_at_from: state, reason, transitions: shownTransitions(transitions(schedule, from, to)) }
    },

    /** A draft out of the tag of another scheduler. */
    importTag(caller: Caller, { text, time_zone, name }: ImportSchedule): ImportedSchedule {
      must(caller, 'schedule:write')
      if (!isZone(time_zone)) mustBeWithout([{ pointer: '#/time_zone', detail: 'must be the name of an IANA time zone' }])
      const year = clock.now().getUTCFullYear()
      const { rule, faults } = readShutdownTag(text, time_zone, [year, year + 1, year + 2])
      if (rule === null) {
        return {
          schedule: null,
          faults: faults.map(({ part, detail }) => ({ pointer: '#/text', detail: `“${part}” ${detail}` })),
        }
      }
      return { schedule: { ...ScheduleRule.parse(rule), ...(name !== undefined && { name }) }, faults: [] }
    },
  }
}

const shownClockChanges = (zone: string, from: number, to: number) =>
  clockChanges(zoneOf(zone), from, to).map((change) => ({
    at: new Date(change.at).toISOString(),
    minutes: (change.to - change.from) / MINUTE_MS,
  }))

/** @throws Problem VALIDATION_FAILED */
function mustBeRange(from: number, to: number, pointer = '#/to'): void {
  if (to <= from) mustBeWithout([{ pointer, detail: 'must be after its beginning' }])
  if (to - from > PREVIEW_DAYS_MAX * DAY_MS) {
    mustBeWithout([{ pointer, detail: `must be at most ${PREVIEW_DAYS_MAX} days after its beginning` }])
  }
}
