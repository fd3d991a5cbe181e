import type { AuditEntry } from './entry.ts'
import type { Fault, ReportFault } from './faults.ts'

/** What is remembered of an entry that was read. */
export type Seen = Pick<AuditEntry, 'index' | 'id' | 'team_id' | 'team_index' | 'previous'> & {
  line: number
  /** Leaf hash in hexadecimal. */
  hash: string
  /** Its own inclusion proof holds. */
  proven: boolean
  /** A fault names it already. */
  faulted: boolean
}

/** One entry, one fault: what follows from the first would only hide it. */
export function tellOnce(seen: Seen, fault: Pick<Fault, 'code' | 'detail'>, report: ReportFault): void {
  if (!seen.faulted) report({ line: seen.line, index: seen.index, id: seen.id, team_id: seen.team_id, ...fault })
  seen.faulted = true
}

export const disorder = {
  late: { code: 'entry_out_of_order', detail: 'the entry stands after a later one' },
  repeated: { code: 'entry_repeated', detail: 'an entry of this place was already read' },
} as const
