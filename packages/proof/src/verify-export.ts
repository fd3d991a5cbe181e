import { batchCover } from './batch-cover.ts'
import { entryCheck } from './entry-check.ts'
import type { ExportChecks, ExportReport } from './export-checks.ts'
import { parseExportLine } from './export-lines.ts'
import { type FaultCode, faultList } from './faults.ts'
import { defaultHash } from './hash.ts'
import { openHeader } from './open-header.ts'
import { checkWitnesses } from './witness.ts'

/**
 * Verifies an audit export line by line, in bounded memory, with nothing but the log's public keys. Whatever the lines are it does not
 * throw: everything wrong is a fault in the report.
 *
 * @example
 * const report = await verifyExport(linesOf(blob.stream()), { keys: [parseVerifierKey(text)!], witness: [earlierNote] })
 * report.ok || report.faults[0]  // { line: 18, code: 'entry_not_in_tree', index: 16, id: '…', … }
 */
export async function verifyExport(lines: AsyncIterable<string>, checks: ExportChecks): Promise<ExportReport> {
  const { hash = defaultHash, consistency = [] } = checks
  const { report, told } = faultList()
  const count = { entries: 0, batches: 0, records: 0 }
  let line = 1
  let end: number | null = null
  const tell = (code: FaultCode, detail: string) => report({ line, code, detail })

  const texts = untilUnreadable(lines, () => tell('unreadable', 'the file cannot be read on'))
  const header = await openHeader((await texts.next()).value, checks, report)
  const entries = entryCheck(header, hash, report)
  const batches = batchCover(hash, report)
  for await (const text of texts) {
    line++
    const parsed = parseExportLine(text)
    if (end !== null) tell('line_unexpected', 'the line stands after the end')
    switch (parsed.type) {
      case 'entry':
        count.entries++
        batches.follow(entries.read(parsed, line))
        break
      case 'batch':
        count.batches++
        count.records += parsed.records.length
        batches.read(parsed, line)
        break
      case 'end':
        end = parsed.entries
        break
      case 'malformed':
        tell('line_malformed', parsed.detail)
        break
      default:
        tell('line_unexpected', 'a header stands on the first line only')
    }
  }

  entries.end(line)
  if (header.tree !== null) checkWitnesses(header.tree, { consistency, hash, report })
  if (end === null) tell('truncated', 'the file has no end line: it was cut off')
  else if (end !== count.entries) tell('end_count_differs', `the end tells ${end} entries, here are ${count.entries}`)
  const { faults, fault_count } = told()
  const { origin, team_id, tree } = header
  return { ok: fault_count === 0, origin, team_id, size: tree?.checkpoint.size ?? null, ...count, faults, fault_count }
}

async function* untilUnreadable(lines: AsyncIterable<string>, tell: () => void): AsyncGenerator<string, undefined> {
  try {
    yield* lines
  } catch {
    tell() // bytes that are no UTF-8, a line without end, a disk that fails: the lines before are still judged
  }
}
