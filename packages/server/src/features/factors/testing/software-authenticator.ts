import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import type { PasskeyAssertion, PasskeyRegistration } from '@skykeep/contract'

/** What an authenticator, or somebody in between, does otherwise than it should. */
export interface Twists {
  origin?: string
  rpId?: string
  challenge?: string
  isVerified?: boolean
  counter?: number
  /** Signs with another key than the one that is registered. */
  key?: KeyObject
  userHandle?: string | null
  crossOrigin?: boolean
  type?: string
  /** Says that this credential was made, whoever has it. */
  credentialId?: string
  attestation?: { format: string; statement: (made: Made) => Map<string, unknown> }
}

/** What a server has to refuse in both ceremonies. */
export const wrongs: [string, Twists][] = [
  ['another origin', { origin: 'https://skykeep.test.evil.example' }],
  ['our host at another port', { origin: 'https://skykeep.test:8443' }],
  ['our host without TLS', { origin: 'http://skykeep.test' }],
  ['another relying party', { rpId: 'evil.example' }],
  ['another challenge', { challenge: Buffer.alloc(32, 1).toString('base64url') }],
  ['no verification of the person', { isVerified: false }],
  ['a frame on somebody else’s page', { crossOrigin: true }],
  ['the other ceremony', { type: 'payment.get' }],
]

/** What a statement about a new credential can vouch for. */
export interface Made {
  id: Buffer
  key: KeyObject
  publicKey: KeyObject
  authData: Buffer
  clientDataHash: Buffer
}

interface Credential {
  id: string
  key: KeyObject
  publicKey: KeyObject
  userHandle: string
  counter: number
}

interface CreationOptions {
  challenge: string
  rp: { id: string }
  user: { id: string }
}
interface RequestOptions {
  challenge: string
  rpId: string
  allowCredentials?: { id: string }[]
}

/**
 * An authenticator in software with the browser in front of it: what it makes is byte for byte what `navigator.credentials` gives.
 * Keys are ES256. It counts like a security key when told to; else its counter stays 0, as that of synchronised passkeys.
 */
export class SoftwareAuthenticator {
  readonly #origin: string
  readonly #counts: boolean
  readonly #credentials: Credential[] = []

  constructor(origin: string, { counts = false } = {}) {
    this.#origin = origin
    this.#counts = counts
  }

  /** Makes a passkey for the options that the server gave. */
  register(options: unknown, twists: Twists = {}): PasskeyRegistration {
    const { challenge, rp, user } = options as CreationOptions
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const id = twists.credentialId ?? randomBytes(32).toString('base64url')
    this.#credentials.push({ id, key: privateKey, publicKey, userHandle: user.id, counter: 0 })
    const attested = Buffer.concat([
      Buffer.alloc(16), // no model is named
      uint16(Buffer.from(id, 'base64url').length),
      Buffer.from(id, 'base64url'),
      isoCBOR.encode(coseKeyOf(publicKey) as never),
    ])
    const authData = Buffer.concat([this.#head(rp.id, twists, flag.attested, twists.counter ?? 0), attested])
    const clientData = this.#clientData('webauthn.create', challenge, twists)
    const made = { id: Buffer.from(id, 'base64url'), key: privateKey, publicKey, authData, clientDataHash: sha256(clientData) }
    const { format = 'none', statement = () => new Map() } = twists.attestation ?? {}
    const attestation = new Map<string, unknown>([
      ['fmt', format],
      ['attStmt', statement(made)],
      ['authData', new Uint8Array(authData)],
    ])
    return {
      ...credentialOf(id),
      response: {
        clientDataJSON: clientData.toString('base64url'),
        attestationObject: Buffer.from(isoCBOR.encode(attestation as never)).toString('base64url'),
        transports: ['internal', 'hybrid'],
      },
    }
  }

  /** Answers a challenge with the passkey that the server asks for; with the newest when it asks for any. */
  answer(options: unknown, twists: Twists = {}): PasskeyAssertion {
    const { challenge, rpId, allowCredentials = [] } = options as RequestOptions
    const fits = ({ id }: Credential) => allowCredentials.length === 0 || allowCredentials.some((one) => one.id === id)
    const credential = this.#credentials.findLast(fits)
    if (!credential) throw new Error('This authenticator has no such passkey.')
    if (this.#counts) credential.counter++
    const authData = this.#head(rpId, twists, 0, twists.counter ?? credential.counter)
    const clientData = this.#clientData('webauthn.get', challenge, twists)
    const signed = Buffer.concat([authData, sha256(clientData)])
    return {
      ...credentialOf(credential.id),
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: sign('sha256', signed, twists.key ?? credential.key).toString('base64url'),
        userHandle: twists.userHandle === undefined ? credential.userHandle : twists.userHandle,
      },
    }
  }

  #clientData(type: string, challenge: string, twists: Twists): Buffer {
    return Buffer.from(
      JSON.stringify({
        type: twists.type ?? type,
        challenge: twists.challenge ?? challenge,
        origin: twists.origin ?? this.#origin,
        crossOrigin: twists.crossOrigin ?? false,
      }),
    )
  }

  #head(rpId: string, { rpId: other, isVerified = true }: Twists, more: number, counter: number): Buffer {
    const backup = this.#counts ? 0 : flag.canBeBackedUp | flag.isBackedUp
    const flags = flag.present | (isVerified ? flag.verified : 0) | backup | more
    return Buffer.concat([sha256(Buffer.from(other ?? rpId)), Buffer.from([flags]), uint32(counter)])
  }
}

/** Web Authentication §6.1 */
const flag = { present: 1, verified: 4, canBeBackedUp: 8, isBackedUp: 16, attested: 64 }

const credentialOf = (id: string) => ({ id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} })

/** RFC 9053 §7.1: an elliptic curve key (1: 2) for ES256 (3: -7) on P-256 (-1: 1). */
function coseKeyOf(publicKey: KeyObject): Map<number, number | Uint8Array> {
  const { x, y } = publicKey.export({ format: 'jwk' })
  const bytes = (text = '') => new Uint8Array(Buffer.from(text, 'base64url'))
  return new Map<number, number | Uint8Array>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, bytes(x)],
    [-3, bytes(y)],
  ])
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

function uint16(number: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(number)
  return bytes
}

function uint32(number: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(number)
  return bytes
}
