import type { SigningKeys } from '@skykeep/keyring'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Audit } from '../../audit/audit.ts'
import type { Refusals } from '../../audit/refusals.ts'
import { accessTokenVerifier } from '../../auth/access-token.ts'
import { accessTokenIssuer } from '../../auth/access-token-issuer.ts'
import type { Authenticate } from '../../auth/authenticate.ts'
import type { Database } from '../../db/tenancy.ts'
import type { App } from '../../http/app.ts'
import type { Identify } from '../../http/identify.ts'
import type { RateLimits } from '../../http/rate-limits.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { Metrics } from '../../operations/metrics.ts'
import type { SessionService } from '../sessions/sessions.service.ts'
import { adapters } from './adapter.ts'
import { aircraftProver } from './aircraft-proof.ts'
import { answerFaults } from './answer-faults.ts'
import { type AskingClientService, askingClientService } from './asking-clients.service.ts'
import { clientCredentials } from './client-credentials.ts'
import { clientFinder } from './client-metadata.ts'
import { deviceService } from './device.service.ts'
import { existingGrant } from './existing-grant.ts'
import { type GrantService, grantService } from './grants.service.ts'
import { interactionsRoutes } from './interactions.routes.ts'
import { interactionService } from './interactions.service.ts'
import { libraryGrants } from './library-grants.ts'
import type { Credentials } from './machine-principal.ts'
import { machineTokensService } from './machine-tokens.service.ts'
import { mountOAuth } from './mount.ts'
import { oauthServer } from './oauth-server.ts'
import { personAccounts } from './person-accounts.ts'
import type { MethodsOf } from './person-session.ts'
import { personTokens } from './person-tokens.ts'
import { replays } from './replays.ts'
import { answerInQueries } from './response-modes.ts'
import { answerForStructuredTokens } from './structured-tokens.ts'
import { tokenRoutes } from './token.routes.ts'
import { tokenFateService } from './token-fate.service.ts'
import { oauthUpkeep, type Upkeep } from './upkeep.ts'
import { userCodeHasher } from './user-codes.ts'
import { answerUserinfo } from './userinfo.ts'

export interface OAuthNeeds {
  /** Where clients reach the API, without a slash at the end. */
  issuer: string
  /** Where clients with certificates reach it; null when there is no such listener. */
  mtlsUrl: string | null
  accessTokenSeconds: number
  /** At least one of 32 random bytes in base64url: the first signs, all are believed. Asked again and again. */
  cookieKeys: () => readonly string[]
  /** 32 random bytes in base64url that the database does not hold: codes of devices are kept under it. */
  userCodeKey: string
  db: Database
  audit: Audit
  metrics: Metrics
  limits: RateLimits
  refusals: Refusals
  log: FastifyBaseLogger
  clock: Clock
  newId: () => string
  authenticate: Authenticate
  sessions: Pick<SessionService, 'current'>
  credentials: Credentials
  /** After `ensure()`. */
  signingKeys: SigningKeys
}

/** Where people come in. */
export interface OAuthDoor {
  /** Who the cookie of a browser stands for. */
  identify: Identify
}

export interface OAuthFeature {
  routes(app: App, door: OAuthDoor): void
  /** What people let clients do: for their own list of it. */
  grants: GrantService
  clients: AskingClientService
  upkeep: Upkeep
}

/**
 * Tokens: `POST /auth/token` for aircraft, the OAuth server for clients and for people who let clients act for them, their revocation,
 * and the upkeep of keys and records.
 */
export function oauthFeature(needs: OAuthNeeds): OAuthFeature {
  const { issuer, mtlsUrl, accessTokenSeconds, db, audit, metrics, limits, refusals, log, clock, credentials, signingKeys } =
    needs
  const issueAccessToken = accessTokenIssuer({ issuer, signingKeys, lifeSeconds: accessTokenSeconds, clock })
  const tokens = machineTokensService({ db, audit, metrics, credentials, issueAccessToken })
  const verify = accessTokenVerifier({ issuer, keyOf: (kid) => signingKeys.publicKey(kid), now: () => clock.now() })
  const grants = grantService({ db, audit, clock, newId: needs.newId })
  const clients = askingClientService({ db, credentials })
  const fate = tokenFateService({ db, audit, credentials, grants, verify })
  const hashUserCode = userCodeHasher(needs.userCodeKey)
  const methodsOf: MethodsOf = async (caller) => (await needs.sessions.current(caller)).methods
  const server = oauthServer({
    issuer,
    mtlsUrl,
    accessTokenSeconds,
    cookieKeys: needs.cookieKeys,
    signingKeys,
    adapter: adapters({
      db,
      clock,
      hashUserCode,
      findClient: clientFinder(credentials),
      grants: libraryGrants({ issuer, audit, grants }),
    }),
    credentials,
    clientCredentials: clientCredentials({ issuer, tokens, limits }),
    findAccount: personAccounts({ db, clock, grants, limits }),
    existingGrant: existingGrant(grants),
    personTokens: personTokens({ db, audit, metrics, clock }),
    fate,
    methodsOf,
    around: [
      answerFaults({ limits, refusals, log }),
      answerInQueries,
      answerUserinfo({ db, authenticate: needs.authenticate }),
      answerForStructuredTokens(fate),
    ],
    clock,
    log,
  })
  return {
    grants,
    clients,
    routes(app, { identify }) {
      mountOAuth(app as unknown as FastifyInstance, { server, identify })
      tokenRoutes(app, { prove: aircraftProver({ credentials, replays: replays(db), issuer, clock }), tokens, limits })
      const interactions = interactionService({ issuer, db, audit, clock, grants, clients, sessions: needs.sessions })
      const devices = deviceService({ issuer, db, audit, clock, grants, clients, methodsOf, hashUserCode })
      interactionsRoutes(app, { interactions, devices, identify, limits })
    },
    upkeep: oauthUpkeep({ db, signingKeys, grants, clock, log }),
  }
}
