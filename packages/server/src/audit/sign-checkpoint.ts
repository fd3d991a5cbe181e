import {
  type Checkpoint,
  formatCheckpoint,
  proveConsistency,
  type ReadNodes,
  signNote,
  type VerifierKey,
  verifierKey,
  verifyCheckpoint,
  verifyConsistency,
} from '@skykeep/proof'
import type { ClientBase } from 'pg'
import { sha256 } from './draft.ts'
import type { AuditSeal } from './seal.ts'
import { checkHead, READ_HEAD, type StoredHead, TreeBroken, type TreeHead } from './tree-head.ts'
import { nodeReader, rememberedNodes } from './tree-nodes.ts'

/** The checkpoint keys of the key ring. The name of a key is the origin of the log. */
export interface CheckpointSigners {
  active(): Promise<{ name: string; publicKey: Uint8Array; sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array> }>
  /** Every key that ever signed: old checkpoints stay verifiable. `withdrawn`: somebody else may have signed with it. */
  verifiers(): Promise<readonly { name: string; publicKey: Uint8Array; withdrawn?: boolean }[]>
}

export interface SignedCheckpoint extends TreeHead {
  origin: string
  note: string
  at: Date
}

interface Needs {
  signers: CheckpointSigners
  seal: AuditSeal
  /** The last note that this process signed. */
  remembered: string | null
  now: () => Date
}

const SIGN_LOCK = 7_594_011

/**
 * Signs what the tree is now, in a transaction that the caller ends: only one process signs at a time, and only a tree whose every
 * node fits and that has grown out of what was signed before.
 *
 * @throws TreeBroken
 */
export async function signCheckpoint(client: ClientBase, { signers, seal, remembered, now }: Needs): Promise<SignedCheckpoint> {
  await client.query('select pg_advisory_xact_lock($1)', [SIGN_LOCK])
  const nodes = rememberedNodes(nodeReader((statement) => client.query(statement)))
  const { rows } = await client.query<StoredHead>(READ_HEAD)
  const head = await checkHead(rows[0], null, seal, nodes.read)
  const { rows: stored } = await client.query<{ note: string }>(NEWEST_NOTE)
  const notes = [remembered, stored[0]?.note].filter((note) => typeof note === 'string')
  for (const earlier of await opened(notes, signers)) await assertGrown(earlier, head, nodes.read)

  const { name, publicKey, sign } = await signers.active()
  const note = await signNote(formatCheckpoint({ origin: name, ...head }), { key: verifierKey(name, publicKey), sign })
  const at = now()
  await client.query({ ...WRITE_CHECKPOINT, values: [head.size, head.root, note, at] })
  return { ...head, origin: name, note, at }
}

/** Every key of the log, the one that signs first. */
export async function keysOf(signers: CheckpointSigners, { withdrawn: withWithdrawn = false } = {}): Promise<VerifierKey[]> {
  const active = await signers.active()
  const known = (await signers.verifiers()).filter(({ withdrawn }) => withWithdrawn || !withdrawn)
  const others = known.filter(({ publicKey }) => Buffer.compare(publicKey, active.publicKey) !== 0)
  return [active, ...others].map(({ name, publicKey }) => verifierKey(name, publicKey))
}

/** Our own earlier checkpoints. One whose signature does not hold stops us: somebody put it there. */
async function opened(notes: readonly string[], signers: CheckpointSigners): Promise<Checkpoint[]> {
  if (notes.length === 0) return []
  // After a withdrawal the log goes on from where it was, so the withdrawn key still counts here.
  const keys = await keysOf(signers, { withdrawn: true })
  return Promise.all(
    notes.map(async (note) => {
      const verdict = await verifyCheckpoint(note, keys)
      if (!verdict.ok) throw new TreeBroken(`its last checkpoint is not ours (${verdict.reason})`)
      return verdict.checkpoint
    }),
  )
}

async function assertGrown(earlier: Checkpoint, head: TreeHead, readNodes: ReadNodes): Promise<void> {
  const { size, root } = earlier
  if (size > head.size) throw new TreeBroken(`a tree of ${size} entries was signed, now there are ${head.size}`)
  const proof = await proveConsistency(size, head.size, readNodes, sha256)
  const hasGrown = verifyConsistency({ from: size, to: head.size, from_root: root, to_root: head.root, proof }, sha256)
  if (!hasGrown) throw new TreeBroken(`it has not grown out of the signed tree of ${size} entries`)
}

const NEWEST_NOTE = 'select note from audit.checkpoints order by size desc limit 1'
const WRITE_CHECKPOINT = {
  name: 'audit-write-checkpoint',
  text: `insert into audit.checkpoints (size, root, note, at, confirmed_at) values ($1, $2, $3, $4, $4)
    on conflict (size) do update set note = excluded.note, confirmed_at = excluded.confirmed_at`,
}
