import { setTimeout as delay } from 'node:timers/promises'
import { systemActor } from '../audit/fact.ts'
import { VERSION } from '../lib/version.ts'
import { configurationsStore } from './configurations.store.ts'
import type { Core } from './core.ts'
import { changedSettings, keptSettings } from './kept-settings.ts'
import { migrationsToldStore } from './migrations-told.store.ts'

type Needs = Pick<Core, 'config' | 'db' | 'audit' | 'log'>

/** A stop is never held up for longer by a database that is away. */
const PATIENCE_MS = 2_000

/**
 * Tells the audit trail that this process serves, and before that which migrations came since it was last told, and with which settings the
 * roles of this process start otherwise than they did last. A trail that cannot be written is no reason to serve less than before: it is logged.
 */
export async function tellStarted(core: Needs): Promise<void> {
  await tellMigrations(core)
  await tellConfiguration(core)
  await tell(core, 'service.started')
}

async function tellMigrations({ db, audit, log }: Needs): Promise<void> {
  const action = 'database.migrated'
  await db
    .withoutTeam(async (tx) => {
      const store = migrationsToldStore(tx)
      const before = { migration: await store.newest() }
      const migrations = await store.take()
      const newest = migrations.at(-1)
      if (newest === undefined) return
      const change = { before, after: { migration: newest }, details: { migrations } }
      await audit.write(tx, systemActor('server'), { action, resource: { type: 'migration', id: newest }, ...change })
    })
    .catch((error) => log.warn({ err: error, action }, 'the audit trail was not told'))
}

async function tellConfiguration({ config, db, audit, log }: Needs): Promise<void> {
  const action = 'configuration.changed'
  const now = keptSettings(config)
  await db
    .withoutTeam(async (tx) => {
      const before = await configurationsStore(tx).replace(config.SKYKEEP_ROLE.join(','), now)
      const changed = before && changedSettings(before, now)
      if (changed) await audit.write(tx, systemActor('server'), { action, ...changed, details: { roles: config.SKYKEEP_ROLE } })
    })
    .catch((error) => log.warn({ err: error, action }, 'the audit trail was not told'))
}

/** Tells the audit trail that this process stops in good order, if that can be told soon. */
export async function tellStopped(core: Needs, patienceMs = PATIENCE_MS): Promise<void> {
  const patience = new AbortController()
  const late = delay(patienceMs, undefined, { signal: patience.signal }).then(
    () => core.log.warn('the audit trail was not told of the stop in time'),
    () => undefined,
  )
  await Promise.race([tell(core, 'service.stopped'), late])
  patience.abort()
}

async function tell({ config, db, audit, log }: Needs, action: 'service.started' | 'service.stopped'): Promise<void> {
  const fact = { action, details: { roles: config.SKYKEEP_ROLE, version: VERSION } }
  await db
    .withoutTeam((tx) => audit.write(tx, systemActor('server'), fact))
    .catch((error) => log.warn({ err: error, action }, 'the audit trail was not told'))
}
