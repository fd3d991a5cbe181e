import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { Configuration } from '../config/schema.ts'
import { type App, createApp } from '../http/app.ts'
import { identifier, type SessionExchange } from '../http/identify.ts'
import { askForToken } from '../http/internal-call.ts'
import { mustBeUsed } from '../http/permission-use.ts'
import { type LimitStore, RateLimits } from '../http/rate-limits.ts'
import { rememberingExchange } from '../http/session-exchange.ts'
import { type Clock, newId } from '../lib/new-id.ts'
import { describeApi, permissionsOfRoutes } from '../openapi.ts'
import { consoleRoutes } from '../operations/console.routes.ts'
import { builtConsole, readConsole } from '../operations/console-files.ts'
import { docsRoutes } from '../operations/docs.routes.ts'
import { installationService } from '../operations/installation.service.ts'
import { operationsRoutes } from '../operations/operations.routes.ts'
import { startOperationsServer } from '../operations/operations-server.ts'
import { commonChecks } from '../operations/readiness.ts'
import { type AutomationRole, startAutomationRole } from '../roles/automation.ts'
import { startContactsRole } from '../roles/contacts.ts'
import { proxyRemoteRoles } from '../roles/gateway.ts'
import { developmentIdentity, type IdentityRole, startIdentityRole } from '../roles/identity.ts'
import { registerRoles } from '../roles/register-roles.ts'
import { startTelemetryRole } from '../roles/telemetry.ts'
import { startWeatherRole } from '../roles/weather.ts'
import { type Core, startCore } from './core.ts'
import { settlePort } from './free-port.ts'
import { type Addresses, addressesOf, openListeners } from './listeners.ts'
import { Pulse } from './pulse.ts'
import { tellStarted, tellStopped } from './tell-service.ts'

export interface Running {
  core: Core
  addresses: Addresses
  operationsUrl: string
  caFile: string | null
  identity: IdentityRole | undefined
  automation: AutomationRole | undefined
  /** Takes nothing new, finishes what was accepted, then closes everything. */
  stop(): Promise<void>
}

/** Starts the roles of this process, from the database up to the listeners. What follows is the whole order of it. */
export async function startServer(config: Configuration, log: Logger, clock?: Clock): Promise<Running> {
  mustBeUsed(permissionsOfRoutes())
  const port = await settlePort(config.SKYKEEP_HOST, config.SKYKEEP_PORT)
  const mtlsPort = await settlePort(config.SKYKEEP_HOST, config.SKYKEEP_MTLS_PORT)
  const addresses = addressesOf(config, port, mtlsPort)
  const startedAt = new Date()
  const core = await startCore(config, log, addresses.url, clock)
  try {
    const limits = new RateLimits(config, await limitStore(core))
    const has = (role: (typeof config.SKYKEEP_ROLE)[number]) => config.SKYKEEP_ROLE.includes(role)
    const identity = has('identity') ? await startIdentityRole(core, limits, addresses) : undefined
    const telemetry = has('telemetry') ? await startTelemetryRole(core) : undefined
    const automation = has('automation') ? await startAutomationRole(core) : undefined
    const weather = has('weather') ? await startWeatherRole(core) : undefined
    const contacts = has('contacts') ? await startContactsRole(core) : undefined

    const origin = new URL(addresses.url).origin
    const sessions = identity?.people.exchange ?? remoteExchange(config)
    const identify = identifier({ authenticate: core.authenticate, sessions, origin })
    let stopping = false
    const app = createApp({
      config,
      log,
      metrics: core.metrics,
      identify,
      now: () => core.clock.now(),
      limits,
      refusals: core.refusals,
      isStopping: () => stopping,
      isCertificateRevoked: (thumbprint) => core.signals.isRevoked('certificate', thumbprint),
    })
    registerRoles(app, { identity, telemetry, automation, weather, contacts, identify })
    registerGateway(app, core, startedAt)
    await app.ready()

    const caFile = identity ? writeAuthority(config, identity.installation.pem) : null
    const closeListeners = await openListeners({
      config,
      log,
      metrics: core.metrics,
      handler: (request, response) => app.routing(request, response),
      port,
      mtlsPort,
      authority: identity?.installation.pem ?? authorityInFile(config),
      isRevoked: (thumbprint) => core.signals.isRevoked('certificate', thumbprint),
      developmentIdentity: identity ? () => developmentIdentity(identity, config) : null,
    })
    const operations = await startOperationsServer({
      host: config.SKYKEEP_OPERATIONS_HOST,
      port: config.SKYKEEP_OPERATIONS_PORT,
      metrics: core.metrics,
      checks: commonChecks(core.db, core.signals),
      isStopping: () => stopping,
      log,
    })
    if (identity) sendMails(core, identity)
    automation?.start()
    contacts?.start()
    await tellOfItself(core, startedAt)
    log.info({ roles: config.SKYKEEP_ROLE, ...addresses, operations_url: operations.url }, 'ready')
    await tellStarted(core)
    return {
      core,
      addresses,
      operationsUrl: operations.url,
      caFile,
      identity,
      automation,
      async stop() {
        stopping = true
        log.info('stopping: finishing what was accepted')
        await tellStopped(core)
        telemetry?.live.stop()
        await closeListeners(config.SKYKEEP_SHUTDOWN_SECONDS * 1_000)
        await app.close()
        await operations.close()
        await core.stop()
        log.info('stopped')
      },
    }
  } catch (error) {
    await core.stop()
    throw error
  }
}

/** Without the role identity, the process that has it turns cookies into tokens. */
function remoteExchange({ SKYKEEP_IDENTITY_URL: url, SKYKEEP_INTERNAL_KEY: key }: Configuration): SessionExchange | null {
  return url && key ? rememberingExchange((cookie) => askForToken(url, key, cookie)) : null
}

function sendMails(core: Core, { people }: IdentityRole): void {
  people.start()
  core.onStop(() => people.stop())
}

async function tellOfItself({ config, db, metrics, log, onStop }: Core, startedAt: Date): Promise<void> {
  const pulse = new Pulse({ id: newId(), roles: config.SKYKEEP_ROLE, startedAt, db, metrics, log })
  onStop(() => pulse.stop())
  await pulse.start()
}

async function limitStore(core: Core): Promise<LimitStore> {
  const { config, onStop } = core
  if (config.SKYKEEP_LIMIT_STORE === 'redis') {
    const client = new Redis(config.SKYKEEP_REDIS_URL!.reveal(), { enableOfflineQueue: false, maxRetriesPerRequest: 1 })
    onStop(() => client.disconnect())
    return { kind: 'redis', client }
  }
  if (config.SKYKEEP_LIMIT_STORE === 'postgres') return { kind: 'postgres', db: core.db }
  return { kind: 'memory' }
}

function registerGateway(app: App, core: Core, startedAt: Date): void {
  const { config, clock, db, signals } = core
  if (!config.SKYKEEP_ROLE.includes('gateway')) return
  const installation = installationService({ config, db, clock, startedAt })
  operationsRoutes(app, { config, clock, installation, checks: commonChecks(db, signals) })
  docsRoutes(app, describeApi)
  consoleRoutes(app, readConsole(builtConsole()))
  proxyRemoteRoles(app, config)
}

/** Without the role identity, the root certificate is one that somebody fetched from there and trusts. */
function authorityInFile({ SKYKEEP_MTLS_CA_FILE: path }: Configuration): string | null {
  return path === undefined ? null : readFileSync(path, 'utf8')
}

/** Where clients find the authority to trust: the root certificate is public. */
function writeAuthority(config: Configuration, pem: string): string {
  const path = join(config.SKYKEEP_DATA_DIR, 'ca.pem')
  writeFileSync(path, pem, { mode: 0o644 })
  return path
}
