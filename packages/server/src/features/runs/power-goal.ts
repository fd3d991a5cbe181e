import type { TransitionAction } from '@skykeep/contract'
import type { PowerState } from '../../cloud/cloud-provider.ts'

/** What a look at a machine told. The size is known only when the machine itself was read. */
export interface Look {
  power: PowerState
  size: string | null
}

export interface Goal {
  action: TransitionAction
  size: string | null
  /** The cloud was asked for it already, and may have done it. */
  wasCalled: boolean
}

/** What a look means for what is to be done. */
export type Move =
  | { move: 'reached' }
  /** On its way to somewhere: decide again when it has arrived. */
  | { move: 'wait'; why: string }
  | { move: 'call' }
  | { move: 'skip'; why: string }

const underway = new Set<PowerState>(['creating', 'starting', 'stopping', 'deallocating'])
const reached: Record<Exclude<TransitionAction, 'restart' | 'resize'>, readonly PowerState[]> = {
  start: ['running'],
  // A machine that was hibernated is off, and one that was deallocated cannot be hibernated any more.
  deallocate: ['deallocated', 'hibernated'],
  hibernate: ['deallocated', 'hibernated'],
  power_off: ['stopped', 'deallocated', 'hibernated'],
}

/**
 * The next move towards a goal, from the state that was just read. Never stops a machine whose state is unknown; never acts on one that is
 * on its way somewhere.
 */
export function moveFor({ action, size, wasCalled }: Goal, look: Look): Move {
  if (underway.has(look.power)) return { move: 'wait', why: `the machine is ${look.power}` }
  if (action === 'resize') return resizeMove(size, look)
  if (action === 'restart') return restartMove(wasCalled, look)
  if (reached[action].includes(look.power)) return { move: 'reached' }
  if (look.power === 'unknown' && action !== 'start') return { move: 'wait', why: 'the state of the machine is unknown' }
  return { move: 'call' }
}

function resizeMove(size: string | null, look: Look): Move {
  if (look.size !== null && look.size.toLowerCase() === size?.toLowerCase()) return { move: 'reached' }
  return look.power === 'unknown' ? { move: 'wait', why: 'the state of the machine is unknown' } : { move: 'call' }
}

function restartMove(wasCalled: boolean, { power }: Look): Move {
  if (power === 'unknown') return { move: 'wait', why: 'the state of the machine is unknown' }
  if (power !== 'running') return { move: 'skip', why: `only a running machine is restarted: it is ${power}` }
  return wasCalled ? { move: 'reached' } : { move: 'call' }
}

/** The state that an action brings about; null: neither. */
export function stateOf(action: TransitionAction): 'on' | 'off' | null {
  if (action === 'start') return 'on'
  return action === 'restart' || action === 'resize' ? null : 'off'
}
