import { compactVerify, createLocalJWKSet, decodeJwt, errors, type JSONWebKeySet, type JWTPayload } from 'jose'
import { assertionAlgorithms } from './assertion-rules.ts'

/** The claims of an assertion if one of the keys signed it, else null. Nothing but the signature is checked here. */
export async function verifiedAssertion(assertion: string, jwks: JSONWebKeySet | null): Promise<JWTPayload | null> {
  if (!jwks) return null
  try {
    return (await isSigned(assertion, createLocalJWKSet(jwks))) ? decodeJwt(assertion) : null
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return null
    throw error
  }
}

const options = { algorithms: [...assertionAlgorithms] }

async function isSigned(assertion: string, keys: ReturnType<typeof createLocalJWKSet>): Promise<boolean> {
  try {
    await compactVerify(assertion, keys, options)
    return true
  } catch (error) {
    // No key id, and several keys that could be meant: each is tried.
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error
    for await (const key of error) {
      if (
        await compactVerify(assertion, key, options).then(
          () => true,
          () => false,
        )
      )
        return true
    }
    return false
  }
}
