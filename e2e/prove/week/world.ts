import { leastActions } from '@skykeep/simulator/azure/role-definitions'
import { worldBuilder } from '@skykeep/simulator/azure/world-builder'
import type { WorldSpec } from '@skykeep/simulator/azure/world-spec'

export interface ProofWorld {
  spec: WorldSpec
  regions: string[]
  applications: { id: string; object_id: string; subscriptions: string[] }[]
}

export const SCHEDULES = 12
const others = [
  'Microsoft.Compute/virtualMachines/restart/action',
  'Microsoft.Compute/virtualMachines/powerOff/action',
  'Microsoft.Insights/eventtypes/values/read',
]
const REGIONS = ['westeurope', 'northeurope', 'eastus2']
/** One in so many is in no schedule, and nobody may touch it. */
const BYSTANDER_EVERY = 10

/**
 * Two companies with four subscriptions each, and one subscription more that both could reach and neither has named. Machines are selected by
 * a tag; some have none.
 */
export function proofWorld(machines: number, seed: number): ProofWorld {
  const build = worldBuilder({ seed })
  const role = build.role('Machine power operator', [...leastActions, ...others])
  const applications = ['one', 'two'].map((name) => ({ ...build.application(name), name, subscriptions: [] as string[] }))
  const perSubscription = Math.ceil(machines / 8)
  let left = machines
  for (let n = 0; n < 8; n++) {
    const owner = applications[n % 2]!
    const subscription = build.subscription(`Subscription ${n}`)
    owner.subscriptions.push(subscription.id)
    owner.may(role, subscription.scope)
    const groups = REGIONS.map((region) => subscription.group(`rg-${region}`, region))
    for (let m = 0; m < perSubscription && left > 0; m++, left--) {
      const tags: Record<string, string> =
        m % BYSTANDER_EVERY === 9 ? {} : { plan: String((n * 7 + m) % SCHEDULES), role: m % 2 ? 'app' : 'db' }
      const hibernation = m % 5 === 0
      groups[m % REGIONS.length]!.machine(`vm-${n}-${m}`, {
        size: 'Standard_D2s_v5',
        tags,
        hibernation,
        power: m % 3 === 0 ? 'running' : 'deallocated',
      })
    }
  }
  const nobodys = build.subscription('Of nobody')
  for (const application of applications) application.may(role, nobodys.scope)
  const group = nobodys.group('rg-nobody', 'westeurope')
  for (let m = 0; m < Math.ceil(machines / 40); m++) group.machine(`vm-nobody-${m}`, { tags: { plan: '0' } })
  return {
    spec: build.spec(),
    regions: REGIONS,
    applications: applications.map(({ id, object_id, subscriptions }) => ({ id, object_id, subscriptions })),
  }
}
