import type { Call } from './call.ts'
import type { Cloud } from './cloud.ts'
import { AzureError, refusal } from './errors.ts'
import { keyOf } from './ids.ts'
import { iso } from './time.ts'

type Limit = { bucket: number; perSecond: number }
type Bucket = { left: number; atMs: number }
export type ComputeGroup = 'update' | 'delete' | 'lowGet' | 'highGet' | 'operation'
export type Kind = 'reads' | 'writes' | 'deletes'

const gateway: Record<Kind, Limit> = {
  reads: { bucket: 250, perSecond: 25 },
  writes: { bucket: 200, perSecond: 10 },
  deletes: { bucket: 200, perSecond: 10 },
}
// All principals of a subscription together have so many times that.
const TOGETHER = 15

const perMinute = (refill: number, bucket: number): Limit => ({ bucket, perSecond: refill / 60 })
const compute: Record<ComputeGroup, { name: string; subscription: Limit; machine?: Limit }> = {
  update: { name: 'UpdateVM', subscription: perMinute(500, 1500), machine: perMinute(4, 12) },
  delete: { name: 'DeleteVM', subscription: perMinute(500, 1500), machine: perMinute(4, 12) },
  lowGet: { name: 'LowCostGet', subscription: perMinute(8000, 24_000), machine: perMinute(12, 36) },
  highGet: { name: 'HighCostGet', subscription: perMinute(300, 900) },
  operation: { name: 'GetOperation', subscription: perMinute(5000, 15_000), machine: perMinute(15, 45) },
}

/** Both gates a request passes: Resource Manager's, for each principal, and Compute's, for each region and machine. */
export class Throttle {
  readonly #buckets = new Map<string, Bucket>()
  /** So many times the ordinary limits: smaller ones are met sooner. */
  scale = 1

  reset(): void {
    this.#buckets.clear()
  }

  /** Resource Manager's; calls outside of a subscription count for the tenant. */
  gateway(cloud: Cloud, call: Call, kind: Kind): void {
    const told = cloud.faults.hit('throttle', call.where)
    if (told) throw toldRefusal(told, cloud.now())
    if (!cloud.settings.throttling) return
    const subscription = call.where.subscription?.toLowerCase()
    const scope = subscription ? 'subscription' : 'tenant'
    const { bucket, perSecond } = gateway[kind]
    const own = this.#take(`arm|${subscription}|${keyOf(call.who.object_id)}|${kind}`, { bucket, perSecond }, cloud.now())
    const all = this.#take(
      `arm|${subscription}|${kind}`,
      { bucket: bucket * TOGETHER, perSecond: perSecond * TOGETHER },
      cloud.now(),
    )
    call.extra[`x-ms-ratelimit-remaining-${scope}-${kind}`] = String(Math.max(0, Math.floor(own.left)))
    if (subscription)
      call.extra[`x-ms-ratelimit-remaining-subscription-global-${kind}`] = String(Math.max(0, Math.floor(all.left)))
    const waitSeconds = Math.max(own.waitSeconds, all.waitSeconds)
    if (waitSeconds > 0)
      throw refusal(
        429,
        subscription ? 'SubscriptionRequestsThrottled' : 'TooManyRequests',
        `Number of requests for ${scope} '${subscription ?? cloud.world.tenant.id}' and operation '${kind}' exceeded the backend storage limit. Please try again after '${waitSeconds}' seconds.`,
        { headers: { 'retry-after': String(waitSeconds) } },
      )
  }

  /** Compute's: for the subscription in the region, and for the machine when there is one. */
  compute(cloud: Cloud, call: Call, group: ComputeGroup, machine?: string): void {
    if (!cloud.settings.throttling) return
    const { name, subscription, machine: each } = compute[group]
    const now = cloud.now()
    const region = call.where.region ?? 'global'
    const taken = [
      {
        policy: `${name}Subscription`,
        ...this.#take(`crp|${keyOf(call.where.subscription ?? '')}|${region}|${group}`, subscription, now),
      },
      ...(each && machine ? [{ policy: `${name}Resource`, ...this.#take(`crp|${machine}|${group}`, each, now) }] : []),
    ]
    call.extra['x-ms-ratelimit-remaining-resource'] = taken
      .map(({ policy, left }) => `Microsoft.Compute/${policy};${Math.max(0, Math.floor(left))}`)
      .join(',')
    call.extra['x-ms-request-charge'] = '1'
    const refused = taken.find(({ waitSeconds }) => waitSeconds > 0)
    if (refused) throw computeRefusal(name, subscription.bucket, refused.waitSeconds, now)
  }

  #take(key: string, { bucket, perSecond }: Limit, nowMs: number): { left: number; waitSeconds: number } {
    const size = Math.max(1, bucket * this.scale)
    const before = this.#buckets.get(key) ?? { left: size, atMs: nowMs }
    const left = Math.min(size, before.left + (Math.max(0, nowMs - before.atMs) / 1000) * perSecond * this.scale)
    const taken = left >= 1
    this.#buckets.set(key, { left: taken ? left - 1 : left, atMs: nowMs })
    return taken ? { left: left - 1, waitSeconds: 0 } : { left, waitSeconds: Math.ceil((1 - left) / (perSecond * this.scale)) }
  }
}

/** Compute's answer comes without the outer `error`; its inner message is JSON in a text. */
function computeRefusal(group: string, allowed: number, waitSeconds: number, nowMs: number): AzureError {
  const message = 'The server rejected the request because too many requests have been received for this subscription.'
  const measured = {
    operationGroup: group,
    startTime: iso(nowMs - 60_000),
    endTime: iso(nowMs),
    allowedRequestCount: allowed,
    measuredRequestCount: allowed + 1,
  }
  const details = [{ code: 'TooManyRequests', target: group, message: JSON.stringify(measured) }]
  const body = { code: 'OperationNotAllowed', message, details }
  return new AzureError({ status: 429, body, headers: { 'retry-after': String(waitSeconds) } }, 'OperationNotAllowed', message)
}

/** A 429 that was ordered: `{body: 'arm' | 'compute', retry_after: seconds | text | null}`. */
function toldRefusal({ body = 'arm', retry_after = 5 }: Record<string, unknown>, nowMs: number): AzureError {
  if (body === 'compute') {
    const refused = computeRefusal('HighCostGet', 300, 0, nowMs)
    const { 'retry-after': _waited, ...headers } = refused.answer.headers ?? {}
    const answer = {
      ...refused.answer,
      headers: { ...headers, ...(retry_after === null ? {} : { 'retry-after': String(retry_after) }) },
    }
    return new AzureError(answer, refused.code, refused.message)
  }
  const headers: Record<string, string> = retry_after === null ? {} : { 'retry-after': String(retry_after) }
  return refusal(429, 'TooManyRequests', 'The request is being throttled as the limit has been reached.', { headers })
}
