import { openEnvelope, parseEnvelope, sealEnvelope } from './envelope.ts'
import { KeyRingError } from './key-ring-error.ts'
import { createRootKeys, type RootKey, readRootKeys } from './root-key-file.ts'

/**
 * The key above all keys. It wraps data keys and never touches data. A provider may keep it in a file, or in a service
 * that never lets it out (Azure Key Vault, AWS KMS, Vault transit).
 */
export interface RootKeyProvider {
  readonly name: string
  /** The key that wraps from now on. Older ones still unwrap. */
  keyId(): Promise<string>
  /** The answer names its root key by itself, so that `unwrap` needs nothing else; `aad` is bound to it. */
  wrap(key: Uint8Array, aad: string): Promise<Uint8Array>
  /** Throws when the bytes were changed, or were wrapped with another `aad`. */
  unwrap(wrapped: Uint8Array, aad: string): Promise<Uint8Array>
}

/**
 * A root key in a file, for development and for small installations on one machine. The file is made on first use.
 *
 * The file is read again for each call. Calls are rare (data keys are cached above), the key does not stay in memory, and
 * a key added by another process counts at once.
 *
 * @example
 * const root = fileRootKey(`${folder}/root.key`)
 * const wrapped = await root.wrap(Buffer.from('a data key'), 'place')
 * Buffer.from(await root.unwrap(wrapped, 'place')).toString() // => 'a data key'
 */
export function fileRootKey(path: string): RootKeyProvider {
  let seen = false

  async function keys(): Promise<RootKey[]> {
    const found = await readRootKeys(path)
    if (!found) throw missing(path)
    seen = true
    return found
  }

  async function newest(): Promise<RootKey> {
    // A file that was there and is gone is a loss to report. A second key in its place would hide it.
    if (!seen && !(await readRootKeys(path))) await createRootKeys(path)
    return (await keys())[0]!
  }

  return {
    name: 'file',
    keyId: async () => (await newest()).id,
    wrap: async (key, aad) => Buffer.from(sealEnvelope(await newest(), key, aad)),
    unwrap: async (wrapped, aad) => {
      const envelope = Buffer.from(wrapped).toString('latin1')
      const { key_id } = parseEnvelope(envelope)
      const key = (await keys()).find(({ id }) => id === key_id)
      if (!key) throw unknown(path, key_id)
      return openEnvelope(key, envelope, aad)
    },
  }
}

const missing = (path: string) =>
  new KeyRingError('ROOT_KEY_UNKNOWN', { detail: `The root key file ${path} is missing; restore it from your copy.` })

const unknown = (path: string, id: string) =>
  new KeyRingError('ROOT_KEY_UNKNOWN', {
    detail: `The root key file ${path} does not hold the key ${id}, which wrapped the data keys; restore the file that does.`,
  })
