import type { SigningKeys } from '@skykeep/keyring'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Audit } from '../../audit/audit.ts'
import type { Refusals } from '../../audit/refusals.ts'
import { accessTokenVerifier } from '../../auth/access-token.ts'
import { accessTokenIssuer } from '../../auth/access-token-issuer.ts'
import type { Database } from '../../db/tenancy.ts'
import type { App } from '../../http/app.ts'
import type { RateLimits } from '../../http/rate-limits.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { Metrics } from '../../operations/metrics.ts'
import { adapters } from './adapter.ts'
import { aircraftProver } from './aircraft-proof.ts'
import { answerFaults } from './answer-faults.ts'
import { clientCredentials } from './client-credentials.ts'
import { clientFinder } from './client-metadata.ts'
import type { Credentials } from './machine-principal.ts'
import { machineTokensService } from './machine-tokens.service.ts'
import { mountOAuth } from './mount.ts'
import { oauthServer } from './oauth-server.ts'
import { replays } from './replays.ts'
import { answerForStructuredTokens } from './structured-tokens.ts'
import { tokenRoutes } from './token.routes.ts'
import { tokenFateService } from './token-fate.service.ts'
import { oauthUpkeep, type Upkeep } from './upkeep.ts'

export interface OAuthNeeds {
  /** Where clients reach the API, without a slash at the end. */
  issuer: string
  /** Where clients with certificates reach it; null when there is no such listener. */
  mtlsUrl: string | null
  accessTokenSeconds: number
  /** At least one of 32 random bytes in base64url. */
  cookieKeys: readonly string[]
  db: Database
  audit: Audit
  metrics: Metrics
  limits: RateLimits
  refusals: Refusals
  log: FastifyBaseLogger
  clock: Clock
  credentials: Credentials
  /** After `ensure()`. */
  signingKeys: SigningKeys
}

export interface OAuthFeature {
  routes(app: App): void
  upkeep: Upkeep
}

/** Tokens: `POST /auth/token` for aircraft, the OAuth server for clients, their revocation, and the upkeep of keys and records. */
export function oauthFeature(needs: OAuthNeeds): OAuthFeature {
  const { issuer, mtlsUrl, accessTokenSeconds, db, audit, metrics, limits, refusals, log, clock, credentials, signingKeys } =
    needs
  const issueAccessToken = accessTokenIssuer({ issuer, signingKeys, lifeSeconds: accessTokenSeconds, clock })
  const tokens = machineTokensService({ db, audit, metrics, credentials, issueAccessToken })
  const verify = accessTokenVerifier({ issuer, keyOf: (kid) => signingKeys.publicKey(kid), now: () => clock.now() })
  const fate = tokenFateService({ db, audit, credentials, verify })
  const server = oauthServer({
    issuer,
    mtlsUrl,
    accessTokenSeconds,
    cookieKeys: needs.cookieKeys,
    signingKeys,
    adapter: adapters({ db, clock, findClient: clientFinder(credentials) }),
    credentials,
    clientCredentials: clientCredentials({ issuer, tokens, limits }),
    around: [answerFaults({ limits, refusals, log }), answerForStructuredTokens(fate)],
    clock,
    log,
  })
  return {
    routes(app) {
      mountOAuth(app as unknown as FastifyInstance, { server })
      tokenRoutes(app, { prove: aircraftProver({ credentials, replays: replays(db), issuer, clock }), tokens, limits })
    },
    upkeep: oauthUpkeep({ db, signingKeys, clock, log }),
  }
}
