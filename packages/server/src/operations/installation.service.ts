import type { Installation } from '@skykeep/contract'
import { type Caller, must } from '../auth/principal.ts'
import { type Configuration, type ServerRole, serverRoles } from '../config/schema.ts'
import type { Database } from '../db/tenancy.ts'
import type { Clock } from '../lib/new-id.ts'
import { VERSION } from '../lib/version.ts'
import { readProcesses } from '../runtime/processes.store.ts'
import { SILENT_SECONDS } from '../runtime/pulse.ts'
import { readDatabase, readSigningKeys, readTree } from './installation.store.ts'
import { keysOf, queuesOf, sequencingOf } from './installation-facts.ts'

interface Needs {
  config: Configuration
  db: Pick<Database, 'pool'>
  clock: Clock
  startedAt: Date
}

export type InstallationService = ReturnType<typeof installationService>

const ASKED_MS = 2_000

/**
 * The installation as its operators see it: what is alive, what waits, how old the keys are. Members of any team may be permitted to see it,
 * so it has numbers of all teams together, and nothing that is one team's.
 */
export function installationService({ config, db, clock, startedAt }: Needs) {
  return {
    async read(caller: Caller): Promise<Installation> {
      must(caller, 'config:read')
      const now = clock.now()
      const [processes, database, signing, tree, reachable] = await Promise.all([
        readProcesses(db.pool),
        readDatabase(db.pool),
        readSigningKeys(db.pool),
        readTree(db.pool, now),
        Promise.all(serverRoles.map((name) => reaches(name, config))),
      ])
      const alive = processes.filter(({ silent_seconds }) => silent_seconds < SILENT_SECONDS)
      return {
        measured_at: now.toISOString(),
        version: VERSION,
        node: process.version,
        started_at: startedAt.toISOString(),
        roles: serverRoles.map((name, at) => {
          const here = config.SKYKEEP_ROLE.includes(name)
          return { name, here, alive: here || alive.some(({ roles }) => roles.includes(name)), reachable: reachable[at]! }
        }),
        processes: processes.map((one) => ({
          ...{ id: one.id, roles: one.roles, version: one.version, node: one.node },
          ...{ started_at: one.started_at.toISOString(), told_at: one.told_at.toISOString() },
          ...{ alive: alive.includes(one), clock_skew_seconds: one.facts.clock_skew_seconds ?? null },
        })),
        database,
        queues: queuesOf(alive),
        keys: keysOf(signing, alive, now),
        audit: { ...tree, ...sequencingOf(alive) },
      }
    },
  }
}

/** Whether a role answers to which calls are handed over, whatever it says: only a gateway has `/health`. Null where none are. */
async function reaches(name: ServerRole, config: Configuration): Promise<boolean | null> {
  const url = addressOf(name, config)
  if (url === undefined || config.SKYKEEP_ROLE.includes(name)) return null
  const answer = fetch(new URL('/health', url), { signal: AbortSignal.timeout(ASKED_MS), redirect: 'error' })
  return answer.then(
    () => true,
    () => false,
  )
}

const addressOf = (name: ServerRole, config: Configuration): string | undefined =>
  ({
    gateway: undefined,
    identity: config.SKYKEEP_IDENTITY_URL,
    telemetry: config.SKYKEEP_TELEMETRY_URL,
    automation: config.SKYKEEP_AUTOMATION_URL,
    weather: config.SKYKEEP_WEATHER_URL,
    contacts: config.SKYKEEP_CONTACTS_URL,
  })[name]
