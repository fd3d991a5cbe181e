import type { ClientCertificate } from '../../http/client-certificate.ts'
import type { Credentials, MachinePrincipal } from './machine-principal.ts'

/** A certificate that is present always has to fit whoever the request speaks for, whatever proof it brings beside it. */
export function certificateFits(
  certificate: ClientCertificate | null,
  principal: Pick<MachinePrincipal, 'id' | 'auth_method' | 'certificate_thumbprints'>,
): boolean {
  if (!certificate) return true
  if (certificate.verified) return certificate.names.includes(principal.id)
  return isItsOwn(certificate, principal)
}

/**
 * Whether the connection's certificate proves that it is the principal: one that its team's authority issued to it and did not take
 * back, or, for a client registered with its own, exactly one of those. That an authority of ours signed this name is not enough: a
 * team's authority in wrong hands must not speak for another team.
 */
export async function certificateProves(
  certificate: ClientCertificate | null,
  principal: MachinePrincipal,
  credentials: Pick<Credentials, 'registeredCertificate'>,
): Promise<boolean> {
  if (!certificate) return false
  if (principal.auth_method === 'self_signed_tls_client_auth') return isItsOwn(certificate, principal)
  if (!certificate.verified || !certificate.names.includes(principal.id)) return false
  return (await credentials.registeredCertificate(principal, certificate.thumbprint)) !== null
}

const isItsOwn = (
  { thumbprint }: ClientCertificate,
  { auth_method, certificate_thumbprints }: Pick<MachinePrincipal, 'auth_method' | 'certificate_thumbprints'>,
): boolean => auth_method === 'self_signed_tls_client_auth' && certificate_thumbprints.includes(thumbprint)
