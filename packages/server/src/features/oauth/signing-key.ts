import { createPublicKey, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import type { PublicJwk } from '@skykeep/keyring'
import { ExternalSigningKey } from './oidc-library.ts'

/**
 * A token signing key as the OAuth library sees it: it shows the public part and signs when asked. The library would else want the
 * private key as text, and would keep it. Only the active key comes with its private part.
 */
export class SigningKey extends ExternalSigningKey {
  readonly #jwk: PublicJwk
  readonly #publicKey: KeyObject
  readonly #privateKey: KeyObject | null

  constructor(jwk: PublicJwk, privateKey: KeyObject | null) {
    super()
    this.#jwk = jwk
    this.#publicKey = createPublicKey({ key: { ...jwk }, format: 'jwk' })
    this.#privateKey = privateKey
  }

  override get kid(): string {
    return this.#jwk.kid
  }

  override get alg(): string {
    return this.#jwk.alg
  }

  override keyObject(): KeyObject {
    return this.#publicKey
  }

  override async sign(data: Uint8Array): Promise<Uint8Array> {
    if (!this.#privateKey) throw new Error('This key is published, but does not sign.')
    return promisify(sign)('sha256', data, this.#privateKey)
  }
}
