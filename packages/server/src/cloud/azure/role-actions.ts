import type { CloudNeeds } from '../cloud-provider.ts'

export interface NeededAction {
  action: string
  needed_for: string
  /** Without it the connection works, and says less. */
  optional?: true
}

const base: readonly NeededAction[] = [
  { action: 'Microsoft.Resources/subscriptions/resourceGroups/read', needed_for: 'see the resource groups' },
  { action: 'Microsoft.Compute/virtualMachines/read', needed_for: 'see the machines' },
  { action: 'Microsoft.Compute/virtualMachines/instanceView/read', needed_for: 'see whether machines run' },
  { action: 'Microsoft.Compute/virtualMachines/start/action', needed_for: 'start' },
  { action: 'Microsoft.Compute/virtualMachines/deallocate/action', needed_for: 'stop and hibernate' },
  { action: 'Microsoft.Compute/locations/operations/read', needed_for: 'follow what was begun' },
  { action: 'Microsoft.Compute/virtualMachines/restart/action', needed_for: 'restart by hand', optional: true },
  {
    action: 'Microsoft.Compute/virtualMachines/powerOff/action',
    needed_for: 'power off by hand, without leaving the place',
    optional: true,
  },
  { action: 'Microsoft.Authorization/permissions/read', needed_for: 'check its own permissions' },
  { action: 'Microsoft.Insights/eventtypes/values/read', needed_for: 'tell who changed a machine', optional: true },
]

const forResize: readonly NeededAction[] = [
  { action: 'Microsoft.Compute/virtualMachines/write', needed_for: 'resize' },
  { action: 'Microsoft.Compute/virtualMachines/vmSizes/read', needed_for: 'resize' },
]

/** What the least role that works must allow. */
export const neededActions = ({ resize }: CloudNeeds): readonly NeededAction[] => (resize ? [...base, ...forResize] : base)

/** What nobody needs for power, and what it would be good for in the wrong hands. */
export const dangerousActions: readonly { action: string; what: string; why: string }[] = [
  {
    action: 'Microsoft.Authorization/roleAssignments/write',
    what: 'assign roles (as Owner and User Access Administrator do)',
    why: 'could give itself and others every right in the scope',
  },
  {
    action: 'Microsoft.Compute/virtualMachines/runCommand/action',
    what: 'run commands inside machines',
    why: 'could do anything inside every machine, as its administrator',
  },
  {
    action: 'Microsoft.Compute/virtualMachines/extensions/write',
    what: 'install extensions in machines',
    why: 'could run programs of its choice inside every machine',
  },
  {
    action: 'Microsoft.Compute/virtualMachines/write',
    what: 'change machines',
    why: 'could change nearly everything about a machine',
  },
  { action: 'Microsoft.Compute/virtualMachines/delete', what: 'delete machines', why: 'could delete every machine' },
  { action: 'Microsoft.Compute/disks/delete', what: 'delete disks', why: 'could destroy what machines have stored' },
  {
    action: 'Microsoft.Compute/disks/beginGetAccess/action',
    what: 'export disks',
    why: 'could copy what machines have stored',
  },
  { action: 'Microsoft.Resources/deployments/write', what: 'deploy resources', why: 'could make resources, at your cost' },
  {
    action: 'Microsoft.Storage/storageAccounts/listKeys/action',
    what: 'read keys of storage accounts',
    why: 'could read and change all that they hold',
  },
  { action: 'Microsoft.KeyVault/vaults/write', what: 'change key vaults', why: 'could let itself into key vaults' },
]
