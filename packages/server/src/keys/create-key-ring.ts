import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, fileRootKey, KeyRing } from '@skykeep/keyring'
import type { Configuration } from '../config/schema.ts'
import type { Database } from '../db/tenancy.ts'
import { dataKeyStore } from './data-key-store.ts'

interface Needs {
  config: Pick<Configuration, 'SKYKEEP_DATA_DIR'>
  db: Database
  clock: Clock
}

/** The key ring of this installation: its root key in a file of the data folder, its data keys in the database. */
export function createKeyRing({ config, db, clock }: Needs): KeyRing {
  const folder = config.SKYKEEP_DATA_DIR
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return new KeyRing({ root: fileRootKey(join(folder, 'root.key')), store: dataKeyStore(db), clock })
}
