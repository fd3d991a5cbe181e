import { calendarRegistry } from './calendar-registry.ts'
import { overrideRegistry } from './override-registry.ts'
import { plansService } from './plans.ts'
import { PreparedSchedules } from './prepared-schedules.ts'
import { previewService } from './preview.ts'
import { type ScheduleNeeds, scheduleRegistry } from './schedule-registry.ts'
import { timeZones } from './time-zones.ts'

export type { About, BeginRun, DuePlan, DueSchedule, NewRun, Notice, WantedOfMachine } from './due-plan.ts'
export type ScheduleService = ReturnType<typeof scheduleService>

/** When machines are wanted on and off: schedules, calendars, overrides, and what all of it comes to for each machine. */
export function scheduleService(given: Omit<ScheduleNeeds, 'prepared'>) {
  const needs = { ...given, prepared: new PreparedSchedules() }
  return {
    ...scheduleRegistry(needs),
    ...previewService(needs),
    ...plansService(needs),
    overrides: overrideRegistry(needs),
    calendars: calendarRegistry(needs),
    timeZones: timeZones(needs),
  }
}
