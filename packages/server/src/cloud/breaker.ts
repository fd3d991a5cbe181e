import type { FailureClass } from './cloud-provider.ts'

/** When a place is taken for down, and how long it is left alone. */
export interface BreakerRule {
  /** So many transient failures in a row. */
  opensAfter: number
  firstPauseMs: number
  /** The pause doubles with each probe that fails, up to this. */
  pauseMsMax: number
  /** A probe that nobody reported (its worker died) is forgotten after so long. */
  probeMsMax: number
}

export const usualBreaker: BreakerRule = { opensAfter: 5, firstPauseMs: 15_000, pauseMsMax: 300_000, probeMsMax: 120_000 }

export type Breaker =
  | { state: 'closed'; failures: number }
  | { state: 'open'; pauseMs: number; until: number }
  /** One call is on its way to find out. */
  | { state: 'half_open'; pauseMs: number; probeUntil: number }

export const closedBreaker: Breaker = { state: 'closed', failures: 0 }

export type Permit = { go: true; probe: boolean } | { go: false; againAt: number }

/** May a call be made? The answer comes with the breaker as it is from now on. */
export function askBreaker(breaker: Breaker, now: number, rule = usualBreaker): { permit: Permit; next: Breaker } {
  if (breaker.state === 'closed') return { permit: { go: true, probe: false }, next: breaker }
  const againAt = breaker.state === 'open' ? breaker.until : breaker.probeUntil
  if (now < againAt) return { permit: { go: false, againAt }, next: breaker }
  const next: Breaker = { state: 'half_open', pauseMs: breaker.pauseMs, probeUntil: now + rule.probeMsMax }
  return { permit: { go: true, probe: true }, next }
}

/** The cloud answered something definite, be it a refusal: the place is up. */
export const breakerAfterAnswer = (): Breaker => closedBreaker

/** The call failed in passing. */
export function breakerAfterFailure(breaker: Breaker, now: number, rule = usualBreaker): Breaker {
  if (breaker.state === 'closed') {
    const failures = breaker.failures + 1
    return failures < rule.opensAfter ? { state: 'closed', failures } : open(rule.firstPauseMs, now)
  }
  // Calls that were on their way when it opened say nothing new.
  return breaker.state === 'open' ? breaker : open(Math.min(breaker.pauseMs * 2, rule.pauseMsMax), now)
}

/** Only what says that nobody is at home there counts: a refusal of ours, or of one machine, does not stop the others. */
export const countsForBreaker = (kind: FailureClass): boolean => kind === 'transient'

const open = (pauseMs: number, now: number): Breaker => ({ state: 'open', pauseMs, until: now + pauseMs })

/** The breakers of this process, one for each place: `(connection, scope, region)`. */
export class Breakers {
  readonly #rule: BreakerRule
  readonly #places = new Map<string, Breaker>()

  constructor(rule = usualBreaker) {
    this.#rule = rule
  }

  ask(place: BreakerPlace, now: number): Permit {
    const { permit, next } = askBreaker(this.of(place), now, this.#rule)
    this.#set(place, next)
    return permit
  }

  /** What became of a call: null when it went well, else what it failed of. To be told for each call that was permitted. */
  tell(place: BreakerPlace, failed: FailureClass | null, now: number): void {
    const counts = failed !== null && countsForBreaker(failed)
    this.#set(place, counts ? breakerAfterFailure(this.of(place), now, this.#rule) : breakerAfterAnswer())
  }

  of(place: BreakerPlace): Breaker {
    return this.#places.get(keyOf(place)) ?? closedBreaker
  }

  /** How many places are taken for down: for the metrics. */
  get open(): number {
    return this.#places
      .values()
      .filter(({ state }) => state !== 'closed')
      .toArray().length
  }

  #set(place: BreakerPlace, breaker: Breaker): void {
    if (breaker.state === 'closed' && breaker.failures === 0) this.#places.delete(keyOf(place))
    else this.#places.set(keyOf(place), breaker)
  }
}

export interface BreakerPlace {
  connection_id: string
  scope: string
  region: string
}

const keyOf = ({ connection_id, scope, region }: BreakerPlace): string => JSON.stringify([connection_id, scope, region])
