import { DAY_MS, MINUTE_MS } from './calendar.ts'
import { clockText } from './explain.ts'
import { opensOn } from './opening-days.ts'
import type { PreparedSchedule } from './prepare.ts'
import { changes, timeWanted } from './wanted.ts'
import { clockChanges, firstReading, lastReading } from './zone.ts'

export type WarningCode = 'NEVER_ON' | 'NEVER_OFF' | 'SHORT_HOLE' | 'SAME_WINDOW' | 'CLOCK_CHANGE' | 'EMPTIED_WINDOW'

/** Something that its author may not have meant. The rule is right all the same. */
export interface ScheduleWarning {
  code: WarningCode
  detail: string
  /** The part of the rule that it is about. */
  pointer?: string
  /** When it happens first, in milliseconds since 1970. */
  at?: number
}

const AHEAD_MS = 400 * DAY_MS
/** A machine that stops and starts again within so long was on all the time, but for the interruption. */
const HOLE_MS = 15 * MINUTE_MS

/**
 * What people should know before they rely on a schedule, looking 400 days ahead.
 *
 * @example
 * const nights = prepare({ time_zone: 'Europe/Paris', weekly: [{ days: ['sun'], start: '02:15', end: '02:45' }] })
 * warnings(nights, Date.parse('2026-11-26T00:00:00Z'))[0].code // => 'EMPTIED_WINDOW'
 */
export function warnings(schedule: PreparedSchedule, from: number): ScheduleWarning[] {
  return [...wholeWarnings(schedule, from), ...sameWindows(schedule), ...holes(schedule, from), ...clockWarnings(schedule, from)]
}

/** Only where it is not what was asked for: hands off inside is for stopping only, outside for starting only. */
function wholeWarnings(schedule: PreparedSchedule, from: number): ScheduleWarning[] {
  const { on, off } = timeWanted(schedule, from, from + AHEAD_MS)
  const { inside, outside } = schedule.week
  const found: ScheduleWarning[] = []
  if (on === 0 && (inside === 'on' || outside === 'on'))
    found.push({ code: 'NEVER_ON', detail: 'In the next 400 days nothing is started.' })
  if (on > 0 && off === 0 && (inside === 'off' || outside === 'off')) {
    found.push({ code: 'NEVER_OFF', detail: 'In the next 400 days nothing is stopped.' })
  }
  return found
}

function sameWindows({ week }: PreparedSchedule): ScheduleWarning[] {
  const seen = new Map<string, number>()
  return week.windows.flatMap((window, index) => {
    const nth = window.nth?.map(({ n, weekday }) => `${n} ${weekday}`).toSorted()
    const text = JSON.stringify({ ...window, nth, monthDays: window.monthDays?.toSorted() })
    const other = seen.get(text)
    seen.set(text, other ?? index)
    if (other === undefined) return []
    const detail = `This window is the same as window ${other + 1}.`
    return [{ code: 'SAME_WINDOW' as const, detail, pointer: `#/weekly/${index}` }]
  })
}

function holes(schedule: PreparedSchedule, from: number): ScheduleWarning[] {
  let offSince: number | null = null
  for (const { at, state } of changes(schedule, from, from + 70 * DAY_MS)) {
    if (state === 'on' && offSince !== null && at - offSince < HOLE_MS) {
      const minutes = Math.round((at - offSince) / MINUTE_MS)
      const detail = `Off for ${minutes} minutes only, from ${clockText(schedule.zone, offSince, from)}: a stop and a start take longer.`
      return [{ code: 'SHORT_HOLE', detail, at: offSince }]
    }
    offSince = state === 'off' ? at : null
  }
  return []
}

/** Where windows begin or end in an hour that does not exist, or comes twice. */
function clockWarnings(schedule: PreparedSchedule, from: number): ScheduleWarning[] {
  const { zone, week } = schedule
  return clockChanges(zone, from, from + AHEAD_MS).flatMap((change) => {
    const [low, high] = [Math.min(change.from, change.to), Math.max(change.from, change.to)]
    const isGap = change.to > change.from
    const day = Math.floor(low / DAY_MS)
    return week.windows.flatMap((window, index) =>
      [day - 1, day].flatMap((opening): ScheduleWarning[] => {
        if (!opensOn(window, opening)) return []
        const [start, end] = [opening * DAY_MS + window.start, opening * DAY_MS + window.end]
        const touched = [start, end].some((reading) =>
          isGap ? reading >= low && reading < high : reading > low && reading < high,
        )
        if (!touched && !(start === low && !isGap)) return []
        const about = { pointer: `#/weekly/${index}`, at: change.at }
        const [opens, closes] = [firstReading(zone, start), lastReading(zone, end)]
        if (opens >= closes) {
          return [
            {
              code: 'EMPTIED_WINDOW',
              detail: `Clocks skip this window at ${clockText(zone, change.at, from)}: it does not open that day.`,
              ...about,
            },
          ]
        }
        const what = isGap ? 'skip an hour in which it begins or ends' : 'show an hour twice in which it begins or ends'
        const detail = `Clocks ${what}: on that day it is on from ${clockText(zone, opens, from)} to ${clockText(zone, closes, from)}, ${Math.round((closes - opens) / MINUTE_MS)} minutes.`
        return [{ code: 'CLOCK_CHANGE', detail, ...about }]
      }),
    )
  })
}

/**
 * Hours a week in which the weekly windows alone want `on`: the mean over 2026 to 2029, four years with one 29 February. Exceptions,
 * one-shots and overrides are left out, as they say what is wanted once; `timeWanted` counts everything.
 *
 * @example
 * const office = prepare({ time_zone: 'Europe/Paris', weekly: [{ days: ['mon', 'fri'], start: '08:00', end: '18:30' }] })
 * Math.round(hoursOnPerWeek(office)) // => 21
 */
export function hoursOnPerWeek(schedule: PreparedSchedule): number {
  const week = { ...schedule, week: { ...schedule.week, exceptions: [] }, oneShots: [], overrides: [] }
  const [from, to] = [Date.UTC(2026, 0, 1), Date.UTC(2030, 0, 1)]
  return timeWanted(week, from, to).on / 3_600_000 / ((to - from) / (7 * DAY_MS))
}
