import type { Schemas } from '../../api/client.ts'
import { DAY_MINUTES } from './week.ts'

type Answer = Schemas['SchedulePreview']
type Preview = Pick<Answer, 'state_at_from'> & {
  [Part in 'transitions' | 'clock_changes']: readonly Answer[Part][number][]
}
/** Minutes of a day on the clock of the zone, from and to. */
export type DayPiece = readonly [from: number, to: number]

/** A date as a bar of 24 hours: when it is on, and where its clock is set. */
export interface DayBar {
  on: readonly DayPiece[]
  clock: { kind: 'gap' | 'twice'; piece: DayPiece; at: string } | null
}

/** What the server said of these dates, laid on the clock of the zone. Nothing is computed here: instants are only put where they are read. */
export function dayBars(days: readonly string[], preview: Preview, zone: string): Map<string, DayBar> {
  const read = clockOf(zone)
  if (read === null) return new Map()
  const changes = preview.transitions.map(({ at, state }) => ({ ...read(at), state }))
  const clocks = preview.clock_changes.map(({ at, minutes }) => ({ ...read(at), at, minutes }))
  return new Map(
    days.map((day) => {
      const before = changes.findLast((one) => one.day < day)?.state ?? preview.state_at_from
      const clock = clocks.find((one) => one.day === day)
      const bar: DayBar = {
        on: piecesOf(
          before,
          changes.filter((one) => one.day === day),
        ),
        clock: clock ? setAt(clock) : null,
      }
      return [day, bar] as const
    }),
  )
}

function piecesOf(before: string, changes: readonly { minute: number; state: string }[]): DayPiece[] {
  const pieces: DayPiece[] = []
  let since = before === 'on' ? 0 : null
  for (const { minute, state } of changes) {
    if (state === 'on') since ??= minute
    else if (since !== null) {
      // Within an hour that comes twice the clock may read less at the end than at the start.
      pieces.push([Math.min(since, minute), Math.max(since, minute)])
      since = null
    }
  }
  return since === null ? pieces : [...pieces, [since, DAY_MINUTES]]
}

/** Where a clock is set on, what it read in between is not there; where it is set back, it reads that twice. */
const setAt = ({ at, minute, minutes }: { at: string; minute: number; minutes: number }): NonNullable<DayBar['clock']> =>
  minutes > 0
    ? { kind: 'gap', at, piece: [Math.max(0, minute - minutes), minute] }
    : { kind: 'twice', at, piece: [minute, Math.min(DAY_MINUTES, minute - minutes)] }

/** What a clock of the zone reads; null for a zone that this browser does not know. */
function clockOf(zone: string): ((at: string) => { day: string; minute: number }) | null {
  try {
    const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' })
    return (at) => {
      const parts = Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]))
      return { day: `${parts.year}-${parts.month}-${parts.day}`, minute: Number(parts.hour) * 60 + Number(parts.minute) }
    }
  } catch {
    return null
  }
}
