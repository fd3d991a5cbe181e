import type { Outcome } from './group-commit.ts'
import type { PreparedEvent } from './prepare-event.ts'

/** What one team has in a group of events. */
export interface TeamPart {
  team_id: string
  /** All its events, in the order they came. */
  events: readonly PreparedEvent[]
  /** The first event of each key, in key order: two groups under way then lock keys in the same order and cannot deadlock. */
  firsts: ReadonlyMap<string, PreparedEvent>
}

/** Fingerprints of the keys that were stored before, by key; a key that is new is not in it. */
export type KnownKeys = ReadonlyMap<string, Buffer>

export const keyOf = ({ aircraft_id, event_id }: PreparedEvent): string => aircraft_id + event_id

export function splitByTeam(events: readonly PreparedEvent[]): TeamPart[] {
  return [...Map.groupBy(events, ({ team_id }) => team_id)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([team_id, own]) => ({ team_id, events: own, firsts: firstsOf(own) }))
}

function firstsOf(events: readonly PreparedEvent[]): Map<string, PreparedEvent> {
  const firsts = new Map<string, PreparedEvent>()
  for (const event of events) {
    const key = keyOf(event)
    if (!firsts.has(key)) firsts.set(key, event)
  }
  return new Map([...firsts].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Later events of a key in the same group are judged against what is stored now: the first of them, or what was there before. */
export function outcomesOf(events: readonly PreparedEvent[], parts: readonly TeamPart[], known: readonly KnownKeys[]): Outcome[] {
  const isAllNew = known.every(({ size }) => size === 0) && parts.every((part) => part.firsts.size === part.events.length)
  if (isAllNew) return Array<Outcome>(events.length).fill('created')
  const outcomes = new Map(parts.flatMap((part, at) => part.events.map((event) => [event, outcomeOf(event, part, known[at]!)])))
  return events.map((event) => outcomes.get(event)!)
}

function outcomeOf(event: PreparedEvent, { firsts }: TeamPart, known: KnownKeys): Outcome {
  const key = keyOf(event)
  const [before, first] = [known.get(key), firsts.get(key)!]
  if (before === undefined && first === event) return 'created'
  return event.fingerprint.equals(before ?? first.fingerprint) ? 'duplicate' : 'conflict'
}
