import { type AuditEntry, checkPersonal, entryHash, type Personal, verifyCheckpoint, verifyInclusion } from '@skykeep/proof'
import type { Schemas } from '../../api/client.ts'
import { type KnownLog, keysIn } from './known-log.ts'

export const stepNames = ['leaf', 'inclusion', 'checkpoint', 'key', 'personal'] as const
export type StepName = (typeof stepNames)[number]
export type Step = { name: StepName; state: 'ok' | 'failed' | 'skipped' }

/** What the server says of one entry; none of it is believed. */
export interface Claim {
  entry: Schemas['AuditEntry']
  personal: Record<string, Personal>
  /** In hexadecimal. */
  leaf_hash: string
  /** Base64. */
  proof: readonly string[]
  tree_size: number
  /** A signed note, and the keys that the server names for it. */
  note: string
  keys: readonly string[]
}

export interface Verdict {
  steps: Step[]
  holds: boolean
  /** Of the checkpoint, if its signature holds. */
  size: number | null
  /** True: this browser saw the log’s key for the first time. */
  isFirstKey: boolean
}

/**
 * Proves an entry from itself up to the signature of the log. Every step is computed here; the first that fails makes the rest worthless, so those
 * are not shown as holding.
 */
export async function proveEntry(claim: Claim, log: Pick<KnownLog, 'keys' | 'keepKeys'>): Promise<Verdict> {
  const steps: Step[] = []
  let fails = false
  const step = (name: StepName, holds: boolean) => {
    steps.push({ name, state: fails ? 'skipped' : holds ? 'ok' : 'failed' })
    fails ||= !holds
  }
  const leaf = hashOf(claim.entry)
  step('leaf', leaf !== null && hexOf(leaf) === claim.leaf_hash)
  const seen = log.keys()
  const checkpoint = await verifyCheckpoint(claim.note, keysIn(claim.keys))
  const root = checkpoint.ok ? checkpoint.checkpoint.root : null
  const inclusion = {
    ...{ index: claim.entry.index, size: claim.tree_size, leaf_hash: leaf ?? new Uint8Array() },
    ...{ proof: claim.proof.map(bytesOf), root: root ?? new Uint8Array() },
  }
  step('inclusion', checkpoint.ok && checkpoint.checkpoint.size === claim.tree_size && verifyInclusion(inclusion))
  step('checkpoint', checkpoint.ok)
  step('key', seen === null || (await verifyCheckpoint(claim.note, keysIn(seen))).ok)
  const verdicts = Object.values(checkPersonal(claim.entry as AuditEntry, claim.personal))
  step(
    'personal',
    verdicts.every((verdict) => verdict !== 'differs'),
  )
  // What a known key has signed names the next keys, too.
  if (!fails) log.keepKeys(claim.keys)
  return { steps, holds: !fails, size: checkpoint.ok ? checkpoint.checkpoint.size : null, isFirstKey: seen === null && !fails }
}

const hexOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

function hashOf(entry: Schemas['AuditEntry']): Uint8Array | null {
  try {
    return entryHash(entry as AuditEntry)
  } catch {
    return null
  }
}

function bytesOf(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  } catch {
    return new Uint8Array()
  }
}
