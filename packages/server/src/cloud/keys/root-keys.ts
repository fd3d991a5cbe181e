import { join } from 'node:path'
import { fileRootKey, KeyRingError, type RootKeyProvider } from '@skykeep/keyring'
import type { KeyAddress } from './key-address.ts'
import { type KnownRootKey, rootKeyOf } from './key-service.ts'

interface Where {
  dataFolder: string
  vaultTokenFile: string | undefined
}

/** The root keys at these addresses: the first one wraps, each unwraps what it wrapped. */
export async function rootKeysAt(addresses: readonly KeyAddress[], where: Where): Promise<RootKeyProvider> {
  return firstOf(await Promise.all(addresses.map((address) => rootKeyAt(address, where))))
}

/** The first of several root keys wraps; what another one wrapped it unwraps, until everything is wrapped anew. */
export function firstOf(keys: readonly KnownRootKey[]): RootKeyProvider {
  const [first] = keys
  if (first === undefined) throw new KeyRingError('ROOT_KEY_UNKNOWN')
  return {
    name: first.name,
    keyId: () => first.keyId(),
    wrap: (secret, aad) => first.wrap(secret, aad),
    unwrap: async (wrapped, aad) => {
      const own = keys.find((key) => key.wrapped(wrapped))
      if (own === undefined)
        throw new KeyRingError('ROOT_KEY_UNKNOWN', {
          detail: 'A data key was wrapped by a root key that SKYKEEP_ROOT_KEYS does not list; add its address at the end.',
        })
      return own.unwrap(wrapped, aad)
    },
  }
}

async function rootKeyAt(address: KeyAddress, { dataFolder, vaultTokenFile }: Where): Promise<KnownRootKey> {
  // Clients of clouds are loaded when one is used: they are large, and most installations keep their root key in the file.
  if (address.provider === 'azure') return rootKeyOf((await import('./azure-key-vault.ts')).azureKeyVault(address))
  if (address.provider === 'aws') return rootKeyOf((await import('./aws-kms.ts')).awsKms(address))
  if (address.provider === 'file') return { ...fileRootKey(join(dataFolder, 'root.key')), wrapped: isFiles }
  if (vaultTokenFile === undefined)
    throw new KeyRingError('ROOT_KEY_UNAVAILABLE', { detail: 'SKYKEEP_VAULT_TOKEN_FILE is missing.' })
  return rootKeyOf((await import('./vault-transit.ts')).vaultTransit({ ...address, tokenFile: vaultTokenFile }))
}

const isFiles = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 4)).toString('latin1') === 'sk1.'
