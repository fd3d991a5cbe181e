import { mkdirSync } from 'node:fs'
import { type Clock, KeyRing, type RootKeyProvider } from '@skykeep/keyring'
import type { Audit } from '../audit/audit.ts'
import { rootKeysAt } from '../cloud/keys/root-keys.ts'
import type { Configuration } from '../config/schema.ts'
import type { Database } from '../db/tenancy.ts'
import { dataKeyStore } from './data-key-store.ts'

interface Needs {
  config: Pick<Configuration, 'SKYKEEP_DATA_DIR' | 'SKYKEEP_ROOT_KEYS' | 'SKYKEEP_VAULT_TOKEN_FILE'>
  db: Database
  clock: Clock
  /** Where keys are replaced: the store writes the entry with the change. */
  audit?: Pick<Audit, 'write'>
}

/** The root key of this installation, for the key ring and for those who rotate it. */
export async function createRootKey({ config }: Pick<Needs, 'config'>): Promise<RootKeyProvider> {
  const dataFolder = config.SKYKEEP_DATA_DIR
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  return rootKeysAt(config.SKYKEEP_ROOT_KEYS, { dataFolder, vaultTokenFile: config.SKYKEEP_VAULT_TOKEN_FILE })
}

/** The key ring of this installation: its root key in a file of the data folder or in a key service, its data keys in the database. */
export async function createKeyRing({ config, db, clock, audit }: Needs): Promise<KeyRing> {
  return new KeyRing({ root: await createRootKey({ config }), store: dataKeyStore(db, audit), clock })
}
