/** What can be wrong with an export. A code is for ever. */
export type FaultCode =
  | 'header_missing'
  | 'checkpoint_untrusted'
  | 'line_malformed'
  | 'line_unexpected'
  | 'unreadable'
  | 'truncated'
  | 'end_count_differs'
  | 'entry_malformed'
  | 'entry_foreign'
  | 'entry_not_in_tree'
  | 'entry_unproven'
  | 'entry_missing'
  | 'entry_out_of_order'
  | 'entry_repeated'
  | 'chain_broken'
  | 'root_differs'
  | 'personal_differs'
  | 'batch_unexpected'
  | 'batch_count_differs'
  | 'batch_root_differs'
  | 'witness_untrusted'
  | 'witness_ahead'
  | 'witness_differs'
  | 'witness_unproven'

/** One fault, at the line (from 1) where it was noticed, with the entry that is bad as far as it can be told. */
export type Fault = {
  line: number
  code: FaultCode
  detail: string
  index?: number
  id?: string
  team_id?: string | null
  batch_id?: string
}

export type ReportFault = (fault: Fault) => void

// A hostile file may be all faults: the first thousand are told, the others counted.
const FAULTS_MAX = 1000

export function faultList() {
  const faults: Fault[] = []
  let count = 0
  return {
    report(fault: Fault): void {
      count++
      if (faults.length < FAULTS_MAX) faults.push(fault)
    },
    /** In the order of the file; some are only certain at its end. */
    told: () => ({ fault_count: count, faults: faults.toSorted((a, b) => a.line - b.line) }),
  }
}
