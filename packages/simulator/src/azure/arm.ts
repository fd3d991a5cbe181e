import { bearerOf } from './bearer.ts'
import type { Call } from './call.ts'
import type { Cloud } from './cloud.ts'
import { type Answer, AzureError, refusal } from './errors.ts'
import type { Where } from './faults.ts'
import { guidFrom, keyOf, machineId } from './ids.ts'
import { parseJwt } from './jwt.ts'
import type { Request } from './request.ts'
import type { Route } from './routes.ts'

const counts = new WeakMap<Cloud, number>()

/** One request to Resource Manager, from its token to its answer. */
export function managed(cloud: Cloud, request: Request, route: Route, params: Record<string, string>, where: Where): Answer {
  const count = (counts.get(cloud) ?? 0) + 1
  counts.set(cloud, count)
  const asked = request.headers['x-ms-correlation-request-id']
  const correlation_id = asked && /^[0-9a-f-]{36}$/i.test(asked) ? asked : guidFrom(cloud.seed, 'correlation', count)
  const client_request_id = request.headers['x-ms-client-request-id']
  const request_id = guidFrom(cloud.seed, 'request', count)
  const extra: Record<string, string> = {
    'x-ms-request-id': request_id,
    'x-ms-correlation-request-id': correlation_id,
    'x-ms-routing-request-id': `WESTEUROPE:${new Date(cloud.now()).toISOString().replaceAll(/[-:.]/g, '')}:${request_id}`,
    'x-content-type-options': 'nosniff',
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    ...(client_request_id ? { 'x-ms-client-request-id': client_request_id } : {}),
  }
  try {
    mustHaveVersion(request, route.name)
    const who = bearerOf(cloud, request.headers.authorization, request.base)
    const call: Call = { ...request, params, route: route.name, who, correlation_id, client_request_id, where, extra }
    cloud.throttle.gateway(cloud, call, route.kind)
    mustKnowSubscription(cloud, where.subscription)
    const answer = route.handle(cloud, call)
    return { ...answer, headers: { ...extra, ...answer.headers } }
  } catch (error) {
    if (!(error instanceof AzureError)) throw error
    return { ...error.answer, headers: { ...extra, ...error.answer.headers } }
  }
}

/** What faults can be aimed at: read from the request without believing it. */
export function whereIs(cloud: Cloud, request: Request, route: string, params: Record<string, string>): Where {
  const subscription = params.subscription ?? /^\/subscriptions\/([^/]+)/i.exec(request.path)?.[1]
  const { group, machine: name } = params
  const machine = subscription && group && name ? machineId(subscription, group, name) : undefined
  const region = params.region ?? (machine ? cloud.world.machines.get(keyOf(machine))?.location : undefined)
  const principal = parseJwt(request.headers.authorization?.slice('Bearer '.length) ?? '')?.payload.oid
  return {
    route,
    method: request.method,
    ...(subscription ? { subscription } : {}),
    ...(machine ? { machine } : {}),
    ...(region ? { region } : {}),
    ...(typeof principal === 'string' ? { principal } : {}),
  }
}

function mustHaveVersion({ query, path }: Request, route: string): void {
  const version = query.get('api-version')
  if (!version)
    throw refusal(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    )
  if (!/^\d{4}-\d{2}-\d{2}(-preview)?$/.test(version))
    throw refusal(400, 'InvalidApiVersionParameter', `The api-version '${version}' is invalid.`)
  // No provider had versions before 2014, and none has those of the years to come.
  if (version < '2014-01-01' || version >= '2027-01-01')
    throw refusal(
      400,
      'NoRegisteredProviderFound',
      `No registered resource provider found for API version '${version}' for '${route}' at '${path}'.`,
    )
}

function mustKnowSubscription({ world }: Cloud, subscription: string | undefined): void {
  if (subscription === undefined) return
  const found = world.subscriptions.get(keyOf(subscription))
  if (!found || found.state === 'Deleted')
    throw refusal(404, 'SubscriptionNotFound', `The subscription '${subscription}' could not be found.`)
}
