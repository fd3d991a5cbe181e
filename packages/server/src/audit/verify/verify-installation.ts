import type { VerifierKey } from '@skykeep/proof'
import type { Ask } from '../tree-nodes.ts'
import type { TelemetryReader } from './batch-check.ts'
import { entryScan } from './entry-scan.ts'
import { type FaultList, faultList, type InstallationFault } from './faults.ts'
import { proverTo } from './proven.ts'
import { rootScan } from './root-scan.ts'
import { newestSigned, readWitnesses } from './signed-roots.ts'
import { strayBatches } from './stray-batches.ts'
import { tellUnexpected } from './unexpected-rows.ts'

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
  const { rows } = await ask<{ size: number; root: Buffer }>(READ_HEAD)
  const head = rows[0] ?? { size: 0, root: Buffer.alloc(0) }
  const signed = await newestSigned(ask, keys, head.size)
  const witnesses = await readWitnesses(checks.witness ?? [], keys, head.size, faults.tell)
  const entries = entryScan({ ask, faults, isProven: proverTo(signed ?? head, ask), telemetry })
  const roots = rootScan({ ask, keys, witnesses, tell: faults.tell })

  await roots.begin()
  while (roots.size < head.size) {
    await roots.append(await entries.readPage(roots.size, Math.min(roots.size + PAGE, head.size)))
    onProgress?.(roots.size, head.size)
  }
  if (Buffer.compare(await roots.root(), head.root) !== 0) {
    const detail = 'its root is not the one that the entries make'
    faults.tell({ code: 'head_changed', row: 'audit.head', index: head.size, detail })
  }
  await tellUnexpected(ask, faults.tell)
  if (telemetry) await strayBatches(ask, telemetry, faults.tell)
  // Whoever could remove every checkpoint could rewrite every entry: what nobody signed is not verified.
  if (head.size > 0 && !signed && faults.isEmpty()) {
    faults.tell({
      code: 'checkpoint_missing',
      row: 'audit.checkpoints',
      detail: 'nothing is signed; run `skykeep audit checkpoint`',
    })
  }
  faults.drop((fault) => isExplained(fault, faults))
  const told = faults.told()
  return { ok: told.fault_count === 0, size: head.size, signed_size: signed?.size ?? 0, ...entries.count, ...told }
}

/** A node over a bad entry is bad because of it. */
const isExplained = ({ code, row, index }: InstallationFault, faults: FaultList): boolean => {
  const level = Number(/level (\d+)/.exec(row)?.[1])
  const bad = ['entry_missing', 'entry_changed', 'entry_inserted', 'chain_broken'] as const
  return code === 'node_changed' && level > 0 && faults.has(bad, index!, index! + 2 ** level)
}

const READ_HEAD = { name: 'audit-verify-head', text: 'select size, root from audit.head', values: [] as unknown[] }
