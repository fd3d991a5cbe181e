import { prepare, type ScheduleRule, transitions, wantedAt } from '@skykeep/schedule'
import { clipped, type Span } from './spans.ts'

/** What a schedule said from an instant on, until its next version. */
export interface Version {
  valid_from: number
  enabled: boolean
  rule: ScheduleRule
}

/** When a schedule wanted machines off, as it said at each time; its versions are in order. */
export function plannedOff(versions: readonly Version[], range: Span): Span[] {
  return versions.flatMap((version, n) => {
    if (!version.enabled) return []
    const next = versions[n + 1]?.valid_from ?? range.to
    const [valid] = clipped([{ from: version.valid_from, to: next }], range)
    return valid ? offSpans(version.rule, valid) : []
  })
}

function offSpans(rule: ScheduleRule, { from, to }: Span): Span[] {
  const prepared = prepare(rule)
  const spans: Span[] = []
  let offSince = wantedAt(prepared, from) === 'off' ? from : null
  for (const { at, state } of transitions(prepared, from, to)) {
    if (at >= to) break
    if (offSince !== null && state !== 'off') {
      if (at > offSince) spans.push({ from: offSince, to: at })
      offSince = null
    }
    if (state === 'off') offSince ??= at
  }
  if (offSince !== null) spans.push({ from: offSince, to })
  return spans
}
