import type { Call } from './call.ts'
import type { Cloud } from './cloud.ts'
import type { Answer } from './errors.ts'
import { keyOf } from './ids.ts'
import { page } from './paging.ts'
import { may } from './roles.ts'
import type { Subscription } from './world.ts'

/** Those in which the caller has a role at all, at whatever scope. */
export function listSubscriptions(cloud: Cloud, call: Call): Answer {
  const { world } = cloud
  const now = cloud.now()
  const mine = world.assignments.filter((one) => keyOf(one.object_id) === keyOf(call.who.object_id) && one.effective_ms <= now)
  const visible = [...world.subscriptions.values()].filter(({ id }) =>
    mine.some(
      ({ scope }) =>
        scope === '/' || keyOf(scope) === keyOf(subscriptionId(id)) || keyOf(scope).startsWith(`${keyOf(subscriptionId(id))}/`),
    ),
  )
  return page(cloud, call, visible, (one) => subscriptionView(cloud, one))
}

export function getSubscription(cloud: Cloud, call: Call): Answer {
  return { status: 200, body: subscriptionView(cloud, cloud.world.subscriptions.get(keyOf(call.params.subscription!))!) }
}

export function listTenants(cloud: Cloud, call: Call): Answer {
  const { id, name } = cloud.world.tenant
  const tenant = {
    id: `/tenants/${id}`,
    tenantId: id,
    countryCode: 'LU',
    displayName: name,
    domains: [`${id.slice(0, 8)}.example`],
    tenantCategory: 'Home',
  }
  return page(cloud, call, [tenant], (one) => one)
}

export function listGroups(cloud: Cloud, call: Call): Answer {
  const subscription = call.params.subscription!
  const groups = [...cloud.world.groups.values()].filter(
    (group) =>
      keyOf(group.subscription) === keyOf(subscription) &&
      may(cloud, call.who.object_id, 'Microsoft.Resources/subscriptions/resourceGroups/read', group.id),
  )
  return page(cloud, call, groups, ({ id, name, location, tags, deleting }) => ({
    id,
    name,
    type: 'Microsoft.Resources/resourceGroups',
    location,
    ...(tags ? { tags } : {}),
    properties: { provisioningState: deleting ? 'Deleting' : 'Succeeded' },
  }))
}

const subscriptionId = (id: string): string => `/subscriptions/${id}`

const subscriptionView = ({ world }: Cloud, { id, name, state, tags }: Subscription) => ({
  id: subscriptionId(id),
  subscriptionId: id,
  tenantId: world.tenant.id,
  displayName: name,
  state,
  subscriptionPolicies: {
    locationPlacementId: 'Public_2014-09-01',
    quotaId: 'EnterpriseAgreement_2014-09-01',
    spendingLimit: 'Off',
  },
  authorizationSource: 'RoleBased',
  managedByTenants: [],
  ...(tags ? { tags } : {}),
})
