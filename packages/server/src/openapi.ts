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
  const config = readConfiguration({})
  const app = createApp({
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
  await documentApi(app)
  registerRoles(app, {
    identify: nothing,
    identity: {
      teams: nothing,
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
  })
  operationsRoutes(app, { config, clock: nothing, installation: nothing, checks: [] })
  return documentOf(app)
}

function oauthRoutes(app: App): void {
  mountOAuth(app as never, { server: nothing, identify: nothing })
  tokenRoutes(app, { prove: nothing, tokens: nothing, limits: nothing })
  interactionsRoutes(app, { interactions: nothing, devices: nothing, identify: nothing, limits: nothing })
}

/** Stands where a service would. Declaring a route asks nothing of it. */
const nothing = {} as never
