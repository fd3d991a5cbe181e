import { escapeHtml, htmlPage } from '../../operations/html-page.ts'
import type { KeepOutcome, KeepState } from './keep.service.ts'
import type { KeptMachine } from './keep-links.store.ts'
import { shownInstant } from './shown-instant.ts'

/** Plain pages without a script; everything that comes from outside is escaped. */
const page = (title: string, parts: readonly string[]): string =>
  htmlPage(title, [`<h1>${escapeHtml(title)}</h1>`, ...parts].join('\n'))

const shown = (instant: Date, zone: string | null): string => escapeHtml(shownInstant(instant.toISOString(), zone))

export function keepPage(
  action: string,
  { machines, stops_at, time_zone, hours }: Extract<KeepState, { state: 'open' }>,
  fault?: string,
): string {
  const choice = ({ id, name }: KeptMachine) =>
    `<p><label><input type="checkbox" name="machine" value="${escapeHtml(id)}"> ${escapeHtml(name)}</label></p>`
  const until = (count: number) => {
    const end = new Date(stops_at.getTime() + count * 3_600_000)
    return `<option value="${count}">${count === 1 ? '1 hour' : `${count} hours`} longer, until ${shown(end, time_zone)}</option>`
  }
  return page('Keep machines on', [
    ...(fault === undefined ? [] : [`<p role="alert"><strong>${escapeHtml(fault)}</strong></p>`]),
    `<p>These machines stop at ${shown(stops_at, time_zone)}. Those that you choose stay on; the others stop.</p>`,
    `<form method="post" action="${escapeHtml(action)}">`,
    ...machines.map(choice),
    `<p><label>Keep them on<br><select name="hours">${hours.map(until).join('')}</select></label></p>`,
    '<p><button type="submit">Keep them on</button></p>',
    '</form>',
    '<p>This works once.</p>',
  ])
}

export const keptPage = ({ machines, until, time_zone }: Extract<KeepOutcome, { state: 'kept' }>): string =>
  page('They stay on', [
    `<p>Until ${shown(until, time_zone)}:</p>`,
    `<ul>${machines.map(({ name }) => `<li>${escapeHtml(name)}</li>`).join('')}</ul>`,
    '<p>You can close this page.</p>',
  ])

const endings = {
  used: ['This link was used', 'It works once. To keep machines on for longer, ask somebody who can set schedules aside.'],
  over: ['This link is over', 'It was good until the machines stopped.'],
  unknown: ['There is nothing here', 'The address is not complete, or what it was for is gone.'],
} as const

export const endedPage = (state: keyof typeof endings): string =>
  page(endings[state][0], [`<p>${escapeHtml(endings[state][1])}</p>`])
