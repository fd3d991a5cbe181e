import { emptyRoot, type ReadNodes, rootOf } from '@skykeep/proof'
import { sha256 } from './draft.ts'
import type { AuditSeal } from './seal.ts'

/** Where the tree ends. */
export interface TreeHead {
  size: number
  root: Uint8Array
}

export interface StoredHead extends TreeHead {
  mac: Uint8Array
}

/** The stored tree is not what we left there. Nothing is appended or signed until a person has looked. */
export class TreeBroken extends Error {
  constructor(what: string) {
    super(`The audit tree in the database is not the one that was written: ${what}. Run \`skykeep audit verify\`.`)
    this.name = 'TreeBroken'
  }
}

export const READ_HEAD = { name: 'audit-head', text: 'select size, root, mac from audit.head', values: [] as unknown[] }

/**
 * Holds the stored end of the tree against its seal, against its nodes, and against what this process last knew of it. Between two
 * checkpoints nothing else would notice a tree that was rewritten or cut.
 *
 * @throws TreeBroken
 */
export async function checkHead(
  head: StoredHead | undefined,
  last: TreeHead | null,
  seal: AuditSeal,
  readNodes: ReadNodes,
): Promise<TreeHead> {
  if (!head) throw new TreeBroken('its head is missing')
  const { size, root, mac } = head
  const isFresh = size === 0 && mac.length === 0 && isSame(root, emptyRoot(sha256))
  if (!isFresh && !seal.headHolds(size, root, mac)) throw new TreeBroken('its head was changed')
  if (!isSame(await rootAt(size, readNodes), root)) throw new TreeBroken('its nodes were changed')
  if (last && last.size > size) throw new TreeBroken(`it had ${last.size} entries and now has ${size}`)
  if (last && !isSame(await rootAt(last.size, readNodes), last.root)) throw new TreeBroken('its past was changed')
  return { size, root }
}

async function rootAt(size: number, readNodes: ReadNodes): Promise<Uint8Array> {
  try {
    return await rootOf(size, readNodes, sha256)
  } catch (cause) {
    if (cause instanceof Error && cause.message.includes('lacks node')) throw new TreeBroken(cause.message)
    throw cause
  }
}

// Hashes of a public log are no secrets.
const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0
