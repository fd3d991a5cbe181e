import type { FailureClass } from '../../cloud/cloud-provider.ts'
import type { Goal, Look } from './power-goal.ts'
import type { Job } from './transitions.store.ts'

/** What a start tries next: the size that the machine is given before it (null: none), and those that remain for later. */
export interface Fitting {
  fitting: string | null
  other_sizes: string[]
  /** Every size was tried in this round: it takes time until there is room again. */
  isRoundOver: boolean
  /** A start failed, as against a size that could not be had. */
  counts: boolean
}

type Starting = Pick<Job, 'action' | 'other_sizes' | 'fitting' | 'failures' | 'machine_size'>

/** Failures of a change of size that pass, as those of a start do. What else goes wrong with a size means: not this one. */
const passing: ReadonlySet<FailureClass> = new Set(['transient', 'throttled', 'conflict', 'preempted', 'gone'])

/**
 * The next size for a start that found no room. Sizes go round, the machine's own among them, until one starts or the window ends; one that
 * the cloud does not let the machine have is not tried again. Null: the failure is not about sizes, or there are none to try.
 */
export function nextFitting(job: Starting, failure: FailureClass): Fitting | null {
  if (job.action !== 'start') return null
  const isRefusedSize = job.fitting !== null && !passing.has(failure) && failure !== 'capacity'
  const hasNoRoom = failure === 'capacity' && (job.fitting !== null || job.other_sizes.length > 0)
  if (!isRefusedSize && !hasNoRoom) return null
  const [fitting = null, ...rest] = job.other_sizes
  const tried = isRefusedSize ? [] : [job.fitting ?? job.machine_size]
  const isRoundOver = job.failures >= job.other_sizes.length
  return { fitting, other_sizes: [...rest, ...tried.filter((size) => size !== '')], isRoundOver, counts: !isRefusedSize }
}

/** What is to be done next: a size for the machine first, as long as it does not run. */
export function goalOf(job: Pick<Job, 'action' | 'size' | 'fitting'>, look: Pick<Look, 'power'>, wasCalled: boolean): Goal {
  return job.fitting !== null && look.power !== 'running'
    ? { action: 'resize', size: job.fitting, wasCalled }
    : { action: job.action, size: job.size, wasCalled }
}
