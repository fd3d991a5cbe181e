import { type AuditEntry, canonicalize, checkPersonal, isAuditEntry, leafHash, type Personal } from '@skykeep/proof'
import { INSTALLATION, sha256 } from '../draft.ts'
import type { EntriesTable } from '../tables.ts'

export type EntryRow = EntriesTable

export interface ReadEntry {
  row: EntryRow
  /** Hash of the text as it stands there now. */
  hash: Buffer
  entry: AuditEntry | null
  /** Why the row cannot be as it was written; null while nothing in it contradicts itself. */
  fault: string | null
  personalFault: string | null
}

/** Holds a row against itself: its text, its hash, and the columns that are searched. */
export function readEntry(row: EntryRow): ReadEntry {
  const hash = Buffer.from(leafHash(Buffer.from(row.leaf), sha256))
  const entry = entryIn(row.leaf)
  if (!entry) return { row, hash, entry, fault: 'the leaf is not the canonical text of an entry', personalFault: null }
  const differing = [
    ...(hash.equals(row.leaf_hash) ? [] : ['leaf_hash']),
    ...Object.entries(columnsOf(entry))
      .filter(([name, value]) => shown(row[name as keyof EntryRow]) !== value)
      .map(([name]) => name),
  ]
  const fault = differing.length > 0 ? `the leaf and ${differing.join(', ')} do not say the same` : null
  return { row, hash, entry, fault, personalFault: personalFault(entry, row.personal) }
}

export const rowName = ({ index, team_id, id }: { index: number | string; team_id: string; id: string }): string =>
  `audit.entries index ${index} (team ${team_id}, id ${id})`

function entryIn(leaf: string): AuditEntry | null {
  try {
    const value = JSON.parse(leaf)
    return isAuditEntry(value) && canonicalize(value) === leaf ? value : null
  } catch {
    return null // not JSON: told as a fault of the row
  }
}

const columnsOf = ({ team_id, index, team_index, id, at, action, outcome, actor, resource }: AuditEntry) => ({
  team_id: team_id ?? INSTALLATION,
  index: String(index),
  team_index: String(team_index),
  id,
  at,
  action,
  outcome,
  actor_type: actor.type,
  actor_id: actor.id,
  resource_type: resource?.type ?? null,
  resource_id: resource?.id ?? null,
})

const shown = (value: unknown): string | null =>
  value === null ? null : value instanceof Date ? value.toISOString() : String(value)

function personalFault(entry: AuditEntry, personal: Record<string, Personal> | null): string | null {
  if (typeof personal !== 'object' || personal === null) return 'the personal values cannot be read'
  const differing = Object.entries(checkPersonal(entry, personal, sha256)).filter(([, verdict]) => verdict === 'differs')
  return differing.length > 0 ? `${differing.map(([name]) => name).join(', ')} is not what was committed to` : null
}
