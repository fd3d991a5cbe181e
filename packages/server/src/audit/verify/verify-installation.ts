import { proveInclusion, type VerifierKey, verifyInclusion } from '@skykeep/proof'
import { batchOf } from '@skykeep/proof/entry-shape'
import { INSTALLATION, sha256 } from '../draft.ts'
import { type Ask, nodeReader } from '../tree-nodes.ts'
import { checkBatch, type TelemetryReader } from './batch-check.ts'
import { type FaultList, faultList, type InstallationFault } from './faults.ts'
import { type EntryRow, type ReadEntry, readEntry, rowName } from './read-entry.ts'
import { readCheckpoints, readWitnesses, type SignedRoot } from './signed-roots.ts'
import { strayBatches } from './stray-batches.ts'
import { differingNodes, treeScan } from './tree-scan.ts'

export interface InstallationChecks {
  /** Runs statements as the role skykeep_audit, which sees the entries of all teams. */
  ask: Ask
  /** Public keys of the log, better got elsewhere than from the installation. */
  keys: readonly VerifierKey[]
  /** Signed notes of earlier checkpoints that somebody kept. */
  witness?: readonly string[]
  /** Without it the events behind the entries are not looked at. */
  telemetry?: TelemetryReader | undefined
  onProgress?: (entries: number, of: number) => void
}

export interface InstallationReport {
  ok: boolean
  /** Entries in the tree when the check began; later ones are left for the next. */
  size: number
  /** So many of them are under a signature. */
  signed_size: number
  entries: number
  batches: number
  events: number
  /** Batches whose events were removed because their retention was over. */
  expired: number
  faults: InstallationFault[]
  fault_count: number
}

const PAGE = 2_000

/**
 * Verifies the whole trail in the database with public keys only: every text against its hash, its columns and the chain of its team;
 * every node of the tree; every signed root; and the events behind each batch. Whatever differs is told with its row.
 */
export async function verifyInstallation(checks: InstallationChecks): Promise<InstallationReport> {
  const { ask, keys, telemetry, onProgress } = checks
  const faults = faultList()
  const { rows: heads } = await ask<{ size: number; root: Buffer }>(READ_HEAD)
  const head = heads[0] ?? { size: 0, root: Buffer.alloc(0) }
  const witnesses = await readWitnesses(checks.witness ?? [], keys, head.size, faults.tell)
  const trusted = await newestSigned(checks, head.size)
  const count = { entries: 0, batches: 0, events: 0, expired: 0 }
  const tree = treeScan()
  const chains = new Map<string, Link>()
  const isProven = prover(ask, trusted ?? { size: head.size, root: head.root })
  let goodSize = 0

  await compareRoots(await rootsUpTo(-1, 0))
  while (tree.size < head.size) {
    const [from, end] = [tree.size, Math.min(tree.size + PAGE, head.size)]
    await readPage(from, end)
    onProgress?.(tree.size, head.size)
  }
  if (Buffer.compare(await tree.root(), head.root) !== 0) {
    faults.tell({
      code: 'head_changed',
      row: 'audit.head',
      index: head.size,
      detail: 'its root is not the one that the entries make',
    })
  }
  await tellUnexpected(ask, faults)
  if (telemetry) await strayBatches(ask, telemetry, faults.tell)
  faults.drop((fault) => isExplained(fault, faults))
  const { faults: told, fault_count } = faults.told()
  return { ok: fault_count === 0, size: head.size, signed_size: trusted?.size ?? 0, ...count, faults: told, fault_count }

  async function readPage(from: number, end: number): Promise<void> {
    const { rows } = await ask<EntryRow>({ ...READ_ENTRIES, values: [from, end, 2 * PAGE] })
    const { rows: nodes } = await ask<{ index: number; hash: Buffer }>({ ...READ_LEAVES, values: [from, end] })
    const stored = new Map(nodes.map(({ index, hash }) => [index, hash]))
    const byIndex = Map.groupBy(rows, ({ index }) => index)
    const leaves: Uint8Array[] = []
    for (let index = from; index < end; index++) {
      leaves.push(await readPlace(index, (byIndex.get(index) ?? []).map(readEntry), stored.get(index)))
    }
    await appendLeaves(leaves, from, end)
  }

  /** The leaf hash that belongs in this place, as far as it can be told. */
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

  async function appendLeaves(leaves: readonly Uint8Array[], from: number, end: number): Promise<void> {
    const stops = [...(await rootsUpTo(from, end))].sort((a, b) => a.size - b.size)
    let done = from
    for (const size of [...new Set([...stops.map((stop) => stop.size), end])]) {
      const nodes = await tree.append(leaves.slice(done - from, size - from))
      done = size
      for (const { level, index } of await differingNodes(
        ask,
        nodes.filter((node) => node.level > 0),
      )) {
        const [first, last] = [index * 2 ** level, (index + 1) * 2 ** level - 1]
        faults.tell({
          code: 'node_changed',
          row: `audit.nodes level ${level} index ${index}`,
          index: first,
          detail: `it is not the hash over the entries ${first} to ${last}: the node, or one of them, was changed`,
        })
      }
      await compareRoots(stops.filter((stop) => stop.size === size))
    }
  }

  async function rootsUpTo(above: number, upTo: number): Promise<SignedRoot[]> {
    const kept = witnesses.filter(({ size }) => size > above && size <= upTo)
    return [...(await readCheckpoints(ask, keys, { above, upTo }, faults.tell)), ...kept]
  }

  async function compareRoots(signed: readonly SignedRoot[]): Promise<void> {
    if (signed.length === 0) return
    const root = await tree.root()
    for (const { size, root: promised, source } of signed) {
      if (Buffer.compare(root, promised) === 0) goodSize = size
      else {
        faults.tell({
          code: source === 'witness' ? 'witness_differs' : 'root_differs',
          row: source === 'witness' ? `witness of ${size} entries` : `audit.checkpoints size ${size}`,
          index: size,
          detail: `the entries make another root than was signed; up to entry ${goodSize} all is as it was signed`,
        })
      }
    }
  }

  function tellRow({ row }: Pick<ReadEntry, 'row'>, code: InstallationFault['code'], detail: string): void {
    faults.tell({ code, row: rowName(row), index: row.index, team_id: row.team_id, detail })
  }
}

interface Link {
  row: EntryRow
  leaf: Uint8Array
}

/** The newest checkpoint of the database whose signature holds, within the tree. */
async function newestSigned({ ask, keys }: InstallationChecks, size: number): Promise<SignedRoot | undefined> {
  const { rows } = await ask<{ size: number }>({ ...NEWEST_CHECKPOINT, values: [size] })
  if (!rows[0]) return undefined
  const [signed] = await readCheckpoints(ask, keys, { above: rows[0].size - 1, upTo: rows[0].size }, () => {})
  return signed
}

/** Whether a leaf leads to a root that was signed, by the nodes beside its way. */
function prover(ask: Ask, { size, root }: { size: number; root: Uint8Array }) {
  return async (index: number, leaf_hash: Uint8Array): Promise<boolean> => {
    if (index >= size) return false
    try {
      const proof = await proveInclusion(index, size, nodeReader(ask), sha256)
      return verifyInclusion({ index, size, leaf_hash, proof, root }, sha256)
    } catch {
      return false // a node beside the way is missing; it is told where the nodes are compared
    }
  }
}

/** A node over a bad entry is bad because of it. */
const isExplained = ({ code, row, index }: InstallationFault, faults: FaultList): boolean => {
  const level = Number(/level (\d+)/.exec(row)?.[1])
  const bad = ['entry_missing', 'entry_changed', 'entry_inserted', 'chain_broken'] as const
  return code === 'node_changed' && level > 0 && faults.has(bad, index!, index! + 2 ** level)
}

/** Rows beyond the end of the tree, or in places that no tree has. */
async function tellUnexpected(ask: Ask, faults: FaultList): Promise<void> {
  const { rows: entries } = await ask<{ index: number; team_id: string; id: string }>(BEYOND_ENTRIES)
  for (const row of entries) {
    faults.tell({
      code: 'entry_inserted',
      row: rowName(row),
      index: row.index,
      team_id: row.team_id,
      detail: 'it lies outside of the tree',
    })
  }
  const { rows: nodes } = await ask<{ level: number; index: number }>(BEYOND_NODES)
  for (const { level, index } of nodes) {
    faults.tell({
      code: 'node_unexpected',
      row: `audit.nodes level ${level} index ${index}`,
      detail: 'the tree has no such node',
    })
  }
}

const READ_HEAD = { name: 'audit-verify-head', text: 'select size, root from audit.head', values: [] as unknown[] }
const NEWEST_CHECKPOINT = {
  name: 'audit-verify-newest',
  text: 'select max(size) as size from audit.checkpoints where size <= $1 having max(size) is not null',
}
const READ_ENTRIES = {
  name: 'audit-verify-entries',
  text: `select team_id, index, team_index, id, at, leaf, leaf_hash, action, outcome, actor_type, actor_id, resource_type, resource_id, personal
    from audit.entries where index >= $1 and index < $2 order by index limit $3`,
}
const READ_LEAVES = {
  name: 'audit-verify-leaves',
  text: 'select index, hash from audit.nodes where level = 0 and index >= $1 and index < $2',
}
// In one statement each: what the sequencer adds meanwhile comes with a head that covers it.
const BEYOND_ENTRIES = {
  name: 'audit-verify-beyond-entries',
  text: `select index, team_id, id from audit.entries where index >= (select size from audit.head) or index < 0 order by index limit 100`,
  values: [] as unknown[],
}
const BEYOND_NODES = {
  name: 'audit-verify-beyond-nodes',
  text: `select level, index from audit.nodes
    where level < 0 or index < 0 or (index + 1) * power(2::numeric, level) > (select size from audit.head) order by level, index limit 100`,
  values: [] as unknown[],
}
