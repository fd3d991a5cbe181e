import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import { COSEALG, decodeAttestationObject, decodeClientDataJSON, isoBase64URL } from '@simplewebauthn/server/helpers'
import type { PasskeyAssertion, PasskeyRegistration } from '@skykeep/contract'
import type { PasskeyRow } from './passkeys.store.ts'
import type { RelyingParty } from './relying-party.ts'

/** Named here, so that another version of the library or of Node does not change what we take. RS256 is what Windows Hello makes. */
export const algorithms = [COSEALG.ES256, COSEALG.EdDSA, COSEALG.RS256]

export type NewCredential = Pick<PasskeyRow, 'credential_id' | 'public_key' | 'counter' | 'transports' | 'is_backed_up'>

/** The credential that was made for this challenge on a page of ours by a verified person, or null. */
export async function credentialMade(
  { id, name: _name, origin }: RelyingParty,
  challenge: string,
  response: PasskeyRegistration,
): Promise<NewCredential | null> {
  return fittingOrNull(async () => {
    mustBeOurPage(response.response.clientDataJSON)
    mustAttestNothing(response.response.attestationObject)
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { ...response, authenticatorAttachment: undefined },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    })
    if (!verified) return null
    const { credential, credentialBackedUp } = registrationInfo
    // The id that the authenticator signed for counts, not the one that stands beside it.
    if (credential.id !== response.id) return null
    return {
      credential_id: credential.id,
      public_key: credential.publicKey,
      counter: credential.counter,
      transports: response.response.transports ?? [],
      is_backed_up: credentialBackedUp,
    }
  })
}

/** What the passkey signed for this challenge on a page of ours, with the person verified; null when it did not. */
export async function assertionMade(
  { id, origin }: RelyingParty,
  challenge: string,
  response: PasskeyAssertion,
  passkey: PasskeyRow,
): Promise<{ counter: number; is_backed_up: boolean } | null> {
  return fittingOrNull(async () => {
    mustBeOurPage(response.response.clientDataJSON)
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        ...response,
        authenticatorAttachment: undefined,
        response: { ...response.response, userHandle: response.response.userHandle ?? undefined },
      },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      credential: {
        id: passkey.credential_id,
        publicKey: new Uint8Array(passkey.public_key),
        counter: passkey.counter,
      },
    })
    if (!verified) return null
    return { counter: authenticationInfo.newCounter, is_backed_up: authenticationInfo.credentialBackedUp }
  })
}

/** Our pages are never shown inside those of others (`frame-ancestors`); the library lets a framed one pass. */
function mustBeOurPage(clientDataJSON: string): void {
  if (decodeClientDataJSON(clientDataJSON).crossOrigin === true) throw new Error('the ceremony took place in a frame')
}

/**
 * We ask for no statement about the authenticator, and look at none: the library would follow the addresses in its certificates.
 * What browsers still send unasked is `packed` signed by the passkey itself, without certificates.
 */
function mustAttestNothing(attestationObject: string): void {
  const statement = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject))
  const format = statement.get('fmt')
  const isSelfSigned = format === 'packed' && statement.get('attStmt').get('x5c') === undefined
  if (format !== 'none' && !isSelfSigned) throw new Error(`an attestation of the form ${format} was not asked for`)
}

// The library says by an error that something does not fit: another challenge, origin, flag, counter, or bytes that are no passkey's.
async function fittingOrNull<T>(check: () => Promise<T | null>): Promise<T | null> {
  try {
    return await check()
  } catch {
    return null
  }
}
