import { Problem } from '@skykeep/contract'
import type { FastifyRequest } from 'fastify'
import { mustBeThemselves, type PersonCaller, type Principal } from '../../auth/principal.ts'
import type { Identify } from '../../http/identify.ts'
import { sessionCookieOf } from '../../http/session-cookie.ts'
import { isWithin } from '../../lib/networks.ts'

/** Somebody in their own session. */
export type SignedIn = Principal & Pick<PersonCaller, 'kind' | 'person'>

/**
 * Who is signed in in the browser that asks, where nobody has to be. A header counts for nothing here: what a client was given to act
 * for a person must not let it agree in their place.
 */
export async function signedIn(request: FastifyRequest, identify: Identify): Promise<SignedIn | null> {
  if (request.headers.authorization !== undefined || sessionCookieOf(request) === undefined) return null
  try {
    const principal = { ...(await identify(request)), trace_id: null, address: null }
    mustBeThemselves(principal)
    return principal
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null
    throw error
  }
}

/**
 * Whether the person may let a client act for them at all: not before they proved as much as their team demands, nor from where it
 * admits nobody.
 *
 * @throws Problem SECOND_FACTOR_REQUIRED, ADDRESS_NOT_ALLOWED
 */
export function mustBeAbleToAgree({ person, restriction, networks }: SignedIn, address: string | null): void {
  if (restriction !== undefined || person.assurance === 'enrolment') throw new Problem('SECOND_FACTOR_REQUIRED')
  if (networks && !(address !== null && isWithin(networks, address))) throw new Problem('ADDRESS_NOT_ALLOWED')
}

export function isAbleToAgree(who: SignedIn, address: string): boolean {
  try {
    mustBeAbleToAgree(who, address)
    return true
  } catch {
    return false
  }
}
