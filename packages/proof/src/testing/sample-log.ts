import { toBase64 } from '../bytes.ts'
import type { JsonValue } from '../canonical.ts'
import { formatCheckpoint } from '../checkpoint.ts'
import { type AuditEntry, BATCH_COMMITTED, entryHash, recordHash } from '../entry.ts'
import { exportLine } from '../export-lines.ts'
import { type NoteSigner, signNote } from '../note.ts'
import { webCryptoSigner } from '../note-check.ts'
import { commit, type Personal } from '../personal.ts'
import { consistencyProof, inclusionProof, merkleRoot } from '../tree.ts'
import type { VerifierKey } from '../verifier-key.ts'
import type { ConsistencyProof } from '../witness.ts'

export const ORIGIN = 'skykeep.test/audit'
export const SALT = 'AAECAwQFBgcICQoLDA0ODw=='
export const TEAM_A = 'team-a'
export const TEAM_B = 'team-b'

export type Row = { entry: AuditEntry; personal?: Record<string, Personal>; records?: JsonValue[] }

export async function newSigner(name = ORIGIN): Promise<NoteSigner> {
  return webCryptoSigner(name, (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPairLike)
}
type CryptoKeyPairLike = Parameters<typeof webCryptoSigner>[1]

/** An honest log of `size` entries: three owners take turns unevenly, every fifth has a personal value, every seventh a batch. */
export function sampleRows(size: number): Row[] {
  const heads = new Map<string | null, { count: number; hash: string }>()
  return Array.from({ length: size }, (_, index) => {
    const teamId = [TEAM_A, TEAM_A, TEAM_B, null][index % 4] ?? null
    const head = heads.get(teamId)
    const personal = index % 5 === 0 ? { address: { salt: SALT, value: `192.0.2.${index}` } } : undefined
    const records =
      index % 7 === 0
        ? Array.from({ length: 1 + (index % 3) }, (_, i) => ({ event_id: `${index}-${i}`, altitude_ft: 34000.5 }))
        : undefined
    const entry = sampleEntry({
      index,
      team_id: teamId,
      team_index: head?.count ?? 0,
      previous: head?.hash ?? null,
      id: `entry-${index}`,
      commitments: personal ? { address: commit(personal.address.salt, personal.address.value) } : {},
      ...(records
        ? { action: BATCH_COMMITTED, details: { batch_id: `batch-${index}`, count: records.length, root: batchRoot(records) } }
        : {}),
    })
    heads.set(teamId, { count: (head?.count ?? 0) + 1, hash: entryHash(entry).toHex() })
    return { entry, personal, records }
  })
}

export const batchRoot = (records: JsonValue[]): string => merkleRoot(records.map((record) => recordHash(record))).toHex()

export const sampleEntry = (parts: Partial<AuditEntry> = {}): AuditEntry => ({
  version: 1,
  index: 0,
  team_id: TEAM_A,
  team_index: 0,
  previous: null,
  id: 'entry-0',
  at: '2026-11-22T07:00:00.123Z',
  actor: { type: 'client', id: 'client-1' },
  credential: { type: 'token', id: 'token-1' },
  action: 'client.created',
  outcome: 'success',
  resource: { type: 'client', id: 'client-2' },
  trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
  reason: null,
  details: { after: { name: 'Überwachung' } },
  commitments: {},
  ...parts,
})

export const leavesOf = (rows: Row[]): Uint8Array[] => rows.map(({ entry }) => entryHash(entry))

export const checkpointOf = (leaves: Uint8Array[], ...signers: NoteSigner[]): Promise<string> =>
  signNote(formatCheckpoint({ origin: ORIGIN, size: leaves.length, root: merkleRoot(leaves) }), ...signers)

export function consistencyOf(leaves: Uint8Array[], from: number): ConsistencyProof {
  return { from, to: leaves.length, proof: consistencyProof(leaves, from).map(toBase64) }
}

export type Telling = { team_id?: string | null; proofs?: boolean; leaves?: Uint8Array[]; rows?: Row[] }

/** The lines of an export. `leaves` are those of the log's tree, whatever `rows` were made of them since. */
export function linesOfExport(
  checkpoint: string,
  { team_id = null, proofs = true, leaves, rows }: Required<Pick<Telling, 'leaves' | 'rows'>> & Telling,
): string[] {
  const told = rows.filter(({ entry }) => team_id === null || entry.team_id === team_id)
  const entries = told.flatMap(({ entry, personal, records }) => [
    exportLine({
      type: 'entry',
      entry,
      ...(personal ? { personal } : {}),
      ...(proofs && entry.index < leaves.length ? { proof: inclusionProof(leaves, entry.index).map(toBase64) } : {}),
    }),
    ...(records ? [exportLine({ type: 'batch', batch_id: `batch-${entry.index}`, records })] : []),
  ])
  return [
    exportLine({ type: 'skykeep-audit-export', version: 1, origin: ORIGIN, team_id, checkpoint }),
    ...entries,
    exportLine({ type: 'end', entries: told.length }),
  ]
}

export async function* stream(lines: Iterable<string>): AsyncGenerator<string> {
  yield* lines
}

export type SampleLog = { rows: Row[]; leaves: Uint8Array[]; signer: NoteSigner; keys: VerifierKey[]; checkpoint: string }

export async function sampleLog(size: number): Promise<SampleLog> {
  const rows = sampleRows(size)
  const leaves = leavesOf(rows)
  const signer = await newSigner()
  return { rows, leaves, signer, keys: [signer.key], checkpoint: await checkpointOf(leaves, signer) }
}
