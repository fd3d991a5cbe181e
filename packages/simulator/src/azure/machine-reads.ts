import type { Call } from './call.ts'
import type { Cloud } from './cloud.ts'
import { type Answer, refusal } from './errors.ts'
import { machineAsked } from './machine-asked.ts'
import { etagOf, instanceView, machineView } from './machine-view.ts'
import { type Size, sizeNamed, sizes } from './sizes.ts'
import { isOffered } from './skus.ts'

/** GET of a machine, with `$expand=instanceView` its state too. */
export function getMachine(cloud: Cloud, call: Call): Answer {
  const machine = machineAsked(cloud, call, 'Microsoft.Compute/virtualMachines/read')
  cloud.throttle.compute(cloud, call, 'lowGet', machine.key)
  const expand = call.query.get('$expand')
  if (expand !== null && !/^(instanceView|userData)$/i.test(expand))
    throw refusal(400, 'InvalidParameter', `The value '${expand}' of parameter '$expand' is invalid.`, { target: '$expand' })
  const body = machineView(cloud, machine, expand?.toLowerCase() === 'instanceview')
  return { status: 200, body, headers: { etag: etagOf(machine) } }
}

export function getInstanceView(cloud: Cloud, call: Call): Answer {
  const machine = machineAsked(cloud, call, 'Microsoft.Compute/virtualMachines/instanceView/read')
  cloud.throttle.compute(cloud, call, 'lowGet', machine.key)
  return { status: 200, body: instanceView(machine) }
}

/** The sizes a machine may take as it is: on its cluster while it has a place there, any of its region else. */
export function listSizes(cloud: Cloud, call: Call): Answer {
  const machine = machineAsked(cloud, call, 'Microsoft.Compute/virtualMachines/vmSizes/read')
  cloud.throttle.compute(cloud, call, 'lowGet', machine.key)
  const { cluster } = sizeNamed(machine.size) ?? {}
  const value = sizes
    .filter((size) => isOffered(cloud, size, machine) && (machine.power === 'deallocated' || size.cluster === cluster))
    .map(sizeView)
  return { status: 200, body: { value } }
}

const sizeView = ({ name, cores, memoryGb, temporaryDiskMb }: Size) => ({
  name,
  numberOfCores: cores,
  osDiskSizeInMB: 1_047_552,
  resourceDiskSizeInMB: temporaryDiskMb,
  memoryInMB: memoryGb * 1024,
  maxDataDiskCount: Math.min(32, cores * 2),
})
