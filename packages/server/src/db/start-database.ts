import { appLogin, ownerLogin } from './embedded/passwords.ts'
import type { ServerSettings } from './embedded/settings.ts'
import { type Embedded, startEmbedded } from './embedded/start-embedded.ts'
import type { Log } from './log.ts'
import { assertMigrated, migrate } from './migrate.ts'
import { openPool } from './pool.ts'
import { provision } from './provision.ts'
import type { DatabaseRole } from './roles.ts'

export interface DatabaseNeeds {
  log: Log
  /** A PostgreSQL of the operator's, as the restricted login; without it the embedded one in `dataFolder`. */
  databaseUrl?: string | undefined
  /** As the owner of the tables. Without it nothing is migrated, only checked. */
  ownerUrl?: string | undefined
  /** A role that this process works as. */
  role: DatabaseRole
  dataFolder: string
  settings?: ServerSettings
}

export interface StartedDatabase {
  appUrl: string
  embedded?: Embedded
  stop(): Promise<void>
}

/** A database that has every migration, and the URL of the login that the program works with. */
export async function startDatabase(needs: DatabaseNeeds): Promise<StartedDatabase> {
  return needs.databaseUrl ? useDatabase(needs, needs.databaseUrl) : useEmbedded(needs)
}

async function useDatabase({ ownerUrl, role, log }: DatabaseNeeds, databaseUrl: string): Promise<StartedDatabase> {
  if (ownerUrl) await migrate({ url: ownerUrl, log })
  else {
    const pool = openPool({ url: databaseUrl, role, applicationName: 'skykeep start', max: 1, log })
    await assertMigrated(pool).finally(() => pool.end())
  }
  return { appUrl: databaseUrl, stop: async () => {} }
}

async function useEmbedded({ dataFolder, settings, log }: DatabaseNeeds): Promise<StartedDatabase> {
  const embedded = await startEmbedded({ dataFolder, log, settings })
  try {
    const { adminUrl, passwords, url } = embedded
    await provision({ adminUrl, passwords, database })
    await migrate({ url: url(ownerLogin, passwords[ownerLogin], database), log })
    return { appUrl: url(appLogin, passwords[appLogin], database), embedded, stop: embedded.stop }
  } catch (error) {
    await embedded.stop()
    throw error
  }
}

const database = 'skykeep'
