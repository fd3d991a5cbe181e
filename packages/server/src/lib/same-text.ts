import { timingSafeEqual } from 'node:crypto'

/** Compared in constant time: how far two texts agree must not tell a guesser how close they are. */
export function isSameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
