import { batchOf } from '@skykeep/proof/entry-shape'
import { INSTALLATION } from '../draft.ts'
import type { Ask } from '../tree-nodes.ts'
import { checkBatch, type TelemetryReader } from './batch-check.ts'
import type { FaultList, InstallationFault } from './faults.ts'
import type { IsProven } from './proven.ts'
import { type EntryRow, type ReadEntry, readEntry, rowName } from './read-entry.ts'

interface Needs {
  ask: Ask
  faults: FaultList
  isProven: IsProven
  telemetry: TelemetryReader | undefined
}

interface Link {
  row: EntryRow
  leaf: Uint8Array
}

/** Reads the entries in the order of the tree, each held against itself, its leaf node, the chain of its team and its events. */
export function entryScan({ ask, faults, isProven, telemetry }: Needs) {
  const chains = new Map<string, Link>()
  const count = { entries: 0, batches: 0, events: 0, expired: 0 }
  return { readPage, count }

  /** The leaf hashes that belong in [from, end), as far as it can be told. */
  async function readPage(from: number, end: number): Promise<Uint8Array[]> {
    const { rows } = await ask<EntryRow>({ ...READ_ENTRIES, values: [from, end, 2 * (end - from)] })
    const { rows: nodes } = await ask<{ index: number; hash: Buffer }>({ ...READ_LEAVES, values: [from, end] })
    const stored = new Map(nodes.map(({ index, hash }) => [index, hash]))
    const byIndex = Map.groupBy(rows, ({ index }) => index)
    const leaves: Uint8Array[] = []
    for (let index = from; index < end; index++) {
      leaves.push(await readPlace(index, (byIndex.get(index) ?? []).map(readEntry), stored.get(index)))
    }
    return leaves
  }

  async function readPlace(index: number, found: readonly ReadEntry[], node: Buffer | undefined): Promise<Uint8Array> {
    count.entries += found.length
    if (found.length === 0) {
      faults.tell({ code: 'entry_missing', row: `audit.entries index ${index}`, index, detail: 'the entry is gone' })
      return node ?? Buffer.alloc(32)
    }
    const own =
      found.find(({ hash, fault }) => fault === null && node?.equals(hash)) ??
      found.find(({ hash }) => node?.equals(hash)) ??
      found[0]!
    for (const other of found) if (other !== own) tellRow(other, 'entry_inserted', 'another entry has this place in the tree')
    const leaf = await judge(own, node)
    await follow(own, leaf)
    if (own.personalFault) tellRow(own, 'personal_differs', own.personalFault)
    await readBehind(own)
    return leaf
  }

  async function judge(own: ReadEntry, node: Buffer | undefined): Promise<Uint8Array> {
    const { hash, fault, row } = own
    if (node?.equals(hash)) {
      if (fault) tellRow(own, 'entry_changed', fault)
      return hash
    }
    // The siblings on the way to the signed root do not include the node itself: they tell which of the two was changed.
    if (!fault && (await isProven(row.index, hash))) {
      faults.tell({
        code: 'node_changed',
        row: `audit.nodes level 0 index ${row.index}`,
        index: row.index,
        detail: 'the entry is in the tree, the node is not its hash',
      })
      return hash
    }
    tellRow(own, 'entry_changed', fault ?? 'its text is not the one whose hash is in the tree')
    return node ?? hash
  }

  /** The chain of the team: each entry names the hash of the one before. */
  async function follow({ row, entry }: ReadEntry, leaf: Uint8Array): Promise<void> {
    const before = chains.get(row.team_id)
    chains.set(row.team_id, { row, leaf })
    if (!entry) return
    const expected = { team_index: before ? before.row.team_index + 1 : 0, previous: before ? before.leaf.toHex() : null }
    if (entry.team_index === expected.team_index && entry.previous === expected.previous) return
    const from = before ? before.row.index : row.index
    if (faults.has(['entry_missing', 'entry_changed', 'entry_inserted'], from, row.index + 1)) return
    // What this entry names stood in that place when the root was signed: then the entry before is the one that was changed.
    if (before && entry.previous !== null && (await isProven(before.row.index, Buffer.from(entry.previous, 'hex')))) {
      tellRow({ row: before.row }, 'entry_changed', 'the next entry of the team names another hash')
    } else tellRow({ row }, 'chain_broken', 'it does not follow the entry before it in its team')
  }

  async function readBehind({ entry }: ReadEntry): Promise<void> {
    const batch = entry && batchOf(entry)
    if (!batch || !telemetry) return
    count.batches++
    const team_id = entry.team_id ?? INSTALLATION
    const records = await telemetry.readBatch(team_id, batch.batch_id)
    if (records === 'expired') count.expired++
    else count.events += await checkBatch({ ...batch, team_id, index: entry.index }, records, faults.tell)
  }

  function tellRow({ row }: Pick<ReadEntry, 'row'>, code: InstallationFault['code'], detail: string): void {
    faults.tell({ code, row: rowName(row), index: row.index, team_id: row.team_id, detail })
  }
}

const READ_ENTRIES = {
  name: 'audit-verify-entries',
  // A forged number may be any; no number of ours is larger than this one.
  text: `select team_id, index, least(team_index, ${Number.MAX_SAFE_INTEGER}) as team_index, id, at, leaf, leaf_hash, action, outcome,
      actor_type, actor_id, resource_type, resource_id, personal
    from audit.entries where index >= $1 and index < $2 order by index limit $3`,
}
const READ_LEAVES = {
  name: 'audit-verify-leaves',
  text: 'select index, hash from audit.nodes where level = 0 and index >= $1 and index < $2',
}
