import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { BrokenFile, type PositionRow, parseRow } from './row.ts'

export type ReadRow = PositionRow & { tsMs: number }

// A row has about 200 characters; a "line" of megabytes is another kind of file, or an attack on our memory.
const lineLengthMax = 4096

/** Streams the rows of an `.ndjson` or `.ndjson.gz` file, in its order, which must be that of time. */
export async function* readRows(file: string, limit = Number.POSITIVE_INFINITY): AsyncGenerator<ReadRow> {
  let [line, taken, before] = [0, 0, Number.NEGATIVE_INFINITY]
  for await (const text of readLines(file)) {
    line += 1
    if (text === '') continue
    if (taken === limit) return
    const row = parseRow(text, line)
    // Telling repeated rows apart without remembering all of them, and playing at a pace, both rest on this order.
    if (row.tsMs < before) throw new BrokenFile(line, 'earlier than the line before it; sort the file by ts first')
    before = row.tsMs
    taken += 1
    yield row
  }
}

async function* readLines(file: string): AsyncGenerator<string> {
  let [rest, line] = ['', 0]
  for await (const chunk of readText(file)) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    line += lines.length
    if (rest.length > lineLengthMax) throw new BrokenFile(line + 1, `longer than ${lineLengthMax} characters`)
    for (const text of lines) yield text.endsWith('\r') ? text.slice(0, -1) : text
  }
  if (rest !== '') yield rest
}

function readText(file: string): AsyncIterable<string> {
  const bytes = createReadStream(file)
  if (!file.endsWith('.gz')) return bytes.setEncoding('utf8')
  // The end of the pipeline hands a read error on to whoever iterates; the callback only says that we know.
  return pipeline(bytes, createGunzip(), () => {}).setEncoding('utf8')
}
