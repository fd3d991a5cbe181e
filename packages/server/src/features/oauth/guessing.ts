import { Problem } from '@skykeep/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RateLimits } from '../../http/rate-limits.ts'

export type UserCodeLimits = Pick<RateLimits, 'takeUserCodeTry' | 'giveBackUserCodeTry'>

/**
 * Codes of devices are short, so that few wrong ones may be tried. The try is taken before the code is looked at, and given back when
 * the code was right: of many at once no more than the allowance are looked at.
 *
 * @throws Problem RATE_LIMITED
 */
export async function guessing<T>(
  { principal, ip }: FastifyRequest,
  reply: FastifyReply,
  limits: UserCodeLimits,
  look: () => Promise<T>,
): Promise<T> {
  await limits.takeUserCodeTry(principal.id, ip, reply)
  try {
    const found = await look()
    await limits.giveBackUserCodeTry(principal.id, ip)
    return found
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'NOT_FOUND')) await limits.giveBackUserCodeTry(principal.id, ip)
    throw error
  }
}
