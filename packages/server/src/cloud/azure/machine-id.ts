import { CloudFailure } from '../cloud-provider.ts'

export interface MachineId {
  subscription: string
  group: string
  name: string
}

const form =
  /^\/subscriptions\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/resourcegroups\/([^/?#%]{1,90})\/providers\/microsoft\.compute\/virtualmachines\/([^/?#%]{1,80})$/i

/** The parts of a machine's id; it becomes part of addresses, so nothing but an id gets through. @throws CloudFailure defect */
export function readMachineId(id: string): MachineId {
  const found = form.exec(id)
  if (!found || found.slice(1).some((part) => part === '.' || part === '..')) {
    throw new CloudFailure('defect', 'NOT_A_MACHINE_ID', 'This is not the id of a machine at Azure')
  }
  return { subscription: found[1]!, group: found[2]!, name: found[3]! }
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** @throws CloudFailure configuration */
export function readSubscription(scope: string): string {
  if (guid.test(scope)) return scope.toLowerCase()
  throw new CloudFailure('configuration', 'NOT_A_SUBSCRIPTION', 'This is not the id of a subscription')
}
