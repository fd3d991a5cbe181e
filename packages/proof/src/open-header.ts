import { verifyCheckpoint } from './checkpoint.ts'
import type { ExportChecks } from './export-checks.ts'
import { parseExportLine } from './export-lines.ts'
import type { ReportFault } from './faults.ts'
import { defaultHash } from './hash.ts'
import { type ExportTree, treeCover } from './tree-cover.ts'
import { openWitnesses } from './witness.ts'

/** What the first line of an export tells; `tree` only when its checkpoint is signed by the log. */
export type Header = { origin: string | null; team_id: string | null; tree: ExportTree | null }

export async function openHeader(text: string | undefined, checks: ExportChecks, report: ReportFault): Promise<Header> {
  const { keys, witness = [], hash = defaultHash } = checks
  const line = parseExportLine(text ?? '')
  if (line.type !== 'skykeep-audit-export') {
    report({ line: 1, code: 'header_missing', detail: 'the first line is no header of an export' })
    return { origin: null, team_id: null, tree: null }
  }
  const { origin, team_id } = line
  const verdict = await verifyCheckpoint(line.checkpoint, keys)
  if (!verdict.ok || verdict.checkpoint.origin !== origin) {
    const reason = verdict.ok ? 'of another log' : verdict.reason
    report({ line: 1, code: 'checkpoint_untrusted', detail: `the checkpoint of the export: ${reason}` })
    return { origin, team_id, tree: null }
  }
  const { checkpoint } = verdict
  const witnesses = await openWitnesses(witness, origin, keys, report)
  const sizes = witnesses.map(({ size }) => size)
  return { origin, team_id, tree: { checkpoint, witnesses, cover: treeCover(checkpoint, team_id === null, sizes, hash, report) } }
}
