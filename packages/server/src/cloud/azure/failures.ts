import { CloudFailure, type FailureClass } from '../cloud-provider.ts'
import { retryAfterMs } from './retry-after.ts'

/** The codes of Azure's refusals that we know, with what they mean for us and our words for them. */
const byCode: Readonly<Record<string, readonly [FailureClass, string]>> = {
  invalidauthenticationtoken: ['authorization', 'The token was refused'],
  expiredauthenticationtoken: ['authorization', 'The token had expired'],
  authenticationfailed: ['authorization', 'The token was refused'],
  invalidauthenticationtokentenant: ['configuration', 'The subscription belongs to another tenant'],
  authorizationfailed: ['authorization', 'A permission is missing; new assignments take up to ten minutes to work'],
  linkedauthorizationfailed: ['authorization', 'A permission on something that the machine uses is missing'],
  denyassignmentauthorizationfailed: ['authorization', 'A deny assignment forbids it'],
  requestdisallowedbypolicy: ['policy', 'A policy of the subscription forbids it'],
  requestdisallowedbyazure: ['policy', 'The cloud forbids it to this subscription'],
  subscriptionnotfound: ['configuration', 'The subscription is not there, or we cannot see it'],
  invalidsubscriptionid: ['configuration', 'The subscription has no valid id'],
  subscriptionnotregistered: ['configuration', 'The subscription does not use this service'],
  missingsubscriptionregistration: ['configuration', 'The subscription does not use this service'],
  resourcegroupnotfound: ['configuration', 'The resource group is not there, or we cannot see it'],
  resourcenotfound: ['gone', 'The machine is not there any more'],
  notfound: ['defect', 'The cloud does not know what was asked for'],
  invalidparameter: ['defect', 'The cloud does not take a value that we sent'],
  badrequest: ['defect', 'The cloud does not take the request'],
  missingapiversionparameter: ['defect', 'The cloud does not take the request'],
  invalidapiversionparameter: ['defect', 'The cloud does not offer this version of its interface'],
  noregisteredproviderfound: ['defect', 'The cloud does not offer this version of its interface there'],
  conflict: ['conflict', 'Something else is at work on the machine'],
  anotheroperationinprogress: ['conflict', 'Another operation is at work on the machine'],
  retryableerror: ['conflict', 'Something else is at work on the machine'],
  operationnotallowed: ['conflict', 'The state of the machine does not allow it'],
  resourcegroupbeingdeleted: ['conflict', 'The resource group is being deleted'],
  preconditionfailed: ['conflict', 'The machine was changed in the meantime'],
  scopelocked: ['lock', 'A read-only lock forbids it; it forbids starting and stopping, too'],
  readonlydisabledsubscription: ['configuration', 'The subscription is disabled'],
  disabledsubscription: ['configuration', 'The subscription is disabled'],
  skunotavailable: ['configuration', 'The size is not available for this subscription in the region or zone'],
  propertychangenotallowed: ['configuration', 'The machine cannot change to this size'],
  allocationfailed: ['capacity', 'The region has no room for this size at present'],
  zonalallocationfailed: ['capacity', 'The zone has no room for this size at present'],
  overconstrainedallocationrequest: ['capacity', 'There is no room that fulfils all constraints of the machine'],
  overconstrainedzonalallocationrequest: ['capacity', 'There is no room in the zone that fulfils all constraints of the machine'],
  spotpricehigherthanmaxprice: ['capacity', 'The price of the spot machine is above its limit'],
  quotaexceeded: ['quota', 'A quota of the subscription is used up'],
  operationpreempted: ['preempted', 'A newer operation took its place'],
  vmstarttimedout: ['guest', 'The machine did not report that it started; it may be running'],
  osprovisioningtimedout: ['guest', 'The machine did not report that it started; it may be running'],
  vmextensionprovisioningerror: ['guest', 'An extension inside the machine failed; the machine may be running'],
  vmextensionprovisioningtimeout: ['guest', 'An extension inside the machine took too long; the machine may be running'],
  vmextensionhandlernontransienterror: ['guest', 'An extension inside the machine failed; the machine may be running'],
  toomanyrequests: ['throttled', 'The cloud asks us to slow down'],
  subscriptionrequeststhrottled: ['throttled', 'The cloud asks us to slow down'],
  ratelimiting: ['throttled', 'The cloud asks us to slow down'],
  internalservererror: ['transient', 'The cloud failed in passing'],
  internalexecutionerror: ['transient', 'The cloud failed in passing'],
  internaloperationerror: ['transient', 'The cloud failed in passing'],
  serviceunavailable: ['transient', 'The cloud failed in passing'],
  servertimeout: ['transient', 'The cloud failed in passing'],
  gatewaytimeout: ['transient', 'The cloud failed in passing'],
}

/** What an answer of the resource manager holds of an error, wherever it keeps it. */
export interface ArmError {
  code: string
  /** Codes of the details: the reason behind the reason. */
  details: readonly string[]
  /** Used-up cores come as `OperationNotAllowed` with nothing but a sentence. It is looked at for this one word, and not kept. */
  speaksOfQuota: boolean
}

/** The answer as far as it matters here. `body` is null when it cannot be read. */
export interface Refusal {
  status: number
  body: unknown
  header(name: string): string | undefined
}

/** @param now epoch ms, for a Retry-After that is a date */
export function failureOf(answer: Refusal, now: number): CloudFailure {
  const error = armErrorOf(answer.body)
  const more = {
    retryAfterMs: retryAfterMs(answer.header('retry-after'), now),
    correlationId: shortId(answer.header('x-ms-correlation-request-id') ?? answer.header('x-ms-request-id')),
  }
  if (error === null) {
    const [kind, message] = byStatus(answer.status)
    return new CloudFailure(kind, `HTTP_${answer.status}`, message, more)
  }
  const { kind, message } = verdictOf(error, answer.status)
  return new CloudFailure(kind, error.code, message, more)
}

/** The failure that an operation ended with, whose status answer came with 200. */
export function operationFailure(body: unknown, usual: 'failed' | 'canceled'): CloudFailure {
  const error = armErrorOf(body)
  if (error !== null) {
    const { kind, message } = verdictOf(error, 200)
    return new CloudFailure(kind, error.code, message)
  }
  return usual === 'canceled'
    ? new CloudFailure('preempted', 'Canceled', 'The operation was cancelled')
    : new CloudFailure('defect', 'Failed', 'The operation failed, and the cloud does not say why')
}

/** Reads the error out of `{error: {code, …}}`, and out of `{code, …}`, as Compute answers when it throttles. Null: there is none. */
export function armErrorOf(body: unknown): ArmError | null {
  const outer = objectOf(body)
  const inner = objectOf(outer?.error) ?? outer
  const code = codeOf(inner?.code)
  if (inner === null || code === null) return null
  const details = Array.isArray(inner.details) ? inner.details : []
  const codes = [...details.map((detail) => objectOf(detail)?.code), objectOf(inner.innererror)?.code]
  const speaksOfQuota = typeof inner.message === 'string' && /\bquota\b/i.test(inner.message)
  return { code, details: codes.map(codeOf).filter((one) => one !== null), speaksOfQuota }
}

function verdictOf({ code, details, speaksOfQuota }: ArmError, status: number): { kind: FailureClass; message: string } {
  // The outer code says that it may not be, the details why: throttled and used-up quotas come in this dress.
  for (const one of details) {
    const known = knownCode(one)
    if (known && (known[0] === 'throttled' || known[0] === 'quota' || known[0] === 'capacity')) return said(known)
  }
  if (status === 429) return said(['throttled', 'The cloud asks us to slow down'])
  if (code.toLowerCase() === 'operationnotallowed' && speaksOfQuota) return said(knownCode('QuotaExceeded')!)
  const known = knownCode(code) ?? details.map(knownCode).find((one) => one !== undefined)
  // Only a 404 may say that a machine is gone; and what is not there for other reasons is not gone.
  if (known?.[0] === 'gone' && status !== 404) return said(byStatus(status))
  return said(known ?? byStatus(status))
}

const knownCode = (code: string) => {
  const key = code.toLowerCase()
  return Object.hasOwn(byCode, key) ? byCode[key] : undefined
}

const said = ([kind, message]: readonly [FailureClass, string]) => ({ kind, message })

function byStatus(status: number): readonly [FailureClass, string] {
  if (status === 429) return ['throttled', 'The cloud asks us to slow down']
  if (status >= 500 || status === 408) return ['transient', 'The cloud failed in passing']
  if (status === 401) return ['authorization', 'The token was refused']
  if (status === 403) return ['authorization', 'The cloud refuses it']
  if (status === 409 || status === 412) return ['conflict', 'The state of the machine does not allow it']
  return ['defect', 'The cloud answered what we do not understand']
}

const objectOf = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null

// A code is one word: whatever else stands there is not passed on.
const codeOf = (value: unknown): string | null =>
  typeof value === 'string' && /^[A-Za-z][\w./-]{0,79}$/.test(value) ? value : null

/** An id of the cloud for its support: nothing but letters, digits and dashes. */
export const shortId = (value: string | undefined): string | null =>
  value !== undefined && /^[\w-]{1,64}$/.test(value) ? value : null
