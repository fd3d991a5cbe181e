import { equalBytes, fromHex } from './bytes.ts'
import { type AuditEntry, type BatchCommitment, recordHash } from './entry.ts'
import { batchOf } from './entry-shape.ts'
import type { BatchLine } from './export-lines.ts'
import type { FaultCode, ReportFault } from './faults.ts'
import type { Hash } from './hash.ts'
import { merkleRoot } from './tree.ts'

/** Holds the records of each batch against the entry on the line before, so that nothing has to be remembered for longer. */
export function batchCover(hash: Hash, report: ReportFault) {
  let committed: { entry: AuditEntry; batch: BatchCommitment } | null = null
  return {
    follow(entry: AuditEntry | null): void {
      const batch = entry && batchOf(entry)
      committed = entry && batch ? { entry, batch } : null
    },

    read({ batch_id, records }: BatchLine, line: number): void {
      const about = committed
      committed = null
      if (about?.batch.batch_id !== batch_id) {
        report({ line, code: 'batch_unexpected', batch_id, detail: 'the entry before this line does not commit to this batch' })
        return
      }
      const { index, id, team_id } = about.entry
      const tell = (code: FaultCode, detail: string) => report({ line, code, batch_id, index, id, team_id, detail })
      const { count, root } = about.batch
      const found = records.length
      if (found !== count) tell('batch_count_differs', `the entry commits to ${count} records, here are ${found}`)
      else if (!makesRoot(records, root, hash)) tell('batch_root_differs', 'the records are not those that the entry commits to')
    },
  }
}

function makesRoot(records: BatchLine['records'], root: string, hash: Hash): boolean {
  const hashes = records.map((record) => recordHash(record, hash))
  return equalBytes(merkleRoot(hashes, hash), fromHex(root)!)
}
