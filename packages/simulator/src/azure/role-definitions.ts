import type { RoleDefinitionSpec } from './world-spec.ts'

/** Ids that every tenant shares. The lists of actions are shortened to what this cloud can be asked for. */
export const builtInRoles: readonly RoleDefinitionSpec[] = [
  role('8e3af657-a8ff-443c-a75c-2fe8c4bcb635', 'Owner', ['*']),
  role(
    'b24988ac-6180-42a0-ab88-20f7382dd24c',
    'Contributor',
    ['*'],
    ['Microsoft.Authorization/*/Delete', 'Microsoft.Authorization/*/Write'],
  ),
  role('acdd72a7-3385-48ef-bd42-f606fba81ae7', 'Reader', ['*/read']),
  role('9980e02c-c2be-4d73-94e8-173b1dc7cf3c', 'Virtual Machine Contributor', [
    'Microsoft.Authorization/*/read',
    'Microsoft.Compute/locations/*',
    'Microsoft.Compute/virtualMachines/*',
    'Microsoft.Compute/virtualMachineScaleSets/*',
    'Microsoft.Compute/disks/write',
    'Microsoft.Compute/disks/read',
    'Microsoft.Compute/disks/delete',
    'Microsoft.DevTestLab/schedules/*',
    'Microsoft.Resources/deployments/*',
    'Microsoft.Resources/subscriptions/resourceGroups/read',
  ]),
  role('40c5ff49-9181-41f8-ae61-143b0e78555e', 'Desktop Virtualization Power On Off Contributor', [
    'Microsoft.Compute/virtualMachines/instanceView/read',
    'Microsoft.Compute/virtualMachines/start/action',
    'Microsoft.Compute/virtualMachines/powerOff/action',
    'Microsoft.Compute/virtualMachines/restart/action',
    'Microsoft.Compute/virtualMachines/deallocate/action',
    'Microsoft.Compute/virtualMachines/read',
    'Microsoft.Insights/eventtypes/values/read',
    'Microsoft.Authorization/*/read',
    'Microsoft.Resources/subscriptions/resourceGroups/read',
  ]),
  role('489581de-a3bd-480d-9518-53dea7416b33', 'Desktop Virtualization Power On Contributor', [
    'Microsoft.Compute/virtualMachines/start/action',
    'Microsoft.Compute/virtualMachines/read',
    'Microsoft.Compute/virtualMachines/instanceView/read',
    'Microsoft.Authorization/*/read',
    'Microsoft.Resources/subscriptions/resourceGroups/read',
  ]),
]

/** The least with which machines are seen, started, stopped and followed, and with which that can be checked. */
export const leastActions: readonly string[] = [
  'Microsoft.Resources/subscriptions/resourceGroups/read',
  'Microsoft.Compute/virtualMachines/read',
  'Microsoft.Compute/virtualMachines/instanceView/read',
  'Microsoft.Compute/virtualMachines/start/action',
  'Microsoft.Compute/virtualMachines/deallocate/action',
  'Microsoft.Compute/locations/operations/read',
  'Microsoft.Authorization/permissions/read',
  'Microsoft.Authorization/roleAssignments/read',
]

function role(id: string, name: string, actions: string[], not_actions: string[] = []): RoleDefinitionSpec {
  return { id, name, actions, not_actions, built_in: true }
}
