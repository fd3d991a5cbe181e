import type { PowerState } from '../../cloud/cloud-provider.ts'

export interface PowerChange {
  machine_id: string
  name: string
  from: PowerState
  to: PowerState
  by: 'skykeep' | 'other'
  /** What somebody else did to it. Null: it was ours, or it is on its way to what it was before. */
  manual: 'started' | 'stopped' | null
}

const on = new Set<PowerState>(['starting', 'running'])
const off = new Set<PowerState>(['stopping', 'stopped', 'deallocating', 'deallocated', 'hibernated'])

/** Whether a machine is up, or on its way there. Null: nobody can tell. */
export function sideOf(power: PowerState): 'on' | 'off' | null {
  if (on.has(power)) return 'on'
  return off.has(power) ? 'off' : null
}

/** What was done to a machine between two readings. A way from one side to the other is told once, at its first step. */
export function doneBetween(before: PowerState, after: PowerState): 'started' | 'stopped' | null {
  const [from, to] = [sideOf(before), sideOf(after)]
  if (from === null || to === null || from === to) return null
  return to === 'on' ? 'started' : 'stopped'
}

const ups = new Set(['start', 'restart'])
const downs = new Set(['deallocate', 'hibernate', 'power_off', 'restart'])

/** Whether one of our actions leads there. A change of size goes both ways. */
export function explains(actions: readonly string[], after: PowerState): boolean {
  const side = sideOf(after)
  return actions.some(
    (action) => action === 'resize' || (side !== 'off' && ups.has(action)) || (side !== 'on' && downs.has(action)),
  )
}
