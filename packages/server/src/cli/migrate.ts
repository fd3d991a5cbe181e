import { readConfiguration } from '../config/read.ts'
import { migrate } from '../db/migrate.ts'
import { createLog } from '../runtime/core.ts'

export const migrateUsage = 'skykeep migrate   brings the database of SKYKEEP_DATABASE_OWNER_URL up to this release'

export async function migrateCommand(): Promise<number> {
  const config = readConfiguration()
  const url = config.SKYKEEP_DATABASE_OWNER_URL
  if (!url) throw new Error('SKYKEEP_DATABASE_OWNER_URL is needed: migrations run as the owner of the tables.')
  await migrate({ url: url.reveal(), log: createLog(config) })
  return 0
}
