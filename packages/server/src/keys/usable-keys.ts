import { createPublicKey, type KeyObject } from 'node:crypto'
import { type FieldFault, Problem, type PublicJwks } from '@skykeep/contract'

const RSA_BITS_MIN = 2_048
// Above this a signature check takes so long that each token request becomes a weapon.
const RSA_BITS_MAX = 8_192
// NIST SP 800-131A: smaller public exponents are not accepted.
const RSA_EXPONENT_MIN = 65_537n

/**
 * Stops what has the shape of public keys but is none: a point off its curve, a modulus that is too small. Found out now, and not at
 * the first token request of an aircraft.
 *
 * @throws Problem VALIDATION_FAILED
 */
export function mustBeUsableKeys(jwks: PublicJwks | null | undefined): void {
  const errors = (jwks?.keys ?? []).flatMap((jwk, index): FieldFault[] => {
    const key = readKey(jwk)
    const pointer = `#/jwks/keys/${index}`
    if (!key) return [{ pointer, detail: 'is not a valid public key' }]
    return isStrong(key) ? [] : [{ pointer, detail: 'must be RSA of 2048 to 8192 bits with an exponent of 65537 or more' }]
  })
  if (errors.length > 0) throw new Problem('VALIDATION_FAILED', { errors })
}

function readKey(key: PublicJwks['keys'][number]): KeyObject | undefined {
  try {
    return createPublicKey({ key, format: 'jwk' })
  } catch {
    // Whatever the library found: the caller is told which key it is, and that is all there is to know.
    return undefined
  }
}

function isStrong({ asymmetricKeyType, asymmetricKeyDetails: details }: KeyObject): boolean {
  if (asymmetricKeyType !== 'rsa') return true
  const bits = details?.modulusLength ?? 0
  return bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX && (details?.publicExponent ?? 0n) >= RSA_EXPONENT_MIN
}
