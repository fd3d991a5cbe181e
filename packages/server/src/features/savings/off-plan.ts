import { prepare, type ScheduleRule, transitions, wantedAt } from '@skykeep/schedule'
import { clipped, type Span } from './spans.ts'

/** What a schedule said from an instant on, until its next version. */
export interface Version {
  valid_from: number
  enabled: boolean
  rule: ScheduleRule
}

/** When a schedule wanted machines off, as it said at each time. */
export class OffPlan {
  /** In order, and apart from each other. */
  readonly spans: readonly Span[]
  /** Some rule of it cannot be used any more, such as one of a time zone that is gone: it planned nothing. */
  readonly isPartial: boolean
  /** How long they are together, up to each and without it, in ms. */
  readonly #before: number[]

  constructor(spans: readonly Span[], isPartial = false) {
    this.spans = spans
    this.isPartial = isPartial
    let sum = 0
    this.#before = spans.map(({ from, to }) => {
      sum += to - from
      return sum - (to - from)
    })
  }

  /** How long machines were wanted off between two instants, in ms. A range of a year has some hundreds of spans, and is asked about thousands of times. */
  within(from: number, to: number): number {
    return this.#until(to) - this.#until(from)
  }

  #until(at: number): number {
    let [low, high] = [0, this.spans.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.spans[middle]!.from < at) low = middle + 1
      else high = middle
    }
    if (low === 0) return 0
    const { from, to } = this.spans[low - 1]!
    return this.#before[low - 1]! + Math.min(at, to) - from
  }
}

export const nothingPlanned = new OffPlan([])

/** The versions of a schedule are in order. */
export function plannedOff(versions: readonly Version[], range: Span): OffPlan {
  let isPartial = false
  const spans = versions.flatMap((version, n) => {
    if (!version.enabled) return []
    const next = versions[n + 1]?.valid_from ?? range.to
    const [valid] = clipped([{ from: version.valid_from, to: next }], range)
    try {
      return valid ? offSpans(version.rule, valid) : []
    } catch (error) {
      // One rule must not hold up the figures of all others.
      if (!(error instanceof RangeError)) throw error
      isPartial = true
      return []
    }
  })
  return new OffPlan(spans, isPartial)
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
