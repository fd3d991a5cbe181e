import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RateLimits } from '../../http/rate-limits.ts'

// An unknown id is refused after one question to the database, a known one after several and a comparison: some 5 ms apart. All are
// told at the same time, so that nobody finds out by the clock which ids exist.
const EVEN_MS = 25

export type GuessLimits = Pick<RateLimits, 'refuseGuessing' | 'countFailedAuthentication'>

/**
 * What every refused proof of identity goes through before it is told.
 *
 * @throws Problem RATE_LIMITED when the address has shown too many bad proofs
 */
export async function countRefusedProof(
  limits: GuessLimits,
  request: FastifyRequest,
  reply: FastifyReply,
  wait: (ms: number) => Promise<unknown> = delay,
): Promise<void> {
  await limits.refuseGuessing(request, reply)
  await limits.countFailedAuthentication(request.ip)
  await wait(Math.max(0, EVEN_MS - reply.elapsedTime))
}
