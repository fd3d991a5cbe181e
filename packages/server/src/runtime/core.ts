import { type Logger, pino } from 'pino'
import { type Audit, createAudit } from '../audit/audit.ts'
import { Refusals } from '../audit/refusals.ts'
import { type AuditSeal, auditSeal } from '../audit/seal.ts'
import { accessTokenVerifier } from '../auth/access-token.ts'
import { type Authenticate, authenticator } from '../auth/authenticate.ts'
import { Principals } from '../auth/principals.ts'
import { SignalFeed } from '../auth/signals.ts'
import { TokenCache } from '../auth/token-cache.ts'
import type { Configuration, ServerRole } from '../config/schema.ts'
import { closePool, openPool } from '../db/pool.ts'
import type { DatabaseRole } from '../db/roles.ts'
import { selfCheck } from '../db/self-check.ts'
import { type StartedDatabase, startDatabase } from '../db/start-database.ts'
import { type Database, openDatabase } from '../db/tenancy.ts'
import { publicKeysOf } from '../keys/public-keys.ts'
import { type Clock, systemClock } from '../lib/new-id.ts'
import { Metrics } from '../operations/metrics.ts'
import { localSecrets } from './local-secret.ts'

/** What every role of a process stands on. */
export interface Core {
  config: Configuration
  log: Logger
  metrics: Metrics
  clock: Clock
  started: StartedDatabase
  /** As the first role of this process: for checking tokens. */
  db: Database
  audit: Audit
  seal: AuditSeal
  refusals: Refusals
  signals: SignalFeed
  authenticate: Authenticate
  issuer: string
  /** A database of its own for a role: its connections work as that role and no other. */
  open(role: DatabaseRole, connections?: number, settings?: Readonly<Record<string, string>>): Promise<Database>
  /** Told when keys were changed, here or in another process. */
  onKeysChanged(forget: () => void): void
  /** Run in reverse order when the process stops. */
  onStop(work: () => Promise<void> | void): void
  stop(): Promise<void>
}

export const databaseRoleOf = (role: ServerRole): DatabaseRole => `skykeep_${role}`

/** A server logs to its standard output; a command keeps that for what it prints. */
export function createLog(config: Configuration, to: 'stdout' | 'stderr' = 'stdout'): Logger {
  const options = { level: config.SKYKEEP_LOG_LEVEL, base: { service: 'skykeep' }, timestamp: pino.stdTimeFunctions.isoTime }
  return pino(options, pino.destination({ fd: to === 'stdout' ? 1 : 2, sync: true }))
}

/**
 * Database, self-check, token verification: in this order, and nothing is served before all of it stands. Another `clock` is for proofs that
 * live through weeks.
 */
export async function startCore(config: Configuration, log: Logger, issuer: string, clock: Clock = systemClock): Promise<Core> {
  const stops: (() => Promise<void> | void)[] = []
  const metrics = new Metrics()
  const first = databaseRoleOf(config.SKYKEEP_ROLE[0]!)
  const started = await startDatabase({
    log,
    role: first,
    dataFolder: config.SKYKEEP_DATA_DIR,
    databaseUrl: config.SKYKEEP_DATABASE_URL?.reveal(),
    ownerUrl: config.SKYKEEP_DATABASE_OWNER_URL?.reveal(),
  })
  stops.push(() => started.stop())
  const stop = async () => {
    for (const work of stops.splice(0).reverse()) {
      await Promise.resolve()
        .then(work)
        .catch((error) => log.error({ err: error }, 'something could not be stopped cleanly'))
    }
  }
  try {
    const open: Core['open'] = async (role, connections = config.SKYKEEP_DATABASE_CONNECTIONS, settings = {}) => {
      const pool = openPool({
        url: started.appUrl,
        role,
        applicationName: `skykeep ${role.slice(8)}`,
        max: connections,
        settings,
        log,
      })
      stops.push(() => closePool(pool))
      await selfCheck(pool)
      return openDatabase({ pool })
    }
    const db = await open(first)
    const seal = auditSeal(() => localSecrets(config, 'audit-seal'))
    const keys = publicKeysOf(db.pool)
    const tokens = new TokenCache(accessTokenVerifier({ issuer, keyOf: keys.keyOf, now: () => clock.now() }), Date.now)
    const principals = new Principals(db, Date.now, ({ team, sub }, unknown) => {
      metrics.unknownGrants.inc()
      log.warn(
        { team, principal: sub, unknown },
        'the store gives a principal roles or permissions that do not exist: they count for nothing',
      )
    })
    const keyHolders: (() => void)[] = [() => keys.clear(), () => tokens.clear(), () => seal.again()]
    const forgetKeys = () => {
      for (const forget of keyHolders) forget()
    }
    const signals = new SignalFeed(db.pool, {
      onGap() {
        forgetKeys()
        principals.forgetAll()
      },
      on(kind, subject) {
        if (kind === 'principal') principals.forget(subject)
        if (kind === 'keys') forgetKeys()
      },
    })
    await signals.start()
    stops.push(() => signals.stop())
    const audit = createAudit({ seal, clock })
    const refusals = new Refusals({ db, audit, clock, log })
    refusals.start()
    stops.push(() => refusals.stop())
    return {
      config,
      log,
      metrics,
      clock,
      started,
      db,
      audit,
      seal,
      refusals,
      signals,
      authenticate: authenticator({ tokens, principals, signals }),
      issuer,
      open,
      onKeysChanged: (forget) => keyHolders.push(forget),
      onStop: (work) => stops.push(work),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
