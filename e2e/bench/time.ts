/**
 * `npm run bench -- time`: how often a second one core says what a schedule wants, against the plainest way to do the same: reading the
 * zone's clock by Temporal and looking at each window.
 */
import { prepare, type ScheduleRule, wantedAt } from '@skykeep/schedule'

const SCHEDULES = 1_000
const SECONDS = 3
const DAY_MS = 86_400_000
const zones = Intl.supportedValuesOf('timeZone')
const days = ['mon', 'tue', 'wed', 'thu', 'fri'] as const

const rules: ScheduleRule[] = Array.from({ length: SCHEDULES }, (_, index) => ({
  time_zone: zones[index % zones.length]!,
  weekly: [
    { days, start: `0${index % 9}:00`, end: '12:30' },
    { days, start: '13:15', end: '18:30' },
  ],
  exceptions: [{ date: '2026-12-25', state: 'off' }],
}))

/** No exceptions, no nights, no repeated hours: less than the rules ask for. */
function plainly({ time_zone, weekly = [] }: ScheduleRule, at: number): boolean {
  const { dayOfWeek, hour, minute } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(time_zone)
  const reading = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
  const day = days[dayOfWeek - 1]
  return weekly.some(
    (window) => day !== undefined && window.days?.includes(day) && window.start <= reading && reading < window.end,
  )
}

/** Instants of the same fortnight, as a planner asks for them. */
function rate(ask: (index: number, at: number) => void): number {
  const first = Date.UTC(2026, 10, 20)
  const end = performance.now() + SECONDS * 1_000
  let asked = 0
  while (performance.now() < end) {
    for (let index = 0; index < 20_000; index++) ask(asked++ % SCHEDULES, first + ((asked * 7_919_000) % (14 * DAY_MS)))
  }
  return asked / SECONDS
}

export function benchTime(): void {
  const prepared = rules.map((rule) => prepare(rule))
  const table: Record<string, number> = {}
  for (const round of [1, 2, 3]) {
    table.prepared = Math.max(
      table.prepared ?? 0,
      rate((index, at) => wantedAt(prepared[index]!, at)),
    )
    table.plain = Math.max(
      table.plain ?? 0,
      rate((index, at) => plainly(rules[index]!, at)),
    )
    process.stdout.write(`round ${round}: ${Math.round(table.prepared)}/s prepared, ${Math.round(table.plain)}/s plainly\n`)
  }
  process.stdout.write(
    `\n| measured on one core | here | wanted |\n| --- | --- | --- |\n` +
      `| wanted state of ${SCHEDULES} prepared schedules | ${Math.round(table.prepared!).toLocaleString('en')}/s | 1,000,000/s |\n` +
      `| the plainest way, by Temporal | ${Math.round(table.plain!).toLocaleString('en')}/s: ${(table.prepared! / table.plain!).toFixed(0)} × slower | |\n`,
  )
}
