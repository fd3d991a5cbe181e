import type { Call } from './call.ts'
import type { Cloud } from './cloud.ts'
import { type Answer, refusal } from './errors.ts'
import { guidFrom, keyOf } from './ids.ts'
import type { ActionName, Operation } from './operations.ts'
import { mustBeAllowed } from './roles.ts'
import { iso } from './time.ts'

type Event = {
  at_ms: number
  action: string
  status: string
  resource: string
  group: string
  subscription: string
  caller: string
  correlation_id: string
}

const operationNames: Record<ActionName, string> = {
  start: 'Microsoft.Compute/virtualMachines/start/action',
  deallocate: 'Microsoft.Compute/virtualMachines/deallocate/action',
  powerOff: 'Microsoft.Compute/virtualMachines/powerOff/action',
  restart: 'Microsoft.Compute/virtualMachines/restart/action',
  reapply: 'Microsoft.Compute/virtualMachines/reapply/action',
  redeploy: 'Microsoft.Compute/virtualMachines/redeploy/action',
  resize: 'Microsoft.Compute/virtualMachines/write',
  delete: 'Microsoft.Compute/virtualMachines/delete',
}

export const operationName = (action: ActionName): string => operationNames[action]

// 90 days: what Azure keeps.
const KEPT_MS = 90 * 86_400_000

/** Who did what, as the subscription remembers it. What a guest does to itself is not in it. */
export class ActivityLog {
  readonly #events: Event[] = []

  note(operation: Operation, status: string, atMs: number): void {
    const { action, machine, group, subscription, principal, correlation_id } = operation
    const event = { at_ms: atMs, action: operationNames[action], status, resource: machine, group, subscription }
    this.#events.push({ ...event, caller: principal, correlation_id })
  }

  /** Somebody of whom we know only a name did it, by the portal perhaps. */
  noteOther(event: Event): void {
    this.#events.push(event)
  }

  between(fromMs: number, toMs: number): Event[] {
    return this.#events.filter(({ at_ms }) => at_ms >= fromMs && at_ms <= toMs)
  }
}

/** GET of the management events of a subscription; `$filter` takes no other syntax than Azure's. */
export function activityEvents(cloud: Cloud, call: Call): Answer {
  const subscription = call.params.subscription!
  mustBeAllowed(cloud, call.who, 'Microsoft.Insights/eventtypes/values/read', `/subscriptions/${subscription}`)
  const wanted = parseFilter(call.query.get('$filter') ?? '')
  const now = cloud.now()
  const fromMs = Date.parse(wanted.from ?? '')
  if (Number.isNaN(fromMs)) throw refusal(400, 'BadRequest', 'The start time of the query is missing or malformed.')
  if (fromMs < now - KEPT_MS) throw refusal(400, 'BadRequest', 'The start time cannot be more than 90 days in the past.')
  const toMs = wanted.to === undefined ? now : Date.parse(wanted.to)
  const events = cloud.activity
    .between(fromMs, Math.min(toMs, now - cloud.settings.activity_log_lag_seconds * 1000))
    .filter((event) => keyOf(event.subscription) === keyOf(subscription) && isWanted(event, wanted))
    .sort((one, other) => other.at_ms - one.at_ms)
  const start = Number(call.query.get('$skipToken') ?? 0)
  const value = events.slice(start, start + cloud.settings.page_size).map((event) => view(event))
  if (start + value.length >= events.length) return { status: 200, body: { value } }
  const query = new URLSearchParams(call.query)
  query.set('$skipToken', String(start + value.length))
  return { status: 200, body: { value, nextLink: `${call.base}${call.path}?${query}` } }
}

type Wanted = { from?: string; to?: string; resource?: string; group?: string; provider?: string; correlation?: string }

function parseFilter(filter: string): Wanted {
  const wanted: Wanted = {}
  for (const clause of filter.split(/\s+and\s+/i)) {
    const [, name = '', operator = '', value] = /^\s*(\w+)\s+(eq|ge|le)\s+'([^']*)'\s*$/i.exec(clause) ?? []
    const field = { 'eventtimestamp ge': 'from', 'eventtimestamp le': 'to', 'resourceuri eq': 'resource' } as Record<
      string,
      keyof Wanted
    >
    const more = {
      'resourcegroupname eq': 'group',
      'resourceprovider eq': 'provider',
      'correlationid eq': 'correlation',
    } as const
    const key = { ...field, ...more }[`${name} ${operator}`.toLowerCase()]
    if (!key || value === undefined) throw refusal(400, 'BadRequest', `The filter is not supported: ${clause}`)
    wanted[key] = value
  }
  return wanted
}

const isWanted = (event: Event, { resource, group, provider, correlation }: Wanted): boolean =>
  (resource === undefined || keyOf(event.resource) === keyOf(resource)) &&
  (group === undefined || keyOf(event.group) === keyOf(group)) &&
  (provider === undefined || keyOf(provider) === 'microsoft.compute') &&
  (correlation === undefined || keyOf(event.correlation_id) === keyOf(correlation))

function view({ at_ms, action, status, resource, group, subscription, caller, correlation_id }: Event) {
  const id = guidFrom('event', resource, action, status, at_ms)
  const named = (value: string) => ({ value, localizedValue: value })
  return {
    authorization: { action, scope: resource },
    caller,
    claims: { 'http://schemas.microsoft.com/identity/claims/objectidentifier': caller },
    channels: 'Operation',
    category: named('Administrative'),
    correlationId: correlation_id,
    eventDataId: id,
    eventName: named(status === 'Started' ? 'BeginRequest' : 'EndRequest'),
    eventTimestamp: iso(at_ms),
    id: `${resource}/events/${id}/ticks/${at_ms}`,
    level: status === 'Failed' ? 'Error' : 'Informational',
    operationId: correlation_id,
    operationName: named(action),
    resourceGroupName: group,
    resourceId: resource,
    resourceProviderName: named('Microsoft.Compute'),
    resourceType: named('Microsoft.Compute/virtualMachines'),
    status: named(status),
    submissionTimestamp: iso(at_ms + 30_000),
    subscriptionId: subscription,
  }
}
