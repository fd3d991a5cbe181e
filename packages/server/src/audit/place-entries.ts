import { type AuditEntry, canonicalize, checkPersonal, isAuditEntry, leafHash, type Personal } from '@skykeep/proof'
import { type DraftEntry, draftOf, sha256 } from './draft.ts'
import { systemActor } from './fact.ts'
import type { AuditSeal } from './seal.ts'

export interface PendingRow {
  team_id: string
  id: string
  draft: string
  personal: Record<string, Personal>
  mac: Buffer
}

export interface PlacedEntry {
  team_id: string
  entry: AuditEntry
  leaf: string
  leaf_hash: Uint8Array
  personal: Record<string, Personal>
}

/** The newest entry of a team. */
export interface ChainEnd {
  team_index: number
  leaf_hash: Uint8Array
}

interface Where {
  /** Size of the tree before. */
  size: number
  chains: ReadonlyMap<string, ChainEnd>
  /** Ids that have their place already. */
  placed: ReadonlySet<string>
  seal: AuditSeal
  now: Date
}

/** Gives each waiting row its place in the tree and in the chain of its team. A row that was tampered with becomes an entry that says so. */
export function placeEntries(rows: readonly PendingRow[], { size, chains, placed, seal, now }: Where): PlacedEntry[] {
  const ends = new Map(chains)
  const seen = new Set(placed)
  return rows.map((row, at) => {
    const read = readRow(row, seal, seen)
    const { draft, personal } = typeof read === 'string' ? tamperedRow(row, read, now) : { draft: read, personal: row.personal }
    seen.add(row.id)
    const end = ends.get(row.team_id)
    const entry: AuditEntry = {
      ...draft,
      index: size + at,
      team_index: end ? end.team_index + 1 : 0,
      previous: end ? end.leaf_hash.toHex() : null,
    }
    const leaf = canonicalize(entry)
    const leaf_hash = leafHash(Buffer.from(leaf), sha256)
    ends.set(row.team_id, { team_index: entry.team_index, leaf_hash })
    return { team_id: row.team_id, entry, leaf, leaf_hash, personal }
  })
}

type Tampering = 'forged' | 'repeated' | 'personal_changed'

function readRow(row: PendingRow, seal: AuditSeal, seen: ReadonlySet<string>): DraftEntry | Tampering {
  if (!seal.rowHolds(row, row.mac)) return 'forged'
  // A genuine row that is put in a second time: its seal holds, so only its id tells.
  if (seen.has(row.id)) return 'repeated'
  const draft = JSON.parse(row.draft) as DraftEntry
  // The entry is held to its full shape: one that no verifier could read would spoil the log for good.
  if (!isAuditEntry({ ...draft, index: 0, team_index: 0, previous: null })) return 'forged'
  const verdicts = Object.values(checkPersonal(draft, row.personal, sha256))
  return verdicts.every((verdict) => verdict === 'matches') ? draft : 'personal_changed'
}

/** What was found is kept beside the entry, committed to: it is evidence, but nobody vouches for it. */
function tamperedRow(row: PendingRow, tampering: Tampering, now: Date) {
  const { text, personal } = draftOf(
    systemActor('sequencer'),
    row.team_id,
    {
      action: 'audit.pending_tampered',
      outcome: 'denied',
      resource: { type: 'pending_entry', id: row.id },
      reason: tampering,
      details: { found_sha256: sha256(Buffer.from(row.draft)).toHex() },
      personal: { found: row.draft },
    },
    now,
  )
  return { draft: JSON.parse(text) as DraftEntry, personal }
}
