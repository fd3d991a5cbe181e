/** The leaves from `start` up to, not with, `end`: the part of a tree that one hash of a proof stands for. */
export type Range = { start: number; end: number }

/** The parts of a tree of `size` leaves that prove leaf `index`, nearest first (RFC 9162 §2.1.3.1). */
export function inclusionPath(index: number, size: number): Range[] {
  mustBeCount(size)
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new RangeError(`no leaf ${index} in a tree of ${size}`)
  const path: Range[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + largestPowerBelow(end - start)
    path.push(index < middle ? { start: middle, end } : { start, end: middle })
    if (index < middle) end = middle
    else start = middle
  }
  return path.reverse()
}

/** The parts of a tree of `to` leaves that prove that its first `from` leaves were not changed (RFC 9162 §2.1.4.1). */
export function consistencyPath(from: number, to: number): Range[] {
  mustBeCount(from)
  mustBeCount(to)
  if (from > to) throw new RangeError(`a tree of ${from} is no beginning of a tree of ${to}`)
  if (from === 0) return [] // nothing was promised yet
  const path: Range[] = []
  let [start, end] = [0, to]
  while (from < end) {
    const middle = start + largestPowerBelow(end - start)
    path.push(from <= middle ? { start: middle, end } : { start, end: middle })
    if (from <= middle) end = middle
    else start = middle
  }
  if (start > 0) path.push({ start, end }) // else the old tree is whole in the new one and its root is already known
  return path.reverse()
}

/** A range of a tree as complete subtrees, the largest first; `start` must be where a subtree of that size can start. */
export function completeSubtrees({ start, end }: Range): { level: number; index: number }[] {
  const subtrees: { level: number; index: number }[] = []
  for (let at = start; at < end; ) {
    const leaves = largestPowerUpTo(end - at)
    subtrees.push({ level: Math.log2(leaves), index: at / leaves })
    at += leaves
  }
  return subtrees
}

// Not with `>>` or a rounded logarithm: sizes may pass 2^31, and Math.log2(2 ** 53 - 1) is 53.
function largestPowerUpTo(n: number): number {
  let power = 1
  while (power * 2 <= n) power *= 2
  return power
}

/** Where RFC 9162 splits a tree of n > 1 leaves. */
const largestPowerBelow = (n: number): number => largestPowerUpTo(n - 1)

function mustBeCount(n: number): void {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`${n} is no number of leaves`)
}
