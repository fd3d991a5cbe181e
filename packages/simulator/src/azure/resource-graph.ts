import type { Call } from './call.ts'
import type { Cloud } from './cloud.ts'
import { type Answer, AzureError, refusal } from './errors.ts'
import { keyOf } from './ids.ts'
import { parseQuery, type Row, runQuery } from './kql.ts'
import { machineView, whereOf } from './machine-view.ts'
import { readerOf } from './roles.ts'
import type { Machine, Past } from './world.ts'

type Asked = {
  query?: unknown
  subscriptions?: unknown
  managementGroups?: unknown
  options?: { $top?: unknown; $skip?: unknown; $skipToken?: unknown; resultFormat?: unknown }
}

// 15 questions in 5 seconds, for each principal.
const QUOTA = 15
const QUOTA_MS = 5_000
const TOP_MOST = 1000
const quotas = new WeakMap<Cloud, Map<string, { fromMs: number; used: number }>>()

/** POST of a question to the resource graph: late by a minute, silent about what the caller may not read. */
export function askGraph(cloud: Cloud, call: Call): Answer {
  const headers = takeQuota(cloud, call)
  const asked = bodyOf(call.body)
  const top = Math.min(TOP_MOST, Number(asked.options?.$top ?? TOP_MOST))
  const skip = Number(asked.options?.$skipToken ?? asked.options?.$skip ?? 0)
  if (typeof asked.query !== 'string' || !(top >= 1) || !(skip >= 0))
    throw refusal(400, 'BadRequest', 'The request is malformed.')
  const rows = runQuery(parseQuery(asked.query), rowsOf(cloud, call, subscriptionsOf(asked)))
  const data = rows.slice(skip, skip + top)
  const more = skip + top < rows.length
  // Paging needs the id: without it there is no token, as there.
  const token = more && (data[0] === undefined || 'id' in data[0]) ? { $skipToken: String(skip + top) } : {}
  const table = asked.options?.resultFormat === 'table'
  const body = {
    totalRecords: rows.length,
    count: data.length,
    data: table ? asTable(data) : data,
    facets: [],
    resultTruncated: more ? 'true' : 'false',
    ...token,
  }
  return { status: 200, body, headers }
}

function bodyOf(text: string): Asked {
  try {
    return JSON.parse(text) as Asked
  } catch {
    throw refusal(400, 'BadRequest', 'The request body is not JSON.')
  }
}

function subscriptionsOf({ subscriptions }: Asked): Set<string> | undefined {
  return Array.isArray(subscriptions) ? new Set(subscriptions.map((one) => keyOf(String(one)))) : undefined
}

function rowsOf(cloud: Cloud, { who }: Call, subscriptions: Set<string> | undefined): Row[] {
  const { world, faults, settings } = cloud
  const seenMs = cloud.now() - settings.resource_graph_lag_seconds * 1000
  const isReadable = readerOf(cloud, who.object_id, 'Microsoft.Compute/virtualMachines/read')
  return [...world.machines.values(), ...world.gone].flatMap((machine) => {
    if (subscriptions && !subscriptions.has(keyOf(machine.subscription))) return []
    const past = machine.past.findLast(({ at_ms }) => at_ms <= seenMs)
    if (!past || past.gone || !isReadable(machine) || faults.holds('graph_omits', whereOf(machine))) return []
    return [rowOf(cloud, machine, past)]
  })
}

function rowOf(cloud: Cloud, machine: Machine, { power, size, tags }: Past): Row {
  const view = machineView(cloud, { ...machine, power, size, tags }) as Row & { properties: Row }
  const powerState = { code: `PowerState/${power}`, displayStatus: `VM ${power}`, level: 'Info' }
  return {
    ...view,
    type: 'microsoft.compute/virtualmachines',
    tenantId: cloud.world.tenant.id,
    subscriptionId: machine.subscription,
    resourceGroup: machine.group.toLowerCase(),
    tags: Object.keys(tags).length > 0 ? tags : null,
    zones: machine.zones.length > 0 ? machine.zones : null,
    properties: {
      ...view.properties,
      extended: { instanceView: { computerName: machine.name, ...(power === 'unknown' ? {} : { powerState }) } },
    },
  }
}

function asTable(rows: Row[]) {
  const names = Object.keys(rows[0] ?? {})
  return { columns: names.map((name) => ({ name, type: 'string' })), rows: rows.map((row) => names.map((name) => row[name])) }
}

function takeQuota(cloud: Cloud, { who }: Call): Record<string, string> {
  if (!cloud.settings.throttling) return {}
  const now = cloud.now()
  const all = quotas.get(cloud) ?? new Map<string, { fromMs: number; used: number }>()
  quotas.set(cloud, all)
  const before = all.get(who.object_id)
  const quota = before && now - before.fromMs < QUOTA_MS ? before : { fromMs: now, used: 0 }
  quota.used += 1
  all.set(who.object_id, quota)
  const resetSeconds = Math.max(1, Math.ceil((quota.fromMs + QUOTA_MS - now) / 1000))
  const headers = {
    'x-ms-user-quota-remaining': String(Math.max(0, QUOTA - quota.used)),
    'x-ms-user-quota-resets-after': `00:00:0${resetSeconds}`,
    'x-ms-tenant-subscription-limit-hit': 'false',
  }
  if (quota.used <= QUOTA) return headers
  const body = {
    error: {
      code: 'RateLimiting',
      message: 'Please provide below info when asking for support.',
      details: [
        {
          code: 'RateLimiting',
          message:
            'Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed.',
        },
      ],
    },
  }
  throw new AzureError(
    { status: 429, body, headers: { ...headers, 'retry-after': String(resetSeconds) } },
    'RateLimiting',
    'Throttled.',
  )
}
