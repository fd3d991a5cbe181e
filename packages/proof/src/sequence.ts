export type Gap = { from: number; end: number; line: number }
export type Place = 'next' | 'ahead' | 'late' | 'repeated'

/** Follows numbers that should come as 0, 1, 2, … and tells the missing from the merely late. */
export function sequence() {
  let next = 0
  let gaps: Gap[] = []
  return {
    get next() {
      return next
    },
    see(n: number, line: number): Place {
      if (n >= next) {
        const place = n === next ? 'next' : 'ahead'
        if (place === 'ahead' && gaps.length < GAPS_MAX) gaps.push({ from: next, end: n, line })
        next = n + 1
        return place
      }
      const gap = gaps.find(({ from, end }) => from <= n && n < end)
      if (gap === undefined) return 'repeated'
      gaps = gaps.flatMap((each) => (each === gap ? without(gap, n) : each)).slice(0, GAPS_MAX)
      return 'late'
    },
    /** What never came. */
    gaps: (): readonly Gap[] => gaps,
  }
}

// Bounds what a hostile file can make us remember. Each gap kept, and each late number, is a fault: a dropped gap hides nothing.
const GAPS_MAX = 1000

const without = ({ from, end, line }: Gap, n: number): Gap[] =>
  [
    { from, end: n, line },
    { from: n + 1, end, line },
  ].filter((part) => part.from < part.end)
