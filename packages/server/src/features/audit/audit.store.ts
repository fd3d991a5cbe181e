import type { Personal } from '@skykeep/proof'
import '../../audit/tables.ts'
import { nodeReader } from '../../audit/tree-nodes.ts'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'
import { prepared } from '../../db/transaction.ts'

export interface StoredEntry {
  index: number
  leaf: string
  leaf_hash: Buffer
  personal: Record<string, Personal>
}

export interface EntryFilter {
  actor?: string | undefined
  action?: string | undefined
  resource?: string | undefined
  outcome?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

/** The trail as one team sees it. The team stands in each query too: the role skykeep_audit would see all of them. */
export const auditStore = (tx: TeamTx) => ({
  readNodes: nodeReader((statement) => prepared(tx, statement)),

  /** Newest first, older than `before` if given. */
  async list(filter: EntryFilter, before: number | null, limit: number): Promise<StoredEntry[]> {
    const { actor, action, resource, outcome, from, to } = filter
    let query = entriesOf(tx).orderBy('team_index', 'desc').limit(limit)
    if (before !== null) query = query.where('index', '<', before)
    if (actor !== undefined) query = query.where('actor_id', '=', actor)
    if (resource !== undefined) query = query.where('resource_id', '=', resource)
    if (outcome !== undefined) query = query.where('outcome', '=', outcome)
    if (action?.endsWith('.*'))
      query = query.where((where) => where.fn('starts_with', ['action', where.val(action.slice(0, -1))]))
    else if (action !== undefined) query = query.where('action', '=', action)
    // The id of an entry begins with its time, and has an index.
    if (from !== undefined) query = query.where('id', '>=', firstIdAt(from))
    if (to !== undefined) query = query.where('id', '<', firstIdAt(to))
    return query.execute()
  },

  at: (index: number): Promise<StoredEntry | undefined> => entriesOf(tx).where('index', '=', index).executeTakeFirst(),

  /** In the order of the tree, for exports. */
  page: (from: number, end: number, limit: number): Promise<StoredEntry[]> =>
    entriesOf(tx).where('index', '>=', from).where('index', '<', end).orderBy('team_index').limit(limit).execute(),

  async treeSize(): Promise<number> {
    const { size } = await tx.selectFrom('audit.head').select('size').executeTakeFirstOrThrow()
    return size
  },
})

const entriesOf = (tx: TeamTx) =>
  tx.selectFrom('audit.entries').select(['index', 'leaf', 'leaf_hash', 'personal']).where('team_id', '=', teamOf(tx))

/** The least version 7 id of an instant. */
function firstIdAt(instant: string): string {
  const time = Math.max(0, Date.parse(instant)).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`
}
