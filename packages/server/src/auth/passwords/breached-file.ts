import { hash } from 'node:crypto'
import { fstatSync, openSync, readSync } from 'node:fs'
import type { BreachedList } from './breached-list.ts'

const HASH_CHARACTERS = 40
// A hash, a count and an end of line.
const LINE_MOST = 80
const BLOCK = 4_096
const line = /^[0-9a-f]{40}(:\d+)?\r?$/i

/**
 * A list of the operator's own, as Pwned Passwords ships it: a SHA-1 in hex on each line, perhaps with a count, in order. It may have
 * 40 GB: it is never loaded, and an answer reads some twenty blocks of it.
 *
 * @throws Error when it cannot be read or is not of this form
 */
export function breachedFile(path: string): BreachedList {
  const file = openSync(path, 'r')
  const size = fstatSync(file).size
  const read = (from: number, length: number): string => {
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - from)))
    return bytes.toString('latin1', 0, readSync(file, bytes, 0, bytes.length, from))
  }
  // Of a large one the beginning and the end are looked at, without the lines that the blocks cut.
  const ends = () => [...linesOf(read(0, BLOCK)).slice(0, -1), ...linesOf(read(size - BLOCK, BLOCK)).slice(1)]
  assertOrdered(path, size <= 2 * BLOCK ? linesOf(read(0, size)) : ends())

  /** Halves the part in which the hash could stand, then reads what is left. `from` is always the start of a line. */
  function holds(wanted: string): boolean {
    let [from, to] = [0, size]
    while (to - from > BLOCK) {
      const middle = Math.floor((from + to) / 2)
      const piece = read(middle, 2 * LINE_MOST)
      const start = piece.indexOf('\n') + 1
      if (start === 0) throw new Error(`${path} holds a line that is too long.`)
      const found = piece.slice(start, start + HASH_CHARACTERS).toUpperCase()
      if (found === wanted) return true
      if (found > wanted) to = middle + start
      else from = middle + start
    }
    return linesOf(read(from, to - from)).some((one) => one.slice(0, HASH_CHARACTERS).toUpperCase() === wanted)
  }

  return { has: (password) => holds(hash('sha1', password, 'hex').toUpperCase()) }
}

const linesOf = (text: string): string[] => text.split('\n').filter((one) => one !== '')

function assertOrdered(path: string, lines: string[]): void {
  const hashes = lines.map((one) => one.slice(0, HASH_CHARACTERS).toUpperCase())
  if (lines.length === 0 || !lines.every((one) => line.test(one))) throw new Error(`${path} does not hold a SHA-1 on each line.`)
  if (hashes.some((one, at) => at > 0 && one < hashes[at - 1]!)) throw new Error(`${path} is not in the order of its hashes.`)
}
