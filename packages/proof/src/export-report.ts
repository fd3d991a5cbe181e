import type { ExportReport } from './export-checks.ts'
import type { Fault } from './faults.ts'

/**
 * A report as lines for a person.
 *
 * @example describeReport(report)[0]  // 'VERIFIED: 20 entries of the whole installation, 3 batches with 6 records'
 */
export function describeReport(report: ExportReport): string[] {
  const { ok, origin, team_id, size, entries, batches, records, faults, fault_count } = report
  const scope = team_id === null ? 'the whole installation' : `team ${plain(team_id)}`
  return [
    `${ok ? 'VERIFIED' : 'NOT VERIFIED'}: ${entries} entries of ${scope}, ${batches} batches with ${records} records`,
    size === null ? 'no checkpoint to trust' : `checkpoint of ${plain(origin ?? '')} with ${size} entries`,
    ...faults.slice(0, FAULTS_SHOWN).map(describeFault),
    ...(fault_count > FAULTS_SHOWN ? [`… ${fault_count} faults in all`] : []),
  ]
}

const FAULTS_SHOWN = 20

function describeFault({ line, code, detail, index, id, team_id, batch_id }: Fault): string {
  const about = [
    index === undefined ? '' : ` entry ${index}`,
    id === undefined ? '' : ` id ${plain(id)}`,
    team_id ? ` team ${plain(team_id)}` : '',
    batch_id === undefined ? '' : ` batch ${plain(batch_id)}`,
  ].join('')
  return `line ${line}: ${code}${about}: ${plain(detail)}`
}

// A hostile file must not move the cursor of the terminal that shows its faults, nor fill it.
const plain = (text: string): string => text.replaceAll(/[^ -~]/g, '\ufffd').slice(0, 200)
