import { pino } from 'pino'
import { readConfiguration } from './config/read.ts'
import { interactionsRoutes } from './features/oauth/interactions.routes.ts'
import { mountOAuth } from './features/oauth/mount.ts'
import { tokenRoutes } from './features/oauth/token.routes.ts'
import { documentApi, documentOf } from './http/api-document.ts'
import { type App, createApp } from './http/app.ts'
import { operationsRoutes } from './operations/operations.routes.ts'
import { registerRoles } from './roles/register-roles.ts'

/**
 * The OpenAPI document of the whole API, whichever roles this process has: the same routes that serve, declared to an application
 * that has nothing behind it.
 */
export async function describeApi(): Promise<object> {
  const app = emptyApp()
  await documentApi(app)
  declareRoutes(app)
  return documentOf(app)
}

/** The permissions that routes of the whole API name, whichever roles this process has. */
export function permissionsOfRoutes(): ReadonlySet<string> {
  const app = emptyApp()
  const named = new Set<string>()
  app.addHook('onRoute', ({ config }) => {
    for (const name of [config?.permission, config?.permissionToo]) if (name !== undefined) named.add(name)
  })
  declareRoutes(app)
  return named
}

const config = readConfiguration({})

const emptyApp = (): App =>
  createApp({
    config,
    log: pino({ level: 'silent' }),
    metrics: nothing,
    identify: nothing,
    now: nothing,
    limits: nothing,
    refusals: nothing,
    isStopping: nothing,
    isCertificateRevoked: nothing,
  })

function declareRoutes(app: App): void {
  registerRoles(app, {
    identify: nothing,
    identity: {
      people: {
        ...{ registration: nothing, accounts: nothing, sessions: nothing, signIn: nothing, ownFactors: nothing, tokens: nothing },
        ...{ limits: nothing, origin: '', internalKey: undefined },
      },
      teams: nothing,
      members: nothing,
      invitations: nothing,
      roles: nothing,
      activity: nothing,
      clients: nothing,
      aircraft: nothing,
      pki: nothing,
      audit: nothing,
      oauth: { routes: oauthRoutes },
      consents: nothing,
    },
    telemetry: {
      telemetry: nothing,
      commits: nothing,
      live: nothing,
      batchBodyLimitBytes: config.SKYKEEP_BATCH_BODY_LIMIT_BYTES,
    },
    automation: {
      ...{ connections: nothing, machines: nothing, schedules: { overrides: nothing, calendars: nothing } as never },
      ...{ runs: nothing, liveRuns: nothing, savings: nothing },
      notifications: { rules: nothing } as never,
      keep: nothing,
    },
    weather: { weather: nothing },
    contacts: { contacts: nothing },
  })
  operationsRoutes(app, { config, clock: nothing, installation: nothing, checks: [] })
}

function oauthRoutes(app: App): void {
  mountOAuth(app as never, { server: nothing, identify: nothing })
  tokenRoutes(app, { prove: nothing, tokens: nothing, limits: nothing })
  interactionsRoutes(app, { interactions: nothing, devices: nothing, identify: nothing, limits: nothing })
}

/** Stands where a service would. Declaring a route asks nothing of it. */
const nothing = {} as never
