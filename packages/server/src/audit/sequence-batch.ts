import { nodesForAppend, rootOf, type StoredNode } from '@skykeep/proof'
import type { ClientBase } from 'pg'
import { sha256 } from './draft.ts'
import { type ChainEnd, type PendingRow, type PlacedEntry, placeEntries } from './place-entries.ts'
import type { AuditSeal } from './seal.ts'
import { checkHead, READ_HEAD, type StoredHead, type TreeHead } from './tree-head.ts'
import { nodeReader, rememberedNodes } from './tree-nodes.ts'

export interface SequencedBatch {
  taken: number
  /** Ids of rows that were tampered with. */
  tampered: string[]
  head: TreeHead
}

interface Needs {
  seal: AuditSeal
  /** What this process last knew of the tree. */
  last: TreeHead | null
  limit: number
  now: () => Date
}

/**
 * Takes waiting rows and stores them as entries with the tree's new nodes, in one transaction: whatever dies in the middle, a row is
 * either still waiting or has its place, never both. The lock on the head makes a second sequencer wait, should there ever be one.
 *
 * @throws TreeBroken when the stored tree is not the one that was left there
 */
export async function sequenceBatch(client: ClientBase, needs: Needs): Promise<SequencedBatch> {
  await client.query('begin read write')
  try {
    const batch = await takeRows(client, needs)
    await client.query('commit')
    return batch
  } catch (error) {
    await client.query('rollback').catch(() => undefined) // the connection is gone, and the transaction with it
    throw error
  }
}

async function takeRows(client: ClientBase, { seal, last, limit, now }: Needs): Promise<SequencedBatch> {
  const { rows: heads } = await client.query<StoredHead>(LOCK_HEAD)
  const nodes = rememberedNodes(nodeReader((statement) => client.query(statement)))
  const { size, root } = await checkHead(heads[0], last, seal, nodes.read)
  const { rows } = await client.query<PendingRow>({ ...READ_PENDING, values: [limit] })
  if (rows.length === 0) return { taken: 0, tampered: [], head: { size, root } }

  const where = { size, chains: await readChains(client, rows), placed: await readPlaced(client, rows), seal, now: now() }
  const placed = placeEntries(rows, where)
  const leaves = placed.map(({ leaf_hash }) => leaf_hash)
  const added = await nodesForAppend(size, leaves, nodes.read, sha256)
  nodes.put(added)
  const head = { size: size + placed.length, root: await rootOf(size + placed.length, nodes.read, sha256) }

  await insertEntries(client, placed)
  await insertNodes(client, added)
  await removePending(client, rows)
  await client.query({ ...WRITE_HEAD, values: [head.size, head.root, seal.ofHead(head.size, head.root)] })
  const tampered = rows.filter((row, at) => placed[at]!.entry.id !== row.id).map(({ id }) => id)
  return { taken: rows.length, tampered, head }
}

const LOCK_HEAD = { ...READ_HEAD, name: 'audit-lock-head', text: `${READ_HEAD.text} for update` }

// Every row that is visible was committed, and goes when it is taken; what is committed later comes in a later batch. So no gap can
// be left behind, and what was done one after the other stands one after the other.
const READ_PENDING = {
  name: 'audit-read-pending',
  text: 'select team_id, id, draft, personal, mac from audit.pending order by written_at, id limit $1',
}

async function readChains(client: ClientBase, rows: readonly PendingRow[]): Promise<Map<string, ChainEnd>> {
  const teams = [...new Set(rows.map(({ team_id }) => team_id))]
  const { rows: ends } = await client.query<ChainEnd & { team_id: string }>({ ...READ_CHAINS, values: [teams] })
  return new Map(ends.map((end) => [end.team_id, end]))
}

const READ_CHAINS = {
  name: 'audit-read-chains',
  text: `select team.id as team_id, newest.team_index, newest.leaf_hash from unnest($1::uuid[]) as team (id)
    cross join lateral (select e.team_index, e.leaf_hash from audit.entries e
      where e.team_id = team.id order by e.team_index desc limit 1) as newest`,
}

async function readPlaced(client: ClientBase, rows: readonly PendingRow[]): Promise<Set<string>> {
  const values = [rows.map(({ team_id }) => team_id), rows.map(({ id }) => id)]
  const { rows: known } = await client.query<{ id: string }>({ ...READ_PLACED, values })
  return new Set(known.map(({ id }) => id))
}

// Asked for in the order of the unique index, or else PostgreSQL, while it knows little of a young table, takes the index by team and
// team_index and reads every entry of the team for each row: 3.9 million in 10 s under load, a quarter of its processor time.
const READ_PLACED = {
  name: 'audit-read-placed',
  text: `select e.id from unnest($1::uuid[], $2::uuid[]) as row (team_id, id)
    cross join lateral (select e.id from audit.entries e
      where e.team_id = row.team_id and e.id >= row.id order by e.team_id, e.id limit 1) as e
    where e.id = row.id`,
}

async function insertEntries(client: ClientBase, placed: readonly PlacedEntry[]): Promise<void> {
  const column = <T>(read: (one: PlacedEntry) => T): T[] => placed.map(read)
  await client.query({
    ...INSERT_ENTRIES,
    values: [
      column(({ team_id }) => team_id),
      column(({ entry }) => entry.index),
      column(({ entry }) => entry.team_index),
      column(({ entry }) => entry.id),
      column(({ entry }) => entry.at),
      column(({ leaf }) => leaf),
      column(({ leaf_hash }) => leaf_hash),
      column(({ entry }) => entry.action),
      column(({ entry }) => entry.outcome),
      column(({ entry }) => entry.actor.type),
      column(({ entry }) => entry.actor.id),
      column(({ entry }) => entry.resource?.type ?? null),
      column(({ entry }) => entry.resource?.id ?? null),
      column(({ personal }) => JSON.stringify(personal)),
    ],
  })
}

const INSERT_ENTRIES = {
  name: 'audit-insert-entries',
  text: `insert into audit.entries (team_id, index, team_index, id, at, leaf, leaf_hash, action, outcome, actor_type, actor_id,
      resource_type, resource_id, personal)
    select * from unnest($1::uuid[], $2::int8[], $3::int8[], $4::uuid[], $5::timestamptz[], $6::text[], $7::bytea[], $8::text[],
      $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::jsonb[])`,
}

async function insertNodes(client: ClientBase, nodes: readonly StoredNode[]): Promise<void> {
  const values = [nodes.map(({ level }) => level), nodes.map(({ index }) => index), nodes.map(({ hash }) => hash)]
  await client.query({ ...INSERT_NODES, values })
}

const INSERT_NODES = {
  name: 'audit-insert-nodes',
  text: 'insert into audit.nodes (level, index, hash) select * from unnest($1::int2[], $2::int8[], $3::bytea[])',
}

async function removePending(client: ClientBase, rows: readonly PendingRow[]): Promise<void> {
  const values = [rows.map(({ team_id }) => team_id), rows.map(({ id }) => id)]
  const { rowCount } = await client.query({ ...REMOVE_PENDING, values })
  if (rowCount !== rows.length) throw new Error('A waiting audit row vanished while it was given its place.')
}

const REMOVE_PENDING = {
  name: 'audit-remove-pending',
  text: `delete from audit.pending p using unnest($1::uuid[], $2::uuid[]) as row (team_id, id)
    where p.team_id = row.team_id and p.id = row.id`,
}

const WRITE_HEAD = { name: 'audit-write-head', text: 'update audit.head set size = $1, root = $2, mac = $3 where one' }
