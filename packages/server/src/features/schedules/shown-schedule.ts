import {
  EXCEPTIONS_MAX,
  type FieldFault,
  Problem,
  ruleNames,
  type Schedule,
  type ScheduleRule,
  type ScheduleWarning,
  type Transition,
  type Wanted,
} from '@skykeep/contract'
import { type PreparedSchedule, warnings } from '@skykeep/schedule'
import type { ScheduleRow } from './schedules.store.ts'

export const resourceOf = ({ id }: { id: string }) => ({ type: 'schedule', id })

export function shownSchedule(row: Omit<ScheduleRow, 'team_id'>): Schedule {
  const { id, name, enabled, mode, targets, on_manual_change, start_order, other_sizes, notify, calendar_ids, rule, version } =
    row
  return {
    ...{
      id,
      name,
      enabled,
      mode,
      targets,
      on_manual_change,
      order: start_order,
      other_sizes,
      notify,
      calendar_ids,
      ...rule,
      version,
    },
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }
}

/** What the trail tells of a schedule. */
export function auditedSchedule(row: Omit<ScheduleRow, 'team_id'>): Record<string, unknown> {
  const { created_at: _, updated_at: __, id: ___, version: ____, ...told } = shownSchedule(row)
  return told
}

/** The members of a schedule that say when. */
export const ruleOf = (from: ScheduleRule): ScheduleRule =>
  Object.fromEntries(ruleNames.map((name) => [name, from[name]])) as ScheduleRule

/** Changes to on and off; where nothing is wanted any more, nothing is done. */
export const shownTransitions = (found: readonly { at: number; state: Wanted; reason: string }[]): Transition[] =>
  found.flatMap(({ at, state, reason }) => (state === 'none' ? [] : [{ at: new Date(at).toISOString(), state, reason }]))

const WARNINGS_SHOWN_MAX = 50

/** What people should know before they rely on it. */
export const shownWarnings = (schedule: PreparedSchedule, from: number): ScheduleWarning[] =>
  warnings(schedule, from)
    .slice(0, WARNINGS_SHOWN_MAX)
    .map(({ at, ...told }) => ({ ...told, ...(at !== undefined && { at: new Date(at).toISOString() }) }))

/** A rule with its calendars has to stay within what a rule may hold. @throws Problem VALIDATION_FAILED */
export function mustBeFew({ exceptions }: ScheduleRule, pointer: string, whose = 'the schedule'): void {
  if (exceptions.length <= EXCEPTIONS_MAX) return
  const detail = `with its calendars ${whose} would have ${exceptions.length} exceptions, of which there may be ${EXCEPTIONS_MAX}`
  mustBeWithout([{ pointer, detail }])
}

/** @throws Problem NOT_FOUND */
export function existing<Row>(row: Row | undefined): Row {
  if (!row) throw new Problem('NOT_FOUND')
  return row
}

/** @throws Problem VALIDATION_FAILED when there is a fault */
export function mustBeWithout(errors: readonly FieldFault[]): void {
  if (errors.length > 0) throw new Problem('VALIDATION_FAILED', { errors })
}
