import type { Gate, Rate } from '../pacing.ts'

// Azure Resource Manager since 2024, for each subscription and principal (Microsoft's page on its throttling).
const armRates = { reads: { burst: 250, perSecond: 25 }, writes: { burst: 200, perSecond: 10 } } as const

// Compute, for each subscription and region; its page gives them by the minute.
const perMinute = (refill: number, burst: number): Rate => ({ burst, perSecond: refill / 60 })
const computeRates = {
  update: perMinute(500, 1_500),
  delete: perMinute(500, 1_500),
  'low-cost-get': perMinute(8_000, 24_000),
  'high-cost-get': perMinute(300, 900),
  'operation-status': perMinute(5_000, 15_000),
} as const
type ComputeGroup = keyof typeof computeRates

export interface Caller {
  /** Who the resource manager counts: the application in its tenant. */
  principal: string
  /** Where a machine is, as far as the session has seen it; its id does not tell. */
  regionOf(machineId: string): string | null
}

export interface CallGates {
  arm: Gate
  kind: keyof typeof armRates
  compute: Gate | null
}

/** The buckets that a request draws from, on the side of the resource manager and on that of Compute. */
export function gatesOf(method: string, address: string, { principal, regionOf }: Caller): CallGates {
  const path = decodeURIComponent(new URL(address).pathname).toLowerCase()
  const subscription = /^\/subscriptions\/([^/]+)/.exec(path)?.[1] ?? 'tenant'
  const kind = method === 'GET' ? 'reads' : 'writes'
  const arm: Gate = { key: `azure/arm/${subscription}/${principal}/${kind}`, rate: armRates[kind] }
  const group = computeGroupOf(method, path)
  if (group === null) return { arm, kind, compute: null }
  const machine = /^.*\/virtualmachines\/[^/]+/.exec(path)?.[0]
  const region = /\/locations\/([^/]+)/.exec(path)?.[1] ?? (machine === undefined ? null : regionOf(machine)) ?? 'any'
  return { arm, kind, compute: { key: `azure/compute/${subscription}/${region}/${group}`, rate: computeRates[group] } }
}

function computeGroupOf(method: string, path: string): ComputeGroup | null {
  if (!path.includes('/providers/microsoft.compute/')) return null
  if (path.includes('/operations/')) return 'operation-status'
  if (method === 'GET') return /\/virtualmachines\/[^/]+/.test(path) ? 'low-cost-get' : 'high-cost-get'
  return path.endsWith('/deallocate') ? 'delete' : 'update'
}

/** How many calls the resource manager says are left to us, from whichever of its headers is the lowest. */
export function remainingArm(header: (name: string) => string | undefined, kind: CallGates['kind']): number | null {
  return lowest([
    header(`x-ms-ratelimit-remaining-subscription-${kind}`),
    header(`x-ms-ratelimit-remaining-subscription-global-${kind}`),
    header(`x-ms-ratelimit-remaining-tenant-${kind}`),
  ])
}

/** `Microsoft.Compute/GetSubscriptionMaximum;5999,Microsoft.Compute/GetResource;35`: the least of what concerns the subscription. */
export function remainingCompute(header: (name: string) => string | undefined): number | null {
  const parts = (header('x-ms-ratelimit-remaining-resource') ?? '').split(',')
  // What is left for one machine says nothing about the others.
  const ofSubscription = parts.filter((part) => /subscription/i.test(part))
  return lowest(ofSubscription.map((part) => part.split(';')[1]?.trim()))
}

function lowest(values: readonly (string | undefined)[]): number | null {
  const numbers = values.filter((value) => value !== undefined && /^\d{1,9}$/.test(value)).map(Number)
  return numbers.length === 0 ? null : Math.min(...numbers)
}
