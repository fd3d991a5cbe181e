import type { FoundPrincipal, ProofService } from '../credentials/proofs.service.ts'

/** What the registry knows of a client or an aircraft that asks for a token. */
export type MachinePrincipal = FoundPrincipal

/** The registry of credentials. It keeps no secret, only hashes, and compares in constant time. */
export type Credentials = Pick<ProofService, 'findPrincipal' | 'secretMatches' | 'registeredCertificate' | 'touchLastUsed'>

/** How a client proved who it is: told in metrics and in the audit entry of its token. `none`: it keeps no secret. */
export type Proof = 'client_secret' | 'private_key_jwt' | 'certificate' | 'none'
