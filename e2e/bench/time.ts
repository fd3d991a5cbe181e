/**
 * `npm run bench -- time`: how fast schedules are asked what they want, on one core, against asking Temporal anew each time, with the
 * answers of both held against each other first. Rates are medians of the repeats.
 *
 *     npm run bench -- time [--seconds 2] [--repeats 5] [--schedules 100000] [--quick]
 */
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  nextChange,
  type PreparedSchedule,
  prepare,
  ruleFaults,
  type ScheduleRule,
  transitions,
  wantedAt,
} from '@skykeep/schedule'

const MINUTE = 60_000
const DAY = 1_440 * MINUTE
const NOW = Date.parse('2026-11-26T12:00:00Z')
const say = (line: string) => void process.stdout.write(`${line}\n`)

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri'] as const
const names = [...weekdays, 'sat', 'sun'] as const

/** Office hours, as most schedules are, and a night that crosses midnight; Temporal alone can answer for it in a few lines. */
const office: ScheduleRule = {
  time_zone: 'Europe/Paris',
  weekly: [
    { days: [...weekdays], start: '08:00', end: '18:30' },
    { days: ['fri'], start: '22:00', end: '02:00' },
  ],
}
const rich: ScheduleRule = {
  ...office,
  weekly: [
    ...office.weekly!,
    { nth: [{ n: -1, day: 'sun' }], start: '06:00', end: '12:00' },
    { month_days: [1, -1], start: '00:00', end: '24:00' },
  ],
  exceptions: Array.from({ length: 24 }, (_, month) => ({
    date: `${2026 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-10`,
    state: 'off' as const,
  })),
  one_shots: [{ local_at: '2026-11-28T07:00', state: 'on' }],
}

export async function benchTime(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '2' },
      repeats: { type: 'string', default: '5' },
      schedules: { type: 'string', default: '100000' },
      quick: { type: 'boolean', default: false },
    },
  })
  const seconds = values.quick ? 0.3 : Number(values.seconds)
  const repeats = values.quick ? 1 : Number(values.repeats)
  const wrong = differences(prepare(office))
  if (wrong > 0) throw new Error(`${wrong} answers differ from Temporal's: nothing is measured`)
  say(`Node ${process.version}, tzdata ${process.versions.tz}; 20,000 answers agree with Temporal`)
  const measure = (name: string, work: (round: number) => void) => say(`${name.padEnd(72)} ${rate(work, seconds, repeats)}`)

  const [asked, askedRich] = [prepare(office), prepare(rich)]
  const random = instants(NOW, 30 * DAY)
  const wide = instants(Date.UTC(2020, 0, 1), 16 * 365 * DAY)
  measure('wantedAt, office hours, random instants of 30 days', (round) => void wantedAt(asked, random[round & 65_535]!))
  measure('wantedAt, rich rule, random instants of 30 days', (round) => void wantedAt(askedRich, random[round & 65_535]!))
  measure(
    'wantedAt, rich rule, random instants of 16 years (worked out each time)',
    (round) => void wantedAt(askedRich, wide[round & 65_535]!),
  )
  measure('the same question to Temporal (office hours, 30 days)', (round) => void askTemporal(random[round & 65_535]!))
  measure('nextChange, rich rule', (round) => void nextChange(askedRich, random[round & 65_535]!, NOW + 60 * DAY))
  measure('transitions of 400 days with reasons, rich rule', () => void transitions(askedRich, NOW, NOW + 400 * DAY))
  measure('prepare and ask, rich rule', () => void wantedAt(prepare(rich), NOW))
  measure('ruleFaults, rich rule', () => void ruleFaults(rich))
  for (const rule of [office, rich]) manySchedules(rule, values.quick ? 5_000 : Number(values.schedules))
}

/** All schedules of a large installation in memory, each asked about now: what the planner does in a tick. */
function manySchedules(rule: ScheduleRule, count: number): void {
  const zones = Intl.supportedValuesOf('timeZone')
  const before = memory()
  const began = performance.now()
  const all = Array.from({ length: count }, (_, index) =>
    prepare({ ...structuredClone(rule), time_zone: zones[index % zones.length]! }),
  )
  const prepared = performance.now()
  for (const schedule of all) {
    wantedAt(schedule, NOW)
    wantedAt(schedule, NOW + 28 * DAY)
  }
  const first = performance.now()
  for (const schedule of all) wantedAt(schedule, NOW + MINUTE)
  const again = performance.now()
  const bytes = memory() - before
  say(`${count} schedules in ${zones.length} zones: ${(bytes / 1e6).toFixed(0)} MB; prepared in ${ms(prepared - began)},`)
  say(`first asked about two months in ${ms(first - prepared)}, asked again in ${ms(again - first)} (${all.length} answers)`)
}

const ms = (time: number) => `${Math.round(time)} ms`

function memory(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

function differences(schedule: PreparedSchedule): number {
  return instants(Date.UTC(2026, 0, 1), 365 * DAY)
    .slice(0, 20_000)
    .filter((at) => (wantedAt(schedule, at) === 'on') !== askTemporal(at)).length
}

/** What one would write without the package: the local time of the instant, and is it in a window? Wrong in repeated hours, which the office avoids. */
function askTemporal(at: number): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(office.time_zone)
  const time = local.hour * 60 + local.minute
  return office.weekly!.some(({ days, start, end }) => {
    const [opens, closes] = [minutes(start), minutes(end)]
    const today = days!.includes(names[local.dayOfWeek - 1]!)
    if (opens < closes) return today && time >= opens && time < closes
    return (today && time >= opens) || (days!.includes(names[(local.dayOfWeek + 5) % 7]!) && time < closes)
  })
}

const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))

function instants(from: number, width: number): number[] {
  let seed = 26
  return Array.from({ length: 65_536 }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return from + Math.floor((seed / 4_294_967_296) * width)
  })
}

function rate(work: (round: number) => void, seconds: number, repeats: number): string {
  const rates: number[] = []
  for (let repeat = -1; repeat < repeats; repeat++) {
    const began = performance.now()
    let rounds = 0
    do for (const end = rounds + 64; rounds < end; rounds++) work(rounds)
    while (performance.now() - began < seconds * 1_000)
    // The first is for the compiler.
    if (repeat >= 0) rates.push(rounds / ((performance.now() - began) / 1_000))
  }
  const middle = rates.toSorted((a, b) => a - b)[Math.floor(rates.length / 2)]!
  return `${Math.round(middle).toLocaleString('en')} a second`
}
