import type { SavingsFigures, SavingsGroup } from '@skykeep/contract'

const columns = [
  'hours',
  'hours_on',
  'hours_off',
  'hours_unknown',
  'hours_planned_off',
  'hours_saved',
  'hours_missed',
  'hours_off_otherwise',
  'saved',
  'missed',
  'planned',
  'spent',
  'unpriced_hours',
] as const satisfies (keyof SavingsFigures)[]

/** RFC 4180, with a line for the total at the end. */
export function csvOf(groups: readonly SavingsGroup[], { currency, total }: { currency: string; total: SavingsFigures }): string {
  const line = (cells: readonly string[]) => `${cells.map(cell).join(',')}\r\n`
  const figures = (one: SavingsFigures) => columns.map((column) => String(one[column]))
  return [
    line(['key', 'name', 'currency', ...columns]),
    ...groups.map((group) => line([group.key, group.name, currency, ...figures(group)])),
    line(['total', '', currency, ...figures(total)]),
  ].join('')
}

/** Names come from tags of machines: a spreadsheet must not take one for a formula. */
function cell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}
