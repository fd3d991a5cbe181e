import { NewSchedule } from '@skykeep/contract'
import type { Caller } from '../auth/principal.ts'
import type { AutomationServices } from '../roles/automation.ts'

/** A calendar, a schedule and an override of a team, with its word in all of them. */
export async function furnishedSchedules(
  { schedules }: Pick<AutomationServices, 'schedules'>,
  caller: Caller,
  word: string,
): Promise<Record<string, string>> {
  const calendar = await schedules.calendars.create(caller, { name: `Calendar ${word}`.slice(0, 80), exceptions: [] })
  const input = { name: `Schedule ${word}`.slice(0, 80), time_zone: 'UTC', targets: { tags: { env: word } } }
  const schedule = await schedules.create(caller, NewSchedule.parse({ ...input, calendar_ids: [calendar.id] }))
  const until = new Date(Date.now() + 3_600_000).toISOString()
  const override = await schedules.overrides.createForMachines(caller, {
    tags: { env: word },
    state: 'none',
    until,
    reason: word,
  })
  return { schedule_id: schedule.id, calendar_id: calendar.id, override_id: override.id }
}
