import type { Cloud } from './cloud.ts'
import { groupId } from './ids.ts'
import { iso } from './time.ts'
import type { Machine } from './world.ts'

type View = Record<string, unknown>

/** A machine as a GET shows it. */
export function machineView(cloud: Cloud, machine: Machine, expand = false): View {
  return {
    name: machine.name,
    id: shownId(cloud, machine),
    type: 'Microsoft.Compute/virtualMachines',
    location: machine.location,
    ...(machine.zones.length > 0 ? { zones: machine.zones } : {}),
    ...(Object.keys(machine.tags).length > 0 ? { tags: machine.tags } : {}),
    etag: etagOf(machine),
    properties: {
      vmId: machine.vm_id,
      hardwareProfile: { vmSize: machine.size },
      provisioningState: machine.deleting ? 'Deleting' : machine.provisioning,
      timeCreated: iso(machine.created_ms),
      ...(machine.priority === 'Spot'
        ? { priority: 'Spot', evictionPolicy: 'Deallocate', billingProfile: { maxPrice: -1 } }
        : {}),
      ...(machine.licence ? { licenseType: machine.licence } : {}),
      storageProfile: {
        osDisk: { osType: machine.os, name: `${machine.name}-os`, createOption: 'FromImage', caching: 'ReadWrite' },
        dataDisks: [],
      },
      osProfile: { computerName: machine.name, adminUsername: 'operator', secrets: [], allowExtensionOperations: true },
      networkProfile: {
        networkInterfaces: [{ id: `${groupOf(machine)}/providers/Microsoft.Network/networkInterfaces/${machine.name}-nic` }],
      },
      ...(machine.scale_set
        ? { virtualMachineScaleSet: { id: sibling(machine, 'virtualMachineScaleSets', machine.scale_set) } }
        : {}),
      ...(machine.availability_set
        ? { availabilitySet: { id: sibling(machine, 'availabilitySets', machine.availability_set) } }
        : {}),
      ...(machine.hibernation ? { additionalCapabilities: { hibernationEnabled: true } } : {}),
      ...(expand ? { instanceView: instanceView(machine) } : {}),
    },
  }
}

/** A machine as a list with `statusOnly=true` shows it: most of the model is left out, rarely the power state too. */
export function statusOnlyView(cloud: Cloud, machine: Machine): View {
  const { statuses } = instanceView(machine)
  const silent = cloud.faults.holds('no_power_state', whereOf(machine))
  return {
    name: machine.name,
    id: shownId(cloud, machine),
    type: 'Microsoft.Compute/virtualMachines',
    location: machine.location,
    properties: {
      vmId: machine.vm_id,
      provisioningState: machine.deleting ? 'Deleting' : machine.provisioning,
      instanceView: { statuses: silent ? statuses.filter(({ code }) => !code.startsWith('PowerState/')) : statuses },
    },
  }
}

export type Status = { code: string; level: string; displayStatus: string; time?: string; message?: string }

export function instanceView(machine: Machine): { statuses: Status[] } & View {
  const { power, provisioning, failed_with, hibernated } = machine
  const state = machine.deleting ? 'deleting' : provisioning.toLowerCase()
  const failed = provisioning === 'Failed'
  const statuses: Status[] = [
    {
      code: `ProvisioningState/${state}${failed && failed_with ? `/${failed_with}` : ''}`,
      level: failed ? 'Error' : 'Info',
      displayStatus: `Provisioning ${state}`,
      time: iso(machine.provisioning_since_ms),
    },
  ]
  if (power !== 'unknown') statuses.push({ code: `PowerState/${power}`, level: 'Info', displayStatus: `VM ${power}` })
  if (hibernated) statuses.push({ code: 'HibernationState/Hibernated', level: 'Info', displayStatus: 'Hibernated' })
  return { computerName: machine.name, osName: machine.os === 'Linux' ? 'ubuntu' : 'Windows Server 2022', statuses }
}

export const etagOf = (machine: Machine): string => `"${machine.version}"`

export const whereOf = (machine: Machine) => ({
  machine: machine.id,
  subscription: machine.subscription,
  region: machine.location,
})

/** Ids change their case from answer to answer, in some providers for ever. */
export function shownId(cloud: Cloud, machine: Machine): string {
  const changed = cloud.faults.hit('changing_case', whereOf(machine))
  if (!changed) return machine.id
  const name = machine.id.slice(machine.id.lastIndexOf('/') + 1)
  return machine.id.slice(0, -name.length).replace('resourceGroups', 'RESOURCEGROUPS').toLowerCase() + name.toUpperCase()
}

const groupOf = ({ subscription, group }: Machine): string => groupId(subscription, group)
const sibling = (machine: Machine, type: string, name: string): string =>
  `${groupOf(machine)}/providers/Microsoft.Compute/${type}/${name}`
