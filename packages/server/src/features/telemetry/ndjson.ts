import { Problem } from '@skykeep/contract'
import { parseStrictJson } from '../../http/strict-json.ts'

const NEWLINE = 10

/** One item a line; a line that is not strict JSON becomes the Problem in its place, so that it cannot spoil its neighbours. */
export function parseNdjson(body: Buffer): unknown[] {
  const items: unknown[] = []
  let start = 0
  while (start < body.length) {
    const newline = body.indexOf(NEWLINE, start)
    const end = newline === -1 ? body.length : newline
    const line = body.subarray(start, end)
    if (line.length > 0 && !isBlank(line)) items.push(parseLine(line))
    start = end + 1
  }
  return items
}

const isBlank = (line: Buffer): boolean => line.length < 3 && line.every((byte) => byte === 13 || byte === 32)

function parseLine(line: Buffer): unknown {
  try {
    return parseStrictJson(line)
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}
