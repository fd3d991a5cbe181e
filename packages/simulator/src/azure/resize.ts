import type { Call } from './call.ts'
import type { Cloud } from './cloud.ts'
import { type Answer, refusal } from './errors.ts'
import { etagOf, machineView } from './machine-view.ts'
import { journaled, notAllowed } from './power-actions.ts'
import type { Wish } from './power-engine.ts'
import { sizeNamed } from './sizes.ts'
import { isOffered } from './skus.ts'
import type { Machine } from './world.ts'

/** PATCH of a machine: a new size, with `If-Match` only if nobody changed it meanwhile. */
export function resizeMachine(cloud: Cloud, call: Call): Answer {
  let asked: Machine | undefined
  const answer = journaled(cloud, call, 'resize', (machine) => {
    asked = machine
    cloud.throttle.compute(cloud, call, 'update', machine.key)
    const ifMatch = call.headers['if-match']
    if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== etagOf(machine))
      throw refusal(
        412,
        'PreconditionFailed',
        `The etag '${ifMatch}' does not match the current etag '${etagOf(machine)}' of the resource.`,
      )
    return judge(cloud, machine, sizeIn(call.body))
  })
  return { ...answer, body: machineView(cloud, asked!) }
}

function judge(cloud: Cloud, machine: Machine, wanted: string): Wish {
  const size = sizeNamed(wanted)
  const before = sizeNamed(machine.size)
  if (!size)
    throw refusal(400, 'InvalidParameter', `The value ${wanted} provided for the VM size is not valid.`, { target: 'vmSize' })
  if (machine.hibernated) throw notAllowed(`The size of the machine '${machine.name}' cannot change since it is hibernated.`)
  if (!isOffered(cloud, size, machine))
    throw refusal(
      409,
      'SkuNotAvailable',
      `The requested VM size '${size.name}' is currently not available in location '${machine.location}'.`,
    )
  if (before && before.temporaryDiskMb > 0 !== size.temporaryDiskMb > 0)
    throw refusal(
      409,
      'PropertyChangeNotAllowed',
      `Unable to resize the VM since changing from resource disk to non-resource disk VM size and vice-versa is not allowed.`,
      { target: 'vmSize' },
    )
  if (machine.power !== 'deallocated' && before && before.cluster !== size.cluster)
    throw notAllowed(
      `Unable to resize the VM '${machine.name}' because the requested size '${size.name}' is not available in the current hardware cluster. To resize, deallocate the VM and try again.`,
    )
  return { action: 'resize', size: size.name }
}

function sizeIn(body: string): string {
  try {
    const parsed = JSON.parse(body) as { properties?: { hardwareProfile?: { vmSize?: unknown } } }
    const size = parsed.properties?.hardwareProfile?.vmSize
    if (typeof size === 'string') return size
  } catch {
    // Refused below like a body without a size.
  }
  throw refusal(400, 'BadRequest', 'The body is not a change of size: this cloud changes nothing else.')
}
