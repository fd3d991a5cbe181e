import type { Clock } from './clock.ts'
import { type Answer, isLostConnection } from './connection.ts'

export type RetryPolicy = {
  clock: Clock
  /** How long to go on trying, from the first attempt. */
  forMs: number
  signal?: AbortSignal
  random?: () => number
}

// 429 and 503 are the server's own word for "later"; 502 and 504 are a proxy's when the server behind it restarts.
const passing: ReadonlySet<number> = new Set([429, 502, 503, 504])

/** Tries again while the server asks for patience or is away. Only for calls that are safe to repeat: ingest is, by its event ids. */
export async function retried(attempt: () => Promise<Answer>, policy: RetryPolicy): Promise<Answer> {
  const deadline = policy.clock.now() + policy.forMs
  for (let failures = 0; ; failures += 1) {
    const outcome = await settle(attempt)
    const waitMs = waitAfter(outcome, failures, policy)
    if (waitMs === undefined || policy.clock.now() + waitMs > deadline) {
      if ('error' in outcome) throw outcome.error
      return outcome.answer
    }
    await policy.clock.sleep(waitMs, policy.signal)
  }
}

type Outcome = { answer: Answer } | { error: unknown }

async function settle(attempt: () => Promise<Answer>): Promise<Outcome> {
  try {
    return { answer: await attempt() }
  } catch (error) {
    return { error }
  }
}

function waitAfter(outcome: Outcome, failures: number, policy: RetryPolicy): number | undefined {
  if ('error' in outcome) return isLostConnection(outcome.error) ? backoffMs(failures, policy.random) : undefined
  if (!passing.has(outcome.answer.status)) return undefined
  return retryAfterMs(outcome.answer.headers['retry-after'], policy.clock.now()) ?? backoffMs(failures, policy.random)
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3). */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs)
}

/** 0.1 s doubling up to 5 s, between half and all of it at random: a fleet must not come back in step. */
function backoffMs(failures: number, random = Math.random): number {
  return Math.min(5_000, 100 * 2 ** Math.min(failures, 10)) * (0.5 + 0.5 * random())
}
