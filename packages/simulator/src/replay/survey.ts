import { basename } from 'node:path'
import { readRows } from './rows.ts'
import type { Span } from './schedule.ts'

export type Survey = Span & { file: string; rows: number; icao24s: string[] }

/** Reads the whole file once before anything is sent: a broken one is refused, and progress knows its end. */
export async function survey({ file, limit, signal }: { file: string; limit?: number; signal?: AbortSignal }): Promise<Survey> {
  const icao24s = new Set<string>()
  let [rows, firstMs, lastMs] = [0, 0, 0]
  for await (const row of readRows(file, limit)) {
    signal?.throwIfAborted()
    if (rows === 0) firstMs = row.tsMs
    lastMs = row.tsMs
    rows += 1
    icao24s.add(row.icao24)
  }
  if (rows === 0) throw new Error(`${basename(file)} holds no positions`)
  return { file: basename(file), rows, firstMs, lastMs, icao24s: [...icao24s] }
}
