import type { Instance } from '@aws-sdk/client-ec2'
import type { CloudMachine, PowerState } from '../cloud-provider.ts'
import { instanceArn } from './arn.ts'

// Amazon's `stopped` has left its host and costs no compute: what we call deallocated.
const byName: Readonly<Record<string, PowerState>> = {
  pending: 'starting',
  running: 'running',
  stopping: 'deallocating',
  stopped: 'deallocated',
}

/** Null for one that is terminated, or about to be: its id stays listed for an hour. */
export function machineOf(
  instance: Instance,
  about: { partition: string; region: string; account: string },
): CloudMachine | null {
  const { InstanceId: id, State } = instance
  if (id === undefined || State?.Name === 'terminated' || State?.Name === 'shutting-down') return null
  const arn = instanceArn(about.partition, about.region, about.account, id)
  const tags = Object.fromEntries(
    (instance.Tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])),
  )
  return {
    provider_id: arn,
    shown_id: arn,
    incarnation: id,
    name: tags.Name || id,
    resource_group: null,
    region: about.region,
    zone: instance.Placement?.AvailabilityZone ?? null,
    size: instance.InstanceType ?? '',
    os: instance.Platform?.toLowerCase() === 'windows' ? 'windows' : 'linux',
    tags,
    is_spot: instance.InstanceLifecycle === 'spot',
    managed_by: tags['aws:autoscaling:groupName'] ?? null,
    can_hibernate: instance.HibernationOptions?.Configured === true,
    license: null,
    power: powerOf(instance),
    provisioning: State?.Name ?? null,
  }
}

/** What we do not know is `unknown`, never a guess. */
export function powerOf({ State, StateReason }: Pick<Instance, 'State' | 'StateReason'>): PowerState {
  const name = State?.Name ?? ''
  const power = Object.hasOwn(byName, name) ? byName[name]! : 'unknown'
  return power === 'deallocated' && StateReason?.Code === 'Client.UserInitiatedHibernate' ? 'hibernated' : power
}
