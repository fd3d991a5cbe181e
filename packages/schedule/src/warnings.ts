import { DAY_MS, MINUTE_MS } from './calendar.ts'
import { clockText } from './explain.ts'
import { type PreparedSchedule, prepare } from './prepare.ts'
import { changes, timeWanted, wantedAt } from './wanted.ts'
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

/** What people should know before they rely on a schedule, looking 400 days ahead. */
export function warnings(schedule: PreparedSchedule, from: number): ScheduleWarning[] {
  return [...wholeWarnings(schedule, from), ...sameWindows(schedule), ...holes(schedule, from), ...clockWarnings(schedule, from)]
}

function wholeWarnings(schedule: PreparedSchedule, from: number): ScheduleWarning[] {
  const { on, off } = timeWanted(schedule, from, from + AHEAD_MS)
  const found: ScheduleWarning[] = []
  if (on === 0) found.push({ code: 'NEVER_ON', detail: 'In the next 400 days nothing is started.' })
  if (on > 0 && off === 0) found.push({ code: 'NEVER_OFF', detail: 'In the next 400 days nothing is stopped.' })
  return found
}

function sameWindows({ rule }: PreparedSchedule): ScheduleWarning[] {
  const seen = new Map<string, number>()
  return (rule.weekly ?? []).flatMap((window, index) => {
    const { days, nth, month_days, months, start, end } = window
    const text = JSON.stringify([days?.toSorted(), nth, month_days?.toSorted(), months?.toSorted(), start, end])
    const other = seen.get(text)
    seen.set(text, other ?? index)
    if (other === undefined) return []
    return [
      { code: 'SAME_WINDOW' as const, detail: `This window is the same as window ${other + 1}.`, pointer: `#/weekly/${index}` },
    ]
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
    return week.windows.flatMap(({ part, opensOn }, index) =>
      [day - 1, day].flatMap((opening): ScheduleWarning[] => {
        if (!opensOn(opening)) return []
        const [start, end] = [opening * DAY_MS + part.start * MINUTE_MS, opening * DAY_MS + part.end * MINUTE_MS]
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

/** Hours a week in which the weekly windows alone want `on`: the mean over the 52 weeks from 5 January 2026 on. */
export function hoursOnPerWeek({ rule }: PreparedSchedule): number {
  const bare = prepare({ ...rule, exceptions: [], one_shots: [] })
  const from = Date.UTC(2026, 0, 5)
  if (wantedAt(bare, from) === 'none' && (rule.weekly ?? []).length === 0) return 0
  return timeWanted(bare, from, from + 52 * 7 * DAY_MS).on / 3_600_000 / 52
}
