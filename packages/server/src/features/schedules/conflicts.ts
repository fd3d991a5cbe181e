import { Problem } from '@skykeep/contract'
import type { Conflict } from './affected.ts'

const SHOWN_MAX = 20

/** Of two schedules that reach a machine by the same rank neither counts: such a one is not saved. @throws Problem SCHEDULE_CONFLICT */
export function mustNotConflict(conflicts: readonly Conflict[]): void {
  if (conflicts.length === 0) return
  const names = [...new Set(conflicts.map(({ schedule }) => `“${schedule.name}” (${schedule.id})`))]
  const machines = new Set(conflicts.map(({ machine }) => machine.id)).size
  const detail = `${machines} ${machines === 1 ? 'machine is' : 'machines are'} reached by the same rank of ${names.slice(0, SHOWN_MAX).join(', ')}.`
  const errors = conflicts.slice(0, SHOWN_MAX).map(({ machine, schedule }) => ({
    pointer: '#/targets',
    detail: `reaches the machine “${machine.name}” (${machine.id}), as the schedule “${schedule.name}” (${schedule.id}) does by the same rank`,
  }))
  throw new Problem('SCHEDULE_CONFLICT', { detail, errors })
}
