import type { CalendarDay, FieldFault } from '@skykeep/contract'

const LINE = /^(\d{4}-\d{2}-\d{2})(?:\s*\.\.\s*(\d{4}-\d{2}-\d{2}))?(?:\s+(.*))?$/
const NAME_MAX = 80

/** Reads lines such as `2026-12-25 Christmas` and `2026-12-28..2026-12-31 Closed`; `#` begins a remark. What it cannot read it tells. */
export function readCalendarText(text: string, state: 'on' | 'off'): { exceptions: CalendarDay[]; faults: FieldFault[] } {
  const exceptions: CalendarDay[] = []
  const faults: FieldFault[] = []
  for (const [at, written] of text.split(/\r?\n/).entries()) {
    const line = written.replace(/#.*$/, '').trim()
    if (line === '') continue
    const [, first, last, name] = LINE.exec(line) ?? []
    if (first === undefined || !isDate(first) || (last !== undefined && (!isDate(last) || last < first))) {
      faults.push({ pointer: '#/text', detail: `line ${at + 1} is no date and no range of dates` })
      continue
    }
    const dates = last === undefined || last === first ? { date: first } : { from: first, to: last }
    const called = name
      ?.replaceAll(/\p{Cc}/gu, ' ')
      .trim()
      .slice(0, NAME_MAX)
    exceptions.push({ ...dates, state, ...(called && { name: called }) })
  }
  return { exceptions, faults }
}

function isDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}
