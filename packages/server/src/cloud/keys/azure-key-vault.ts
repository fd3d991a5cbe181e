import { createHash } from 'node:crypto'
import { DefaultAzureCredential, type TokenCredential } from '@azure/identity'
import { CryptographyClient, type CryptographyClientOptions, KeyClient } from '@azure/keyvault-keys'
import { KeyRingError } from '@skykeep/keyring'
import { type KeyService, refused, type Sealed, unavailable } from './key-service.ts'

const WRAPS = 'RSA-OAEP-256'
const SIGNS = 'PS256'
const CONTEXT_BYTES = 32
const LENGTH_BYTES = 2
/** A failed call is tried again by Microsoft's client, within the time that the caller has. */
const RETRIES = 2

export interface AzureVault {
  vault: string
  name: string
  credential?: TokenCredential
  /** For tests: whom to trust, and where to. */
  options?: CryptographyClientOptions
}

/**
 * An RSA key in Azure Key Vault. It wraps with the context inside, and signs what it wrapped: the public half of the key is known to many, and who
 * can write to our database must not be able to put a key of theirs there. It needs the operations get, wrapKey, unwrapKey, sign and verify.
 *
 * Who we are is told by the surroundings: environment, workload identity or managed identity, as `DefaultAzureCredential` has it.
 */
export function azureKeyVault({ vault, name, credential = new DefaultAzureCredential(), options = {} }: AzureVault): KeyService {
  const pipeline = { retryOptions: { maxRetries: RETRIES, maxRetryDelayInMs: 1_000 }, ...options }
  const keys = new KeyClient(vault, credential, pipeline)
  const prefix = `${vault}/keys/${name}/`

  const owns = (key: string) => key.startsWith(prefix) && /^[0-9a-f]{1,64}$/.test(key.slice(prefix.length))
  const newest = async (abortSignal: AbortSignal) => {
    const { id } = await told(keys.getKey(name, { abortSignal }))
    if (id === undefined || !owns(id)) throw unavailable('azure', 'answered with a key that was not asked for')
    return id
  }

  return {
    name: 'azure',
    newest,
    owns,
    async seal(secret, context, abortSignal) {
      const key = await newest(abortSignal)
      const client = new CryptographyClient(key, credential, pipeline)
      const { result: wrapped } = await told(client.wrapKey(WRAPS, Buffer.concat([context, secret]), { abortSignal }))
      const { result: signature } = await told(client.sign(SIGNS, digestOf(wrapped, context), { abortSignal }))
      const length = Buffer.alloc(LENGTH_BYTES)
      length.writeUInt16BE(wrapped.length)
      return { key, bytes: Buffer.concat([length, wrapped, signature]) }
    },
    async open({ key, bytes }, context, abortSignal) {
      const { wrapped, signature } = partsOf({ key, bytes })
      const client = new CryptographyClient(key, credential, pipeline)
      const verified = await told(client.verify(SIGNS, digestOf(wrapped, context), signature, { abortSignal }))
      if (!verified.result) throw refused()
      const { result } = await told(client.unwrapKey(WRAPS, wrapped, { abortSignal }))
      // The signature covers the context already; that it also stands inside tells apart what a stranger wrapped from what was signed for another place.
      if (!Buffer.from(context).equals(result.subarray(0, CONTEXT_BYTES))) throw refused()
      return result.subarray(CONTEXT_BYTES)
    },
  }
}

const digestOf = (wrapped: Uint8Array, context: Uint8Array): Uint8Array =>
  createHash('sha256').update('skykeep wrapped key').update(context).update(wrapped).digest()

function partsOf({ bytes }: Sealed): { wrapped: Uint8Array; signature: Uint8Array } {
  if (bytes.length < LENGTH_BYTES) throw refused()
  const end = LENGTH_BYTES + Buffer.from(bytes).readUInt16BE(0)
  if (bytes.length <= end) throw refused()
  return { wrapped: bytes.subarray(LENGTH_BYTES, end), signature: bytes.subarray(end) }
}

async function told<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    if (error instanceof KeyRingError) throw error
    const { statusCode } = error as { statusCode?: unknown }
    const what = typeof statusCode === 'number' ? `answered ${statusCode}` : 'did not answer'
    throw unavailable('azure', what)
  }
}
