import type { Call } from './call.ts'
import type { Cloud } from './cloud.ts'
import type { Answer } from './errors.ts'
import { page } from './paging.ts'
import { mustBeAllowed } from './roles.ts'
import { type Size, sizes } from './sizes.ts'

/** Not offered to the subscription, in a region or in some of its zones. */
export type Restriction = { size?: string; family?: string; region: string; zones?: string[]; subscription?: string }

/** May a machine of this region and these zones have the size? */
export function isOffered(cloud: Cloud, size: Size, at: { location: string; zones: string[]; subscription: string }): boolean {
  return !restrictionsOf(cloud, size, at.location, at.subscription).some(
    ({ zones }) => zones === undefined || at.zones.some((zone) => zones.includes(zone)),
  )
}

/** GET of what is offered where. */
export function listSkus(cloud: Cloud, call: Call): Answer {
  const subscription = call.params.subscription!
  mustBeAllowed(cloud, call.who, 'Microsoft.Compute/skus/read', `/subscriptions/${subscription}`)
  cloud.throttle.compute(cloud, call, 'highGet')
  const wanted = /location\s+eq\s+'([^']+)'/i.exec(call.query.get('$filter') ?? '')?.[1]?.toLowerCase()
  const regions = [...new Set([...cloud.world.groups.values(), ...cloud.world.machines.values()].map(({ location }) => location))]
  const offers = regions
    .filter((region) => wanted === undefined || region.toLowerCase() === wanted)
    .flatMap((region) => sizes.map((size) => ({ region, size })))
  return page(cloud, call, offers, ({ region, size }) => skuView(cloud, size, region, subscription))
}

function restrictionsOf({ governance }: Cloud, size: Size, region: string, subscription: string): Restriction[] {
  const same = (wanted: string | undefined, is: string) => wanted === undefined || wanted.toLowerCase() === is.toLowerCase()
  return governance.restrictions.filter(
    (one) =>
      same(one.region, region) &&
      same(one.size, size.name) &&
      same(one.family, size.family) &&
      same(one.subscription, subscription),
  )
}

function skuView(cloud: Cloud, size: Size, region: string, subscription: string) {
  const restrictions = restrictionsOf(cloud, size, region, subscription).map(({ zones }) => ({
    type: zones ? 'Zone' : 'Location',
    values: [region],
    restrictionInfo: { locations: [region], ...(zones ? { zones } : {}) },
    reasonCode: 'NotAvailableForSubscription',
  }))
  const [, tier, short = ''] = /^(Standard)_(.+)$/.exec(size.name) ?? []
  return {
    resourceType: 'virtualMachines',
    name: size.name,
    tier,
    size: short,
    family: size.family,
    locations: [region],
    locationInfo: [{ location: region, zones: ['1', '2', '3'], zoneDetails: [] }],
    capabilities: [
      { name: 'vCPUs', value: String(size.cores) },
      { name: 'MemoryGB', value: String(size.memoryGb) },
      { name: 'MaxResourceVolumeMB', value: String(size.temporaryDiskMb) },
      { name: 'HibernationSupported', value: size.canHibernate ? 'True' : 'False' },
      { name: 'CpuArchitectureType', value: 'x64' },
    ],
    restrictions,
  }
}
