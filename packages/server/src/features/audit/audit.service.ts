import { Problem } from '@skykeep/contract'
import type { AuditEntry, Personal } from '@skykeep/proof'
import { proveConsistency, proveInclusion, rootOf } from '@skykeep/proof'
import type { Audit } from '../../audit/audit.ts'
import type { SignedCheckpoint } from '../../audit/checkpoints.ts'
import { sha256 } from '../../audit/draft.ts'
import { base64, exportTrail } from '../../audit/export-trail.ts'
import { type Caller, must } from '../../auth/principal.ts'
import type { Database, TeamTx } from '../../db/tenancy.ts'
import { auditStore, type EntryFilter, type StoredEntry } from './audit.store.ts'

interface Needs {
  /** As any role of the program: it reads under row-level security. */
  db: Database
  audit: Audit
  checkpoints: { current(): Promise<SignedCheckpoint>; keys(): Promise<string[]> }
}

export interface AuditItem {
  entry: AuditEntry
  leaf_hash: string
  personal: Record<string, { salt: string; value: string }>
}

const EXPORT_PAGE = 500

export type AuditService = ReturnType<typeof auditService>

/** The trail of the caller's team. What belongs to another team is answered like what does not exist. */
export function auditService({ db, audit, checkpoints }: Needs) {
  const reading = <T>(caller: Caller, work: (store: ReturnType<typeof auditStore>) => Promise<T>): Promise<T> =>
    db.asTeam(caller.team_id, (tx: TeamTx) => work(auditStore(tx)), { readOnly: true })

  return {
    list(caller: Caller, { limit, cursor, ...filter }: EntryFilter & { limit: number; cursor?: string | undefined }) {
      must(caller, 'audit:read')
      const before = cursor === undefined ? null : indexOf(cursor)
      return reading(caller, async (store) => {
        const rows = await store.list(filter, before, limit + 1)
        const items = rows.slice(0, limit)
        return { items: items.map(itemOf), next_cursor: rows.length > limit ? cursorAt(items.at(-1)!.index) : null }
      })
    },

    read(caller: Caller, index: number): Promise<AuditItem> {
      must(caller, 'audit:read')
      return reading(caller, async (store) => itemOf(await found(store.at(index))))
    },

    async checkpoint(caller: Caller) {
      must(caller, 'audit:read')
      const [{ origin, size, root, at, note }, keys] = await Promise.all([checkpoints.current(), checkpoints.keys()])
      return { origin, size, root_hash: base64(root), at: at.toISOString(), note, keys }
    },

    inclusion(caller: Caller, { index, tree_size }: { index: number; tree_size?: number | undefined }) {
      must(caller, 'audit:read')
      return reading(caller, async (store) => {
        const { leaf_hash } = await found(store.at(index))
        const size = tree_size ?? (await store.treeSize())
        if (size <= index) throw queryFault('tree_size', `must be greater than the index ${index}`)
        await assertReached(store, size)
        const [proof, root] = [
          await proveInclusion(index, size, store.readNodes, sha256),
          await rootOf(size, store.readNodes, sha256),
        ]
        return { index, tree_size: size, leaf_hash: leaf_hash.toString('hex'), root_hash: base64(root), proof: proof.map(base64) }
      })
    },

    consistency(caller: Caller, { from, to: wanted }: { from: number; to?: number | undefined }) {
      must(caller, 'audit:read')
      return reading(caller, async (store) => {
        const to = wanted ?? (await store.treeSize())
        if (from > to) throw queryFault('from', `must not be greater than ${to}`)
        await assertReached(store, to)
        const proof = await proveConsistency(from, to, store.readNodes, sha256)
        const [from_root, to_root] = [await rootOf(from, store.readNodes, sha256), await rootOf(to, store.readNodes, sha256)]
        return { from, to, from_root: base64(from_root), to_root: base64(to_root), proof: proof.map(base64) }
      })
    },

    /** The whole trail of the team, with the entry that tells of this export in it. */
    async exported(caller: Caller): Promise<AsyncIterable<string>> {
      must(caller, 'audit:export')
      const { team_id } = caller
      await db.asTeam(team_id, (tx) =>
        audit.write(tx, caller, { action: 'audit.exported', resource: { type: 'team', id: team_id } }),
      )
      const checkpoint = await checkpoints.current()
      return exportTrail({
        origin: checkpoint.origin,
        team_id,
        checkpoint,
        withPage: (from, end, work) =>
          reading(caller, async (store) => work(await store.page(from, end, EXPORT_PAGE), store.readNodes)),
      })
    },

    async keys(caller: Caller) {
      must(caller, 'audit:read')
      return { items: (await checkpoints.keys()).map((key) => ({ key })), next_cursor: null }
    },
  }
}

function itemOf({ leaf, leaf_hash, personal }: StoredEntry): AuditItem {
  const kept = personal as Record<string, Personal & { value: string }>
  return { entry: JSON.parse(leaf) as AuditEntry, leaf_hash: leaf_hash.toString('hex'), personal: kept }
}

async function found(entry: Promise<StoredEntry | undefined>): Promise<StoredEntry> {
  const row = await entry
  if (!row) throw new Problem('NOT_FOUND')
  return row
}

/** A tree of that size has not been: there is nothing to prove yet. */
async function assertReached(store: ReturnType<typeof auditStore>, size: number): Promise<void> {
  const now = await store.treeSize()
  if (size > now) throw new Problem('NOT_FOUND', { detail: `The tree has ${now} entries.` })
}

const queryFault = (name: string, detail: string) =>
  new Problem('VALIDATION_FAILED', { errors: [{ pointer: `#/query/${name}`, detail }] })

const cursorAt = (index: number): string => Buffer.from(`${index}`).toString('base64url')

function indexOf(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString('latin1')
  if (!/^(0|[1-9][0-9]{0,14})$/.test(text)) throw queryFault('cursor', 'is not one that a list gave')
  return Number(text)
}
