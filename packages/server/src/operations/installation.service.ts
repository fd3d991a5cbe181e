import type { Installation } from '@skykeep/contract'
import type { z } from 'zod'
import { type Caller, must } from '../auth/principal.ts'
import { type Configuration, type ServerRole, serverRoles } from '../config/schema.ts'
import type { Database } from '../db/tenancy.ts'
import type { Clock } from '../lib/new-id.ts'
import { VERSION } from '../lib/version.ts'
import { readAudit, readDatabase, readKeys } from './installation.store.ts'

interface Needs {
  config: Configuration
  db: Database
  clock: Clock
  startedAt: Date
  /** What waits in this process, by name. */
  queues?: Record<string, () => number | Promise<number>>
}

export type InstallationService = ReturnType<typeof installationService>

const ASKED_MS = 2_000

/** The installation as its operators see it: what is alive, what waits, how old the keys are. */
export function installationService({ config, db, clock, startedAt, queues = {} }: Needs) {
  return {
    async read(caller: Caller): Promise<z.output<typeof Installation>> {
      must(caller, 'config:read')
      const now = clock.now()
      const [roles, database, keys, audit, waiting] = await Promise.all([
        Promise.all(serverRoles.map((name) => roleState(name, config))),
        readDatabase(db.pool),
        readKeys(db.pool, now),
        readAudit(db.pool, now),
        Promise.all(Object.entries(queues).map(async ([name, count]) => ({ name, waiting: await count() }))),
      ])
      return {
        version: VERSION,
        node: process.version,
        started_at: startedAt.toISOString(),
        roles,
        database,
        queues: waiting,
        keys,
        audit,
      }
    },
  }
}

/** A role elsewhere is alive when its health answers; one whose address is not configured here cannot be asked and counts as not alive. */
async function roleState(name: ServerRole, config: Configuration) {
  const here = config.SKYKEEP_ROLE.includes(name)
  return { name, here, alive: here || (await isAlive(addressOf(name, config))) }
}

const addressOf = (name: ServerRole, config: Configuration): string | undefined =>
  ({
    gateway: config.SKYKEEP_PUBLIC_URL,
    identity: config.SKYKEEP_IDENTITY_URL,
    telemetry: config.SKYKEEP_TELEMETRY_URL,
    automation: config.SKYKEEP_AUTOMATION_URL,
    weather: config.SKYKEEP_WEATHER_URL,
    contacts: config.SKYKEEP_CONTACTS_URL,
  })[name]

async function isAlive(url: string | undefined): Promise<boolean> {
  if (url === undefined) return false
  const answer = fetch(new URL('/health', url), { signal: AbortSignal.timeout(ASKED_MS), redirect: 'error' })
  return answer.then(({ ok }) => ok).catch(() => false)
}
