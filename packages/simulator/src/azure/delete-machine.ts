import type { Call } from './call.ts'
import type { Cloud } from './cloud.ts'
import type { Answer } from './errors.ts'
import { journaled } from './power-actions.ts'

/** DELETE of a machine: marked at once, gone later. */
export function deleteMachine(cloud: Cloud, call: Call): Answer {
  return journaled(cloud, call, 'delete', (machine) => {
    cloud.throttle.compute(cloud, call, 'delete', machine.key)
    return { action: 'delete' }
  })
}
