/** A stretch of time, half-open, in epoch ms. */
export interface Span {
  from: number
  to: number
}

/** The parts that two lists of spans have in common. Both are in order and do not overlap within themselves; so is the answer. */
export function common(a: readonly Span[], b: readonly Span[]): Span[] {
  const found: Span[] = []
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const from = Math.max(a[i]!.from, b[j]!.from)
    const to = Math.min(a[i]!.to, b[j]!.to)
    if (from < to) found.push({ from, to })
    if (a[i]!.to < b[j]!.to) i++
    else j++
  }
  return found
}

export const clipped = (spans: readonly Span[], range: Span): Span[] => common(spans, [range])

export const lengthOf = (spans: readonly Span[]): number => spans.reduce((sum, { from, to }) => sum + to - from, 0)
