export type InstallationFaultCode =
  | 'entry_missing'
  | 'entry_inserted'
  | 'entry_changed'
  | 'chain_broken'
  | 'personal_differs'
  | 'node_changed'
  | 'node_unexpected'
  | 'head_changed'
  | 'checkpoint_missing'
  | 'checkpoint_untrusted'
  | 'checkpoint_differs'
  | 'checkpoint_ahead'
  | 'root_differs'
  | 'witness_untrusted'
  | 'witness_ahead'
  | 'witness_differs'
  | 'event_changed'
  | 'event_removed'
  | 'event_inserted'
  | 'batch_differs'
  | 'batch_unknown'

/** What is wrong, and in which row of the database. */
export interface InstallationFault {
  code: InstallationFaultCode
  /** Table and key, such as `audit.entries index 17`. */
  row: string
  detail: string
  /** Place in the tree, to sort by. */
  index?: number
  team_id?: string
  aircraft_id?: string
  event_id?: string
}

export type TellFault = (fault: InstallationFault) => void

// Whoever changed a whole table would fill the memory with faults: the first thousand are told, the others counted.
const FAULTS_MAX = 1_000

export function faultList() {
  let faults: InstallationFault[] = []
  let count = 0
  return {
    tell(fault: InstallationFault): void {
      count++
      if (faults.length < FAULTS_MAX) faults.push(fault)
    },
    has: (codes: readonly InstallationFaultCode[], from: number, end: number): boolean =>
      faults.some(({ code, index = -1 }) => codes.includes(code) && index >= from && index < end),
    isEmpty: (): boolean => count === 0,
    /** Takes back what another fault explains. */
    drop(isExplained: (fault: InstallationFault) => boolean): void {
      const kept = faults.filter((fault) => !isExplained(fault))
      count -= faults.length - kept.length
      faults = kept
    },
    /** The first bad row first. */
    told: () => ({
      fault_count: count,
      faults: faults.toSorted((a, b) => (a.index ?? Number.MAX_SAFE_INTEGER) - (b.index ?? Number.MAX_SAFE_INTEGER)),
    }),
  }
}

export type FaultList = ReturnType<typeof faultList>
