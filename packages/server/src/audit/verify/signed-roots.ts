import { type Checkpoint, type VerifierKey, verifyCheckpoint } from '@skykeep/proof'
import type { Ask } from '../tree-nodes.ts'
import type { TellFault } from './faults.ts'

/** A root that somebody signed, to be held against the root that the entries make. */
export interface SignedRoot {
  size: number
  root: Buffer
  source: 'checkpoint' | 'witness'
}

interface CheckpointRow {
  size: number
  root: Buffer
  note: string
}

/** The checkpoints of the database between two sizes, each with its signature verified. */
export async function readCheckpoints(
  ask: Ask,
  keys: readonly VerifierKey[],
  range: { above: number; upTo: number },
  tell: TellFault,
): Promise<SignedRoot[]> {
  const { rows } = await ask<CheckpointRow>({ ...READ_CHECKPOINTS, values: [range.above, range.upTo] })
  const signed: SignedRoot[] = []
  for (const { size, root, note } of rows) {
    const row = `audit.checkpoints size ${size}`
    const verdict = await verifyCheckpoint(note, keys)
    if (!verdict.ok)
      tell({ code: 'checkpoint_untrusted', row, index: size, detail: `its note is not to be trusted: ${verdict.reason}` })
    else if (!isOf(verdict.checkpoint, size, root)) {
      tell({ code: 'checkpoint_differs', row, index: size, detail: 'its columns are not what was signed' })
    } else signed.push({ size, root, source: 'checkpoint' })
  }
  return signed
}

/** The newest checkpoint of the database, within the tree, if its signature holds. */
export async function newestSigned(ask: Ask, keys: readonly VerifierKey[], treeSize: number): Promise<SignedRoot | undefined> {
  const { rows } = await ask<{ size: number }>({ ...NEWEST_CHECKPOINT, values: [treeSize] })
  if (!rows[0]) return undefined
  const { size } = rows[0]
  const [signed] = await readCheckpoints(ask, keys, { above: size - 1, upTo: size }, () => {}) // told when its place is reached
  return signed
}

/** What somebody outside kept of earlier trees. */
export async function readWitnesses(
  notes: readonly string[],
  keys: readonly VerifierKey[],
  size: number,
  tell: TellFault,
): Promise<SignedRoot[]> {
  const signed: SignedRoot[] = []
  for (const [at, note] of notes.entries()) {
    const row = `witness ${at + 1}`
    const verdict = await verifyCheckpoint(note, keys)
    if (!verdict.ok) {
      tell({ code: 'witness_untrusted', row, detail: `its note is not to be trusted: ${verdict.reason}` })
    } else if (verdict.checkpoint.size > size) {
      const seen = verdict.checkpoint.size
      tell({
        code: 'witness_ahead',
        row,
        index: size,
        detail: `it saw ${seen} entries, now there are ${size}: the end was cut off`,
      })
    } else signed.push({ size: verdict.checkpoint.size, root: Buffer.from(verdict.checkpoint.root), source: 'witness' })
  }
  return signed
}

const isOf = (checkpoint: Checkpoint, size: number, root: Buffer): boolean =>
  checkpoint.size === size && Buffer.compare(checkpoint.root, root) === 0

const READ_CHECKPOINTS = {
  name: 'audit-verify-checkpoints',
  text: 'select size, root, note from audit.checkpoints where size > $1 and size <= $2 order by size',
}
const NEWEST_CHECKPOINT = {
  name: 'audit-verify-newest',
  text: 'select size from audit.checkpoints where size <= $1 order by size desc limit 1',
}
