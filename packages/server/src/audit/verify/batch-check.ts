import { type JsonValue, merkleRoot, recordHash } from '@skykeep/proof'
import { sha256 } from '../draft.ts'
import type { TellFault } from './faults.ts'

/** A stored event, as the telemetry store reads it back. */
export interface BatchRecord {
  ordinal: number
  aircraft_id: string
  event_id: string
  record: JsonValue
  /** First bytes of the record's hash, kept elsewhere than in its row: tells which row no longer fits. The root decides, not this. */
  hint?: Uint8Array | null
}

export interface TelemetryReader {
  /** In ordinal order; `expired` when its retention is over and rows of it were removed. */
  readBatch(team_id: string, batch_id: string): Promise<AsyncIterable<BatchRecord> | 'expired'>
  /** Every batch that some row claims to be of: rows put in under a batch that no entry knows would else stay unseen. */
  listBatches?(): AsyncIterable<{ team_id: string; batch_id: string }>
}

export interface CommittedBatch {
  team_id: string
  batch_id: string
  count: number
  root: string
  /** Place of the entry that commits to it. */
  index: number
}

interface Leaf extends Omit<BatchRecord, 'record'> {
  hash: Uint8Array
  fits: boolean | null
}

/** Holds the events of a batch against the root in its audit entry, and names the row that is not as it was. */
export async function checkBatch(batch: CommittedBatch, records: AsyncIterable<BatchRecord>, tell: TellFault): Promise<number> {
  const leaves: Leaf[] = []
  for await (const { record, ...about } of records) {
    const hash = recordHash(record, sha256)
    const { hint } = about
    leaves.push({ ...about, hash, fits: hint ? Buffer.from(hash.subarray(0, hint.length)).equals(hint) : null })
  }
  if (leaves.length === batch.count && isRoot(leaves, batch.root)) return leaves.length
  const named = [...missing(leaves, batch), ...inserted(leaves, batch), ...changed(leaves)]
  for (const { code, leaf, detail, ordinal } of named) {
    tell({
      code,
      row: `telemetry.events team ${batch.team_id}${leaf ? ` aircraft ${leaf.aircraft_id} event ${leaf.event_id}` : ''} (batch ${batch.batch_id}, ordinal ${ordinal})`,
      detail,
      index: batch.index,
      team_id: batch.team_id,
      ...(leaf && { aircraft_id: leaf.aircraft_id, event_id: leaf.event_id }),
    })
  }
  if (named.length === 0) tellWhole(batch, leaves, tell)
  return leaves.length
}

interface Named {
  code: 'event_changed' | 'event_removed' | 'event_inserted'
  ordinal: number
  leaf?: Leaf
  detail: string
}

function missing(leaves: readonly Leaf[], { count }: CommittedBatch): Named[] {
  const present = new Set(leaves.map(({ ordinal }) => ordinal))
  const gone = Array.from({ length: count }, (_, ordinal) => ordinal).filter((ordinal) => !present.has(ordinal))
  return gone.map((ordinal) => ({ code: 'event_removed', ordinal, detail: 'the event was stored and is no longer there' }))
}

function inserted(leaves: readonly Leaf[], { count, root }: CommittedBatch): Named[] {
  const detail = 'the event was never committed'
  const beyond = leaves.filter(({ ordinal }) => ordinal >= count || ordinal < 0)
  const doubled = leaves.filter(({ ordinal }, at) => leaves.some((other, place) => place !== at && other.ordinal === ordinal))
  // One too many in a place: the one without which the root is right.
  const strangers = doubled.filter((one) =>
    isRoot(
      leaves.filter((leaf) => leaf !== one && !beyond.includes(leaf)),
      root,
    ),
  )
  return [...beyond, ...(strangers.length > 0 ? strangers.slice(0, 1) : doubled.filter(({ fits }) => fits === false))].map(
    (leaf) => ({
      code: 'event_inserted',
      ordinal: leaf.ordinal,
      leaf,
      detail,
    }),
  )
}

const changed = (leaves: readonly Leaf[]): Named[] =>
  leaves
    .filter(
      ({ fits }, at) => fits === false && !leaves.some(({ ordinal }, other) => other !== at && ordinal === leaves[at]!.ordinal),
    )
    .map((leaf) => ({
      code: 'event_changed',
      ordinal: leaf.ordinal,
      leaf,
      detail: 'the event is not the one that was committed',
    }))

function tellWhole({ team_id, batch_id, index }: CommittedBatch, leaves: readonly Leaf[], tell: TellFault): void {
  const aircraft = [...new Set(leaves.map(({ aircraft_id }) => aircraft_id))].slice(0, 5).join(', ')
  const detail = `at least one of its ${leaves.length} events is not the one that was committed (aircraft ${aircraft})`
  tell({ code: 'batch_differs', row: `telemetry.events team ${team_id} (batch ${batch_id})`, detail, index, team_id })
}

const isRoot = (leaves: readonly Leaf[], root: string): boolean =>
  merkleRoot(
    leaves.map(({ hash }) => hash),
    sha256,
  ).toHex() === root
