import type { EventResult } from '../client.ts'
import { latency } from './latency.ts'

/** An event on its way: its JSON is made once and sent as it is. */
export type Item = { eventId: string; tsMs: number; json: string }

export type AircraftTally = {
  registration: string
  aircraftId: string
  /** Distinct events sent. */
  expected: number
  firstMs: number
  lastMs: number
}

export type Sample = { aircraftId: string; tsMs: number; json: string }

export type Tally = ReturnType<typeof tally>

const samplesMax = 20

/** Counts on our side, from the answers and from what was sent, never from the server's own sums. */
export function tally(random: () => number) {
  const counts = { sent: 0, created: 0, duplicate: 0, conflict: 0, rejected: 0, errors: 0 }
  const refusals: Record<string, number> = {}
  const aircraft = new Map<string, AircraftTally & { idsAtLast: Set<string> }>()
  const samples: Sample[] = []
  const latencies = latency()
  let distinct = 0

  /** An aircraft's events pass in the order of time, so a repeated row can only repeat one of the same instant. */
  function countDistinct(it: AircraftTally & { idsAtLast: Set<string> }, item: Item): void {
    if (item.tsMs !== it.lastMs) it.idsAtLast.clear()
    if (it.idsAtLast.has(item.eventId)) return
    it.idsAtLast.add(item.eventId)
    if (it.expected === 0) it.firstMs = item.tsMs
    it.lastMs = item.tsMs
    it.expected += 1
    distinct += 1
    keepSample({ aircraftId: it.aircraftId, tsMs: item.tsMs, json: item.json })
  }

  /** Each distinct event has the same chance to be among the samples (reservoir sampling). */
  function keepSample(sample: Sample): void {
    const place = samples.length < samplesMax ? samples.length : Math.floor(random() * distinct)
    if (place < samplesMax) samples[place] = sample
  }

  function refused(status: number | string, code: string | undefined): void {
    const name = code ? `${status} ${code}` : String(status)
    refusals[name] = (refusals[name] ?? 0) + 1
  }

  function countResult(result: Pick<EventResult, 'status' | 'code'> | undefined): void {
    if (result?.status === 201) counts.created += 1
    else if (result?.status === 200) counts.duplicate += 1
    else {
      if (result?.status === 409) counts.conflict += 1
      else if (result && result.status >= 400 && result.status < 500 && result.status !== 429) counts.rejected += 1
      else counts.errors += 1
      refused(result?.status ?? 'no result', result?.code)
    }
  }

  return {
    counts,
    refusals,
    samples,
    latencies,
    aircraft: (): AircraftTally[] => [...aircraft.values()],
    join(key: string, registration: string, aircraftId: string): void {
      aircraft.set(key, { registration, aircraftId, expected: 0, firstMs: 0, lastMs: Number.NaN, idsAtLast: new Set() })
    },
    /** One answered batch; an event without a result counts as an error. */
    answered(key: string, items: readonly Item[], results: readonly EventResult[], ms: number): void {
      const byIndex = new Map(results.map((result) => [result.index, result]))
      latencies.record(ms)
      for (const [index, item] of items.entries()) {
        counts.sent += 1
        countDistinct(aircraft.get(key)!, item)
        countResult(byIndex.get(index))
      }
    },
    /** A whole batch that was refused, or that got no answer. */
    failed(key: string, items: readonly Item[], status: number | undefined, reason: string): void {
      for (const item of items) {
        counts.sent += 1
        countDistinct(aircraft.get(key)!, item)
        if (status !== undefined) countResult({ status, code: reason })
        else {
          counts.errors += 1
          refused(reason, undefined)
        }
      }
    },
  }
}
