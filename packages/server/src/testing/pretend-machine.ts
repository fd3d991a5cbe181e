import type { CloudMachine } from '../cloud/cloud-provider.ts'
import { newId } from '../lib/new-id.ts'

/** A machine as a cloud of Azure's kind describes it: running, in one resource group, without tags. */
export function pretendMachine(scope: string, name: string, more: Partial<CloudMachine> = {}): CloudMachine {
  const group = more.resource_group ?? 'rg-main'
  const shown = `/subscriptions/${scope}/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachines/${name}`
  return {
    provider_id: shown.toLowerCase(),
    shown_id: shown,
    incarnation: newId(),
    name,
    resource_group: group,
    region: 'westeurope',
    zone: null,
    size: 'Standard_D2s_v5',
    os: 'linux',
    tags: {},
    is_spot: false,
    managed_by: null,
    can_hibernate: false,
    license: null,
    power: 'running',
    provisioning: 'Succeeded',
    ...more,
  }
}
