import type { ScheduleOrder } from '@skykeep/contract'

/** What lies between two steps, in the order in which they are carried out. */
export interface Boundary {
  delay_seconds: number
  /** The next step waits until the machines of this one are in the state; without it, until they were asked for it. */
  wait: boolean
}

interface Ordered {
  machine_id: string
  tags: Readonly<Record<string, string>>
}

/** The boundaries of an order: as it is written on the way up, reversed on the way down. */
export function boundariesOf(order: ScheduleOrder, state: 'on' | 'off' | 'none'): Boundary[] {
  const boundaries = order.map(({ delay_seconds, wait_for_running }) => ({ delay_seconds, wait: wait_for_running }))
  return state === 'off' ? boundaries.reverse() : boundaries
}

/** Which step a machine is in: the first that names it or has its tags; those of none come after the last, so first on the way down. */
export function stepOf(order: ScheduleOrder, state: 'on' | 'off' | 'none', machine: Ordered): number {
  const found = order.findIndex((step) => step.machine_ids?.includes(machine.machine_id) || hasTags(machine.tags, step.tags))
  const up = found === -1 ? order.length : found
  return state === 'off' ? order.length - up : up
}

/** Names without regard to case, values letter by letter: as the targets of a schedule. */
function hasTags(tags: Ordered['tags'], wanted: Readonly<Record<string, string>> | undefined): boolean {
  if (wanted === undefined) return false
  const own = new Map(Object.entries(tags).map(([key, value]) => [key.toLowerCase(), value]))
  return Object.entries(wanted).every(([key, value]) => own.get(key.toLowerCase()) === value)
}

/** How the transitions of one step stand. */
export interface StepCount {
  step: number
  open: number
  /** Waiting, and not yet sent to the cloud. */
  uncalled: number
  failed: number
}

export type Progress =
  | { go: 'on'; step: number; delay_seconds: number }
  /** What a step needs did not come up (or down): what comes after it is left as it is. */
  | { go: 'no_further'; failedStep: number }
  | { go: 'wait' }
  | { go: 'ended' }

/** Whether the next step of a run may begin, or the run is over. */
export function progressOf(boundaries: readonly Boundary[], current: number, counts: readonly StepCount[]): Progress {
  const now = counts.find(({ step }) => step === current) ?? { step: current, open: 0, uncalled: 0, failed: 0 }
  const next = counts.filter(({ step, open }) => step > current && open > 0).sort((a, b) => a.step - b.step)[0]
  if (next === undefined) return counts.some(({ open }) => open > 0) ? { go: 'wait' } : { go: 'ended' }
  const between = boundaries.slice(current, next.step)
  const waits = between.some(({ wait }) => wait)
  if (waits && now.failed > 0 && now.open === 0) return { go: 'no_further', failedStep: current }
  if (waits ? now.open > 0 : now.uncalled > 0) return { go: 'wait' }
  return { go: 'on', step: next.step, delay_seconds: between.reduce((sum, { delay_seconds }) => sum + delay_seconds, 0) }
}
