import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '@skykeep/contract'
import pg from 'pg'
import { pino } from 'pino'
import type { AccessClaims } from '../auth/access-token.ts'
import type { Authenticate } from '../auth/authenticate.ts'
import { Principals } from '../auth/principals.ts'
import { readConfiguration } from '../config/read.ts'
import { createApp } from '../http/app.ts'
import { identifier } from '../http/identify.ts'
import { RateLimits } from '../http/rate-limits.ts'
import { installationService } from '../operations/installation.service.ts'
import { operationsRoutes } from '../operations/operations.routes.ts'
import { commonChecks } from '../operations/readiness.ts'
import { startAutomationRole } from '../roles/automation.ts'
import { startContactsRole } from '../roles/contacts.ts'
import { startIdentityRole } from '../roles/identity.ts'
import { registerRoles } from '../roles/register-roles.ts'
import { startTelemetryRole } from '../roles/telemetry.ts'
import { startWeatherRole } from '../roles/weather.ts'
import { startCore } from '../runtime/core.ts'
import { ORIGIN } from './bare-app.ts'
import { testDatabase } from './database.ts'

const generous = {
  SKYKEEP_LIMIT_ADDRESS_PER_MINUTE: '1000000',
  SKYKEEP_LIMIT_CLIENT_PER_MINUTE: '1000000',
  SKYKEEP_LIMIT_ACCOUNT_PER_MINUTE: '1000000',
  SKYKEEP_LIMIT_AIRCRAFT_PER_MINUTE: '1000000',
  SKYKEEP_LIMIT_AIRCRAFT_BATCHES_PER_MINUTE: '1000000',
  SKYKEEP_LIMIT_TOKENS_PER_MINUTE: '1000000',
  SKYKEEP_LIMIT_FAILED_AUTHENTICATION_PER_MINUTE: '1000000',
}

/** The token of whoever has these claims. */
export const tokenOf = (claims: AccessClaims): string => `Bearer ${Buffer.from(JSON.stringify(claims)).toString('base64url')}`

export type RunningProgram = Awaited<ReturnType<typeof runningProgram>>

/** Every role of the program in one process, as it starts them, on a port of its own. Only the signature of tokens is pretended. */
export async function runningProgram() {
  const database = await testDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'skykeep-test-'))
  const config = readConfiguration({
    ...generous,
    SKYKEEP_DATABASE_URL: database.appUrl,
    SKYKEEP_DATA_DIR: folder,
    SKYKEEP_LOG_LEVEL: 'silent',
  })
  const log = pino({ level: 'silent' })
  const core = await startCore(config, log, ORIGIN)
  const limits = new RateLimits(config, { kind: 'memory' })
  const identity = await startIdentityRole(core, limits, { url: ORIGIN, mtls_url: ORIGIN })
  const telemetry = await startTelemetryRole(core)
  const automation = await startAutomationRole(core)
  const weather = await startWeatherRole(core)
  const contacts = await startContactsRole(core)
  const principals = new Principals(core.db)
  const authenticate: Authenticate = (authorization) => {
    if (authorization === undefined) throw new Problem('NOT_AUTHENTICATED')
    principals.forgetAll()
    return principals.of(JSON.parse(Buffer.from(authorization.slice(7), 'base64url').toString()) as AccessClaims)
  }
  const identify = identifier({ authenticate, sessions: null, origin: ORIGIN })
  const app = createApp({
    config,
    log,
    metrics: core.metrics,
    identify,
    now: () => core.clock.now(),
    limits,
    refusals: core.refusals,
    isStopping: () => false,
    isCertificateRevoked: () => false,
  })
  registerRoles(app, { identity, telemetry, automation, weather, contacts, identify })
  const checks = commonChecks(core.db, core.signals)
  const installation = installationService({ config, db: core.db, clock: core.clock, startedAt: new Date() })
  operationsRoutes(app, { config, clock: core.clock, installation, checks })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 2 })
  // A closing connection can be cut by the drop of the database, in the pool or on its way out of it.
  admin.on('connect', (client) => client.on('error', () => {}))
  admin.on('error', () => {})

  return {
    url,
    core,
    identity,
    automation,
    admin,
    async close(): Promise<void> {
      telemetry.live.stop()
      await app.close()
      await core.stop()
      await admin.end()
      await database.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
