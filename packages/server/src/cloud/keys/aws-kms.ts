import { DecryptCommand, DescribeKeyCommand, EncryptCommand, KMSClient, type KMSClientConfig } from '@aws-sdk/client-kms'
import { type KeyService, refused, unavailable } from './key-service.ts'

export interface AwsKey {
  arn: string
  region: string
  /** For tests: where to, and as whom. */
  options?: KMSClientConfig
}

/** Refusals that say: these bytes, or this context, were not made by this key. */
const foreign = new Set(['InvalidCiphertextException', 'IncorrectKeyException'])

/**
 * A symmetric key of AWS KMS. The context goes along as its encryption context, without which it opens nothing. It needs the actions DescribeKey,
 * Encrypt and Decrypt. Who we are is told by the surroundings, as the client of AWS has it.
 */
export function awsKms({ arn, region, options = {} }: AwsKey): KeyService {
  const client = new KMSClient({ region, maxAttempts: 2, ...options })
  const about = (context: Uint8Array) => ({ skykeep: Buffer.from(context).toString('base64url') })

  return {
    name: 'aws',
    owns: (key) => key === arn,
    async newest(abortSignal) {
      const { KeyMetadata } = await told(client.send(new DescribeKeyCommand({ KeyId: arn }), { abortSignal }))
      if (KeyMetadata?.Arn !== arn) throw unavailable('aws', 'answered with a key that was not asked for')
      if (KeyMetadata.KeyState !== 'Enabled') throw unavailable('aws', 'says that the key is not enabled')
      return arn
    },
    async seal(secret, context, abortSignal) {
      const command = new EncryptCommand({ KeyId: arn, Plaintext: secret, EncryptionContext: about(context) })
      const { CiphertextBlob } = await told(client.send(command, { abortSignal }))
      if (!CiphertextBlob?.length) throw unavailable('aws', 'answered with nothing')
      return { key: arn, bytes: CiphertextBlob }
    },
    async open({ bytes }, context, abortSignal) {
      const command = new DecryptCommand({ KeyId: arn, CiphertextBlob: bytes, EncryptionContext: about(context) })
      const { Plaintext } = await told(client.send(command, { abortSignal }))
      if (!Plaintext?.length) throw unavailable('aws', 'answered with nothing')
      return Plaintext
    },
  }
}

async function told<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } }
    if (foreign.has(name ?? '')) throw refused()
    const status = $metadata?.httpStatusCode
    throw unavailable('aws', status === undefined ? 'did not answer' : `answered ${status}`)
  }
}
