import { type ChangeTrace, CloudFailure } from '../cloud-provider.ts'
import type { Arm } from './arm.ts'
import { shortId } from './failures.ts'

// The log keeps 90 days and refuses to be asked about more.
const REACH_MS = 89 * 86_400_000
const TRACES_MAX = 500

/** Who did what to a machine, from the activity log. It lags by minutes; where we may not read it, it says nothing. */
export async function readChanges(arm: Arm, id: string, since: Date, now: number, signal: AbortSignal): Promise<ChangeTrace[]> {
  const subscription = /^\/subscriptions\/([^/]+)/.exec(id)?.[1] ?? ''
  const from = new Date(Math.max(since.getTime(), now - REACH_MS)).toISOString()
  const filter = `eventTimestamp ge '${from}' and eventTimestamp le '${new Date(now).toISOString()}' and resourceUri eq '${id.replaceAll("'", "''")}'`
  const query = new URLSearchParams({ 'api-version': '2015-04-01', $filter: filter })
  const path = `/subscriptions/${subscription}/providers/Microsoft.Insights/eventtypes/management/values?${query}`
  // Each action leaves several events (started, accepted, succeeded) under one correlation: the first tells all.
  const traces = new Map<string, ChangeTrace>()
  try {
    for await (const page of arm.pages(path, signal)) {
      for (const event of page) {
        const trace = traceOf(event)
        if (trace === null) continue
        const key = `${trace.correlation_id} ${trace.action}`
        const known = traces.get(key)
        if (!known || trace.at < known.at) traces.set(key, trace)
      }
      if (traces.size >= TRACES_MAX) break
    }
  } catch (error) {
    if (error instanceof CloudFailure && error.code === 'AuthorizationFailed') return []
    throw error
  }
  return [...traces.values()].sort((one, other) => one.at.getTime() - other.at.getTime())
}

function traceOf(event: unknown): ChangeTrace | null {
  const { eventTimestamp, operationName, caller, correlationId } = (event ?? {}) as Record<string, unknown>
  const name = typeof operationName === 'object' ? (operationName as { value?: unknown } | null)?.value : operationName
  const at = new Date(typeof eventTimestamp === 'string' ? eventTimestamp : Number.NaN)
  if (typeof name !== 'string' || !/^[\w./*-]{1,200}$/.test(name) || Number.isNaN(at.getTime())) return null
  const by = typeof caller === 'string' && /^[^\p{C}]{1,200}$/u.test(caller) ? caller : null
  return { at, action: name, by, correlation_id: typeof correlationId === 'string' ? shortId(correlationId) : null }
}
