import { Problem, type TokenRequest } from '@skykeep/contract'
import type { z } from 'zod'
import { CLOCK_SKEW_SECONDS } from '../../auth/access-token.ts'
import type { ClientCertificate } from '../../http/client-certificate.ts'
import type { Clock } from '../../lib/new-id.ts'
import { assertionAudiences, assertionFault } from './assertion-rules.ts'
import { certificateFits, certificateProves } from './certificate-rules.ts'
import type { Credentials, MachinePrincipal, Proof } from './machine-principal.ts'
import type { Replays } from './replays.ts'
import { verifiedAssertion } from './verified-assertion.ts'

interface Needs {
  credentials: Credentials
  replays: Replays
  issuer: string
  clock: Clock
}

type Request = z.output<typeof TokenRequest>

/** @throws Problem CERTIFICATE_MISMATCH or PROOF_OF_IDENTITY_INVALID */
export type ProveAircraft = (
  request: Request,
  certificate: ClientCertificate | null,
) => Promise<{ principal: MachinePrincipal; proof: Proof }>

/**
 * Finds out whether the sender is the aircraft it says it is. Unknown, revoked, wrong secret, bad assertion, no proof at all: one
 * answer for all of them.
 */
export function aircraftProver({ credentials, replays, issuer, clock }: Needs): ProveAircraft {
  const audiences = assertionAudiences(issuer)
  return async (request, certificate) => {
    // Before anything else: whoever holds the certificate of A has no business with B, even with the secret of B.
    if (!certificateFits(certificate, { id: request.aircraft_id, ...noCertificateOfItsOwn }))
      throw new Problem('CERTIFICATE_MISMATCH')
    const principal = await activeAircraft(request.aircraft_id)
    const proof = await proofOf(request, principal, certificate)
    if (!principal || !proof) {
      throw new Problem('PROOF_OF_IDENTITY_INVALID', { detail: `No valid proof of identity for ${request.aircraft_id}.` })
    }
    return { principal, proof }
  }

  async function activeAircraft(id: string): Promise<MachinePrincipal | null> {
    const found = await credentials.findPrincipal(id)
    return found?.kind === 'aircraft' && found.active ? found : null
  }

  async function proofOf(
    request: Request,
    aircraft: MachinePrincipal | null,
    certificate: ClientCertificate | null,
  ): Promise<Proof | null> {
    if (request.client_secret !== undefined) {
      // For nobody, too: the registry then compares with a hash that no secret has.
      return credentials.secretMatches(aircraft, request.client_secret) ? 'client_secret' : null
    }
    if (!aircraft) return null
    if (request.client_assertion !== undefined)
      return (await isGood(request.client_assertion, aircraft)) ? 'private_key_jwt' : null
    return (await certificateProves(certificate, aircraft, credentials)) ? 'certificate' : null
  }

  async function isGood(assertion: string, { id, jwks }: MachinePrincipal): Promise<boolean> {
    const claims = await verifiedAssertion(assertion, jwks)
    if (!claims || assertionFault(claims, id, audiences, clock.now()) !== null) return false
    // Last, since it uses the assertion up. Remembered for as long as it would be accepted.
    const until = new Date(((claims.exp as number) + CLOCK_SKEW_SECONDS) * 1_000)
    return replays.isFirstUse(id, claims.jti as string, until)
  }
}

/** An aircraft has only certificates of its team's authority, none that it made itself. */
const noCertificateOfItsOwn = { auth_method: null, certificate_thumbprints: [] }
