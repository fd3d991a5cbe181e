import { createHash } from 'node:crypto'
import { KeyRingError, type RootKeyProvider } from '@skykeep/keyring'

/** What a service did with a key: the key that it used, with its version, and what came of it. */
export interface Sealed {
  key: string
  bytes: Uint8Array
}

/** A service that keeps a key and never lets it out. Its faults are {@link KeyRingError}s, with none of its words. */
export interface KeyService {
  readonly name: 'azure' | 'aws' | 'vault'
  /** The key with the version that seals from now on. */
  newest(signal: AbortSignal): Promise<string>
  /** Whether a key is one of this service: what a stored text names is not asked of anybody else. */
  owns(key: string): boolean
  /** @param context 32 bytes that `open` must be given again */
  seal(secret: Uint8Array, context: Uint8Array, signal: AbortSignal): Promise<Sealed>
  /** @throws KeyRingError ENVELOPE_REFUSED when bytes or context are not those of `seal` */
  open(sealed: Sealed, context: Uint8Array, signal: AbortSignal): Promise<Uint8Array>
}

/** A provider of a root key that knows by the look of it what it wrapped. */
export interface KnownRootKey extends RootKeyProvider {
  wrapped(bytes: Uint8Array): boolean
}

const SHAPE = /^rk1\.(azure|aws|vault)\.([A-Za-z0-9_-]{1,1024})\.([A-Za-z0-9_-]{1,8192})$/
// A data key is unwrapped once in five minutes for each process: there is time for a retry of the service's client, and not for a minute.
const CALL_MS = 10_000

/** What a service seals becomes `rk1.<service>.<key>.<bytes>`, both in base64url. */
export function rootKeyOf(service: KeyService): KnownRootKey {
  const read = (wrapped: Uint8Array): Sealed | null => {
    const [, name, key, bytes] = SHAPE.exec(Buffer.from(wrapped).toString('latin1')) ?? []
    if (name !== service.name || key === undefined || bytes === undefined) return null
    const sealed = { key: Buffer.from(key, 'base64url').toString(), bytes: Buffer.from(bytes, 'base64url') }
    return service.owns(sealed.key) ? sealed : null
  }
  const inTime = <T>(call: (signal: AbortSignal) => Promise<T>) => call(AbortSignal.timeout(CALL_MS))
  return {
    name: service.name,
    keyId: () => inTime((signal) => service.newest(signal)),
    wrapped: (bytes) => read(bytes) !== null,
    wrap: async (secret, aad) => {
      const { key, bytes } = await inTime((signal) => service.seal(secret, contextOf(aad), signal))
      const parts = ['rk1', service.name, Buffer.from(key).toString('base64url'), Buffer.from(bytes).toString('base64url')]
      return Buffer.from(parts.join('.'))
    },
    unwrap: async (wrapped, aad) => {
      const sealed = read(wrapped)
      if (sealed === null) throw new KeyRingError('ENVELOPE_MALFORMED')
      return inTime((signal) => service.open(sealed, contextOf(aad), signal))
    },
  }
}

// Services write the context into their logs: a hash says nothing there, and is of one length.
const contextOf = (aad: string): Uint8Array => createHash('sha256').update('skykeep root key context').update(aad).digest()

/** The service did not do what it was asked. Its words are left out: they name keys, callers and addresses. */
export const unavailable = (service: string, what: string): KeyRingError =>
  new KeyRingError('ROOT_KEY_UNAVAILABLE', { detail: `The key service (${service}) ${what}.` })

export const refused = (): KeyRingError => new KeyRingError('ENVELOPE_REFUSED')
