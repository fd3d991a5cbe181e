import { NewSchedule } from '@skykeep/contract'
import { prepare, type ScheduleRule, transitions } from '@skykeep/schedule'

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri']
const all = [...weekdays, 'sat', 'sun']
const office = (start: string, end: string, days = weekdays) => [{ days, start, end }]

const rules = [
  { time_zone: 'Europe/Paris', weekly: office('08:00', '18:30') },
  { time_zone: 'America/New_York', weekly: office('07:30', '19:00') },
  { time_zone: 'Asia/Kolkata', weekly: office('09:00', '18:00') },
  { time_zone: 'Australia/Lord_Howe', weekly: office('08:15', '17:45', all) },
  { time_zone: 'UTC', weekly: office('22:00', '04:00', all) },
  { time_zone: 'Asia/Kathmandu', weekly: office('10:00', '12:00', all) },
  { time_zone: 'Europe/London', weekly: [...office('08:00', '12:00'), ...office('13:00', '18:00')] },
  { time_zone: 'Europe/Paris', weekly: office('08:00', '18:30'), mode: 'hibernate' },
  {
    time_zone: 'Europe/Berlin',
    weekly: office('06:00', '22:00'),
    order: [{ tags: { role: 'db' }, delay_seconds: 60 }, { tags: { role: 'app' } }],
  },
  { time_zone: 'America/Sao_Paulo', weekly: office('08:00', '20:00'), outside: 'none' },
  { time_zone: 'Pacific/Auckland', weekly: office('07:00', '19:00'), inside: 'none' },
  {
    time_zone: 'UTC',
    weekly: [
      { days: ['mon'], start: '06:00', end: '24:00' },
      { days: ['thu'], start: '06:00', end: '24:00' },
    ],
  },
]

/** One for each value of the tag `plan`. */
export const schedulesOf = () =>
  rules.map((rule, plan) => NewSchedule.parse({ name: `Plan ${plan}`, targets: { tags: { plan: String(plan) } }, ...rule }))

export interface Expected {
  at: number
  state: 'on' | 'off'
}

/** What the rules of time alone say, asked here and not of the server: the changes of each plan in the week. */
export function expectedChanges(from: number, to: number): Expected[][] {
  return schedulesOf().map(({ time_zone, weekly, inside, outside, exceptions, one_shots }) =>
    transitions(prepare({ time_zone, weekly, inside, outside, exceptions, one_shots } as ScheduleRule), from, to).flatMap(
      ({ at, state }) => (state === 'none' || at >= to ? [] : [{ at, state }]),
    ),
  )
}
