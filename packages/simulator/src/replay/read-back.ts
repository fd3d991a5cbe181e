import type { Operator } from '../client.ts'
import type { TelemetryEvent } from '../event.ts'
import { differencesOf } from './difference.ts'
import { hasMark } from './event-id.ts'
import type { ReadBack } from './report.ts'
import type { AircraftTally, Sample } from './tally.ts'

export type ReadBackTask = { operator: Operator; aircraft: AircraftTally[]; samples: Sample[]; mark: string }

/** Asks the server what it has, and compares it with what was sent. */
export async function readBack({ operator, aircraft, samples, mark }: ReadBackTask): Promise<ReadBack> {
  const flown = aircraft.filter((it) => it.expected > 0)
  const result: ReadBack = { expected: 0, found: 0, missing_aircraft: [], doubled: 0, other: 0, sampled: 0, differences: [] }
  const counts = flown.length > 0 ? await countsOf(operator, flown) : new Map<string, number>()
  for (const it of flown) {
    const there = counts.get(it.aircraftId) ?? 0
    // More than ours are there: which of them are ours can only be seen one by one.
    const { found, doubled } = there > it.expected ? await lookClosely(operator, it, mark) : { found: there, doubled: 0 }
    result.expected += it.expected
    result.found += found
    result.doubled += doubled
    result.other += there - found - doubled
    if (found < it.expected) {
      result.missing_aircraft.push({ registration: it.registration, aircraft_id: it.aircraftId, expected: it.expected, found })
    }
  }
  result.differences = await compareSamples(operator, samples)
  result.sampled = samples.length
  return result
}

async function countsOf(operator: Operator, flown: AircraftTally[]): Promise<Map<string, number>> {
  const firstMs = flown.reduce((earliest, it) => Math.min(earliest, it.firstMs), Number.POSITIVE_INFINITY)
  const lastMs = flown.reduce((latest, it) => Math.max(latest, it.lastMs), Number.NEGATIVE_INFINITY)
  const counts = new Map<string, number>()
  for await (const { aircraft_id, count } of operator.counts(span(firstMs, lastMs))) counts.set(aircraft_id, count)
  return counts
}

async function lookClosely(operator: Operator, it: AircraftTally, mark: string): Promise<{ found: number; doubled: number }> {
  const ours = new Set<string>()
  let rows = 0
  for await (const event of operator.events({ aircraft_id: it.aircraftId, ...span(it.firstMs, it.lastMs) })) {
    if (!hasMark(event.event_id, mark)) continue
    rows += 1
    ours.add(event.event_id)
  }
  return { found: Math.min(ours.size, it.expected), doubled: rows - ours.size }
}

async function compareSamples(operator: Operator, samples: Sample[]): Promise<string[]> {
  const differences: string[] = []
  for (const { aircraftId, tsMs, json } of samples) {
    const sent = JSON.parse(json) as TelemetryEvent
    const stored = await eventNamed(operator, aircraftId, sent.event_id, tsMs)
    const found = stored ? differencesOf(sent, stored) : ['is not there']
    differences.push(...found.map((difference) => `event ${sent.event_id} ${difference}`))
  }
  return differences
}

async function eventNamed(
  operator: Operator,
  aircraftId: string,
  eventId: string,
  tsMs: number,
): Promise<TelemetryEvent | undefined> {
  for await (const event of operator.events({ aircraft_id: aircraftId, ...span(tsMs, tsMs) })) {
    if (event.event_id === eventId) return event
  }
  return undefined
}

// One millisecond past the last event: right whether the server takes the end of the span as within it or not.
const span = (firstMs: number, lastMs: number) => ({
  from: new Date(firstMs).toISOString(),
  to: new Date(lastMs + 1).toISOString(),
})
