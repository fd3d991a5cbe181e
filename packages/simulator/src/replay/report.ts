export type ReplayReport = {
  file: string
  sent: number
  /** Stored by this replay (201). */
  created: number
  /** Stored before: by an earlier replay, an earlier attempt, or the same row twice in the file (200). */
  duplicate: number
  conflict: number
  rejected: number
  /** Sent without learning what became of it. */
  errors: number
  aircraft: number
  seconds: number
  events_per_second: number
  /** Of one request, answered: a batch or a single event. */
  p50_ms: number
  p99_ms: number
  shift_ms: number
  /** How often each refusal came, such as `{"403 AIRCRAFT_REVOKED": 12}`. */
  refusals: Record<string, number>
  interrupted: boolean
  read_back: ReadBack
  /** Every event that was sent is stored, once, as it was sent, and the whole file was sent. */
  ok: boolean
}

export type ReadBack = {
  /** Distinct events sent. */
  expected: number
  /** Those of them that the server has. */
  found: number
  missing_aircraft: { registration: string; aircraft_id: string; expected: number; found: number }[]
  /** Events that the server has more than once. */
  doubled: number
  /** Events of the same aircraft and time that are not of this replay. */
  other: number
  sampled: number
  /** What differs between sampled events as sent and as stored. */
  differences: string[]
}

const shownMax = 10

export function formatReport(report: ReplayReport): string {
  const back = report.read_back
  const rows: [string, string][] = [
    ['sent', count(report.sent)],
    ['created (201)', count(report.created)],
    ['duplicate (200)', count(report.duplicate)],
    ['conflict (409)', count(report.conflict)],
    ['rejected (4xx)', count(report.rejected)],
    ['errors', count(report.errors)],
    ['aircraft', count(report.aircraft)],
    ['time', `${report.seconds.toFixed(1)} s`],
    ['rate', `${count(Math.round(report.events_per_second))} events/s`],
    ['answer p50 / p99', `${report.p50_ms.toFixed(1)} / ${report.p99_ms.toFixed(1)} ms`],
    ['read back', `${count(back.found)} of ${count(back.expected)}, ${back.sampled} compared field by field`],
  ]
  if (back.other > 0) rows.push(['others there', count(back.other)])
  const width = Math.max(...rows.map(([name]) => name.length))
  const table = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
  return [
    `replay of ${report.file}`,
    ...table,
    ...faults(report),
    report.ok ? 'ok: every event is stored exactly once' : 'NOT OK',
  ].join('\n')
}

function faults({ refusals, interrupted, read_back: back }: ReplayReport): string[] {
  return [
    ...(interrupted ? ['  interrupted before the end of the file'] : []),
    ...Object.entries(refusals).map(([refusal, times]) => `  ${count(times)} × ${refusal}`),
    ...(back.doubled > 0 ? [`  ${count(back.doubled)} events are there more than once`] : []),
    ...shown(
      back.missing_aircraft,
      (it) => `  ${it.registration}: ${count(it.found)} of ${count(it.expected)} found (${it.aircraft_id})`,
    ),
    ...shown(back.differences, (difference) => `  ${difference}`),
  ]
}

function shown<Item>(items: readonly Item[], line: (item: Item) => string): string[] {
  const more = items.length - shownMax
  return [...items.slice(0, shownMax).map(line), ...(more > 0 ? [`  … and ${more} more`] : [])]
}

const count = (value: number): string => value.toLocaleString('en-US')
