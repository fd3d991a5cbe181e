import type { VirtualMachine } from '@azure/arm-compute'
import type { CloudMachine, PowerState } from '../cloud-provider.ts'
import { powerOf, provisioningOf } from './power-state.ts'

export interface Statuses {
  power: PowerState
  provisioning: string | null
}

/** A machine as Azure describes it, with the state that was read beside it. Null for what has no id: it cannot be spoken of. */
export function machineOf(model: VirtualMachine, statuses: Statuses | null): CloudMachine | null {
  const { id, name } = model
  if (typeof id !== 'string' || typeof name !== 'string') return null
  const isSpot = model.priority?.toLowerCase() === 'spot'
  return {
    provider_id: id.toLowerCase(),
    shown_id: id,
    incarnation: model.vmId ?? '',
    name,
    resource_group: /\/resourcegroups\/([^/]+)/i.exec(id)?.[1] ?? null,
    region: (model.location ?? '').toLowerCase().replaceAll(' ', ''),
    zone: model.zones?.[0] ?? null,
    size: model.hardwareProfile?.vmSize ?? '',
    os: osOf(model.storageProfile?.osDisk?.osType),
    tags: Object.fromEntries(Object.entries(model.tags ?? {}).filter(([, value]) => typeof value === 'string')),
    is_spot: isSpot,
    managed_by: model.virtualMachineScaleSet?.id ?? model.managedBy ?? null,
    can_hibernate: model.additionalCapabilities?.hibernationEnabled === true && !isSpot,
    license: model.licenseType ?? null,
    power: statuses?.power ?? 'unknown',
    provisioning: statuses?.provisioning ?? model.provisioningState ?? null,
  }
}

/** The state in an instance view; null when it holds no power state. */
export function statusesOf(view: VirtualMachine['instanceView']): Statuses | null {
  const power = powerOf(view?.statuses)
  return power === null ? null : { power, provisioning: provisioningOf(view?.statuses) }
}

function osOf(type: string | undefined): CloudMachine['os'] {
  const os = type?.toLowerCase()
  return os === 'linux' || os === 'windows' ? os : 'unknown'
}
