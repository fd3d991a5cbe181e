import {
  type FieldFault,
  Problem,
  ruleNames,
  type Schedule,
  type ScheduleRule,
  type Transition,
  type Wanted,
} from '@skykeep/contract'
import type { ScheduleRow } from './schedules.store.ts'

export const resourceOf = ({ id }: { id: string }) => ({ type: 'schedule', id })

export function shownSchedule(row: Omit<ScheduleRow, 'team_id'>): Schedule {
  const { id, name, enabled, mode, targets, on_manual_change, start_order, notify, calendar_ids, rule, version } = row
  return {
    ...{ id, name, enabled, mode, targets, on_manual_change, order: start_order, notify, calendar_ids, ...rule, version },
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

/** @throws Problem NOT_FOUND */
export function existing<Row>(row: Row | undefined): Row {
  if (!row) throw new Problem('NOT_FOUND')
  return row
}

/** @throws Problem VALIDATION_FAILED when there is a fault */
export function mustBeWithout(errors: readonly FieldFault[]): void {
  if (errors.length > 0) throw new Problem('VALIDATION_FAILED', { errors })
}
