import { toHex } from './bytes.ts'
import { type AuditEntry, entryHash } from './entry.ts'
import { isAuditEntry } from './entry-shape.ts'
import type { EntryLine } from './export-lines.ts'
import type { ReportFault } from './faults.ts'
import type { Hash } from './hash.ts'
import type { Header } from './open-header.ts'
import { checkPersonal, type Personal } from './personal.ts'
import { type Seen, tellOnce } from './seen.ts'
import { isCount } from './shape.ts'
import { teamChains } from './team-chains.ts'

/** Holds each entry against the tree, the chain of its team and the commitments to its personal values. */
export function entryCheck({ team_id: wanted, tree }: Header, hash: Hash, report: ReportFault) {
  const chains = teamChains(report)
  return {
    /** The entry, unless it is none. */
    read({ entry, personal = {}, proof }: EntryLine, line: number): AuditEntry | null {
      if (!isAuditEntry(entry)) {
        tellMalformed(entry, line)
        return null
      }
      const leafHash = entryHash(entry, hash)
      const { index, id, team_id, team_index, previous } = entry
      const seen: Seen = { line, index, id, team_id, team_index, previous, hash: toHex(leafHash), proven: false, faulted: false }
      tree?.cover.add(seen, leafHash, proof)
      if (wanted === null || wanted === team_id) chains.add(seen)
      else tellOnce(seen, { code: 'entry_foreign', detail: 'the entry is of another team than the export' }, report)
      tellDiffering(entry, personal, line)
      return entry
    },

    end(line: number): void {
      tree?.cover.end(line)
      chains.end()
    },
  }

  function tellMalformed(entry: Record<string, unknown>, line: number): void {
    const place = isCount(entry.index) ? { index: entry.index } : {}
    report({ line, code: 'entry_malformed', detail: 'the entry has not the members of version 1', ...place })
  }

  function tellDiffering(entry: AuditEntry, personal: Record<string, Personal>, line: number): void {
    const { index, id, team_id } = entry
    for (const [name, verdict] of Object.entries(checkPersonal(entry, personal, hash))) {
      const detail = `the personal value ${JSON.stringify(name)} is not the one that was committed to`
      if (verdict === 'differs') report({ line, code: 'personal_differs', index, id, team_id, detail })
    }
  }
}
