import { t } from '../../messages/messages.ts'
import { exceptionInWords } from './date-words.ts'
import type { bodyOf } from './draft.ts'
import { targetsInWords } from './targets.ts'
import { DAY_MINUTES, days, isPlain, minutesOf, type WeeklyWindow, writeClock } from './week.ts'

/** A schedule as the API takes it: members that are compared one by one. */
export type Body = ReturnType<typeof bodyOf>
export type Member = keyof Body
export interface Difference {
  member: Member
  text: string
}
const d = t.schedules.differences

/** What changes from one to the other, in words. `nameOf`: the name of a calendar. */
export function differences(from: Body, to: Body, nameOf: (id: string) => string): Difference[] {
  return changedMembers(from, to).flatMap((member) => inWords(member, from, to, nameOf).map((text) => ({ member, text })))
}

export const changedMembers = (from: Body, to: Body): Member[] =>
  (Object.keys(to) as Member[]).filter((member) => textOf(from[member]) !== textOf(to[member]))

/** Theirs, with what I changed put on top of it: where both changed the same member, mine counts. */
export function mineOnTop(base: Body, mine: Body, theirs: Body): Body {
  const changed = changedMembers(base, mine).map((member) => [member, mine[member]])
  return { ...theirs, ...Object.fromEntries(changed) }
}

/** What both changed, and not to the same. */
export function contested(base: Body, mine: Body, theirs: Body): Member[] {
  const [ours, differing] = [changedMembers(base, mine), changedMembers(mine, theirs)]
  return changedMembers(base, theirs).filter((member) => ours.includes(member) && differing.includes(member))
}

/** The same whatever the order in which members were written. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )
}

function inWords(member: Member, from: Body, to: Body, nameOf: (id: string) => string): string[] {
  switch (member) {
    case 'weekly':
      return [...weekInWords(from.weekly, to.weekly), ...listInWords(besides(from.weekly), besides(to.weekly), d.rule)]
    case 'exceptions':
      return listInWords(from.exceptions.map(exceptionInWords), to.exceptions.map(exceptionInWords), d.date)
    case 'calendar_ids': {
      const found = listInWords(from.calendar_ids.map(nameOf), to.calendar_ids.map(nameOf), d.calendar)
      return found.length > 0 ? found : [d.calendarOrder]
    }
    case 'one_shots':
      return [d.otherwise(d.members[member])]
    default: {
      const [before, after] = [wordOf(member, from), wordOf(member, to)]
      return [before === after ? d.otherwise(d.members[member]) : d.change(d.members[member], before, after)]
    }
  }
}

function wordOf(member: Exclude<Member, 'weekly' | 'exceptions' | 'calendar_ids' | 'one_shots'>, body: Body): string {
  const e = t.schedules.edit
  switch (member) {
    case 'name':
      return `“${body.name}”`
    case 'time_zone':
      return body.time_zone
    case 'enabled':
      return body.enabled ? t.schedules.inForce : t.schedules.paused
    case 'targets':
      return targetsInWords(body.targets) || d.nothing
    case 'notify':
      return body.notify.before_stop_minutes === undefined ? d.nothing : d.minutes(body.notify.before_stop_minutes)
    case 'on_manual_change':
      return e.manuals[body.on_manual_change.policy]
    case 'order':
      return body.order.map(stepInWords).join('; ') || d.nothing
    case 'other_sizes':
      return body.other_sizes.join(', ') || d.nothing
    case 'mode':
      return e.modes[body.mode]
    case 'inside':
    case 'outside':
      return d.states[body[member]]
  }
}

const stepInWords = ({ machine_ids, tags, delay_seconds, wait_for_running }: Body['order'][number]): string =>
  d.step(targetsInWords({ ...(machine_ids && { machine_ids }), ...(tags && { tags }) }), delay_seconds, wait_for_running)

/** Days whose hours change alike are told together: `Monday, Friday: 08:00–18:00 → not on`. */
function weekInWords(from: readonly WeeklyWindow[], to: readonly WeeklyWindow[]): string[] {
  const [before, after] = [minutesOf(from), minutesOf(to)]
  const changes = days.flatMap((day, at) => {
    const [was, is] = [hoursInWords(before, at), hoursInWords(after, at)]
    return was === is ? [] : [{ day: t.schedules.grid.days[day], was, is }]
  })
  return [...Map.groupBy(changes, ({ was, is }) => `${was}→${is}`).values()].map((alike) =>
    d.change(alike.map(({ day }) => day).join(', '), alike[0]!.was, alike[0]!.is),
  )
}

function hoursInWords(minutes: Uint8Array, day: number): string {
  const row = minutes.subarray(day * DAY_MINUTES, (day + 1) * DAY_MINUTES)
  const pieces: string[] = []
  for (let at = 0; at < DAY_MINUTES; ) {
    const start = row.indexOf(1, at)
    if (start < 0) break
    const end = row.indexOf(0, start)
    at = end < 0 ? DAY_MINUTES : end
    pieces.push(`${writeClock(start)}–${writeClock(at)}`)
  }
  return pieces.length === 0 ? d.notOn : pieces.join(', ')
}

const besides = (windows: readonly WeeklyWindow[]): string[] => windows.filter((one) => !isPlain(one)).map(ruleText)

/** A window that no grid can show, as it is written in the API. */
export const ruleText = (one: WeeklyWindow): string => JSON.stringify(one).replaceAll(/["{}]/g, '').replaceAll(',', ', ')

function listInWords(from: readonly string[], to: readonly string[], what: string): string[] {
  return [
    ...to.filter((one) => !from.includes(one)).map((one) => d.added(what, one)),
    ...from.filter((one) => !to.includes(one)).map((one) => d.removed(what, one)),
  ]
}
