import { randomBytes, randomUUID } from 'node:crypto'
import type { AuthMethod, PublicJwks, RoleName } from '@skykeep/contract'
import { issueServerCertificate, KeyRing, privateKeyPem, SigningKeys } from '@skykeep/keyring'
import { certificateRequest } from '@skykeep/keyring/testing/certificate-requests'
import { memoryRootKey } from '@skykeep/keyring/testing/memory-root-key'
import pg from 'pg'
import { createAudit } from '../../../audit/audit.ts'
import { auditSeal } from '../../../audit/seal.ts'
import { accessTokenVerifier } from '../../../auth/access-token.ts'
import { accessTokenIssuer } from '../../../auth/access-token-issuer.ts'
import { authenticator } from '../../../auth/authenticate.ts'
import { operatorOf } from '../../../auth/principal.ts'
import { Principals } from '../../../auth/principals.ts'
import { SignalFeed } from '../../../auth/signals.ts'
import { TokenCache } from '../../../auth/token-cache.ts'
import { readConfiguration } from '../../../config/read.ts'
import { openPool } from '../../../db/pool.ts'
import { openDatabase } from '../../../db/tenancy.ts'
import { identifier } from '../../../http/identify.ts'
import { type Listener, listenHttp, listenMutual } from '../../../http/listeners.ts'
import { RateLimits } from '../../../http/rate-limits.ts'
import { rememberingExchange } from '../../../http/session-exchange.ts'
import { announce } from '../../../keys/announce.ts'
import { dataKeyStore } from '../../../keys/data-key-store.ts'
import { installationAuthority } from '../../../keys/installation-authority.ts'
import { publicKeysOf } from '../../../keys/public-keys.ts'
import { signingKeyStore } from '../../../keys/signing-key-store.ts'
import { newId } from '../../../lib/new-id.ts'
import { bareApp } from '../../../testing/bare-app.ts'
import { testDatabase } from '../../../testing/database.ts'
import { consentsRoutes } from '../../consents/consents.routes.ts'
import { consentService } from '../../consents/consents.service.ts'
import { credentialService } from '../../credentials/credentials.service.ts'
import { proofService } from '../../credentials/proofs.service.ts'
import { sessionTokens } from '../../sessions/session-tokens.ts'
import { sessionService } from '../../sessions/sessions.service.ts'
import { oauthFeature } from '../oauth.ts'

export type World = Awaited<ReturnType<typeof oauthWorld>>

interface Wishes {
  /** 2,048 where a test is not about the keys: 3,072 take seconds to make. */
  modulusBits?: number
  settings?: Record<string, string>
}

/** An installation with database, keys, authorities, plain and mTLS listener: everything but other people's code is real. */
export async function oauthWorld({ modulusBits = 2_048, settings = {} }: Wishes = {}) {
  const database = await testDatabase()
  const config = readConfiguration({
    SKYKEEP_LIMIT_TOKENS_PER_MINUTE: '100000',
    SKYKEEP_LIMIT_FAILED_AUTHENTICATION_PER_MINUTE: '100000',
    SKYKEEP_LIMIT_ADDRESS_PER_MINUTE: '1000000',
    ...settings,
  })
  const pool = openPool({ url: database.appUrl, role: 'skykeep_identity', applicationName: 'skykeep test', max: 16 })
  const gatewayPool = openPool({ url: database.appUrl, role: 'skykeep_gateway', applicationName: 'skykeep test', max: 4 })
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 2 })
  // A closing connection can be cut by the drop of the database, in the pool or on its way out of it.
  admin.on('connect', (client) => client.on('error', () => {}))
  admin.on('error', () => {})
  const db = openDatabase({ pool })
  const clock = { shiftMs: 0, now: () => new Date(Date.now() + clock.shiftMs) }
  const keyRing = new KeyRing({ root: memoryRootKey(), store: dataKeyStore(db), clock })
  const audit = createAudit({ seal: auditSeal([randomBytes(32)]), clock })
  const signingKeys = new SigningKeys({ keyRing, store: signingKeyStore(db, audit), clock, tokenLifeSeconds: 900, modulusBits })
  await signingKeys.ensure()
  const installation = await installationAuthority({ db, audit, keyRing, clock })
  const credentials = credentialService({ db, audit, keyRing, installation, clock, newId })
  const proofs = proofService({ db, clock })

  // Two issuers would be two worlds: the port has to be known before the issuer is.
  const front = await listenHttp('127.0.0.1', 0, {
    handler: (request, response) => handler(request, response),
    log: silent,
    metrics: null as never,
  })
  const mutual = await mutualListener()
  const issuer = `http://127.0.0.1:${front.port}`
  const mtlsUrl = `https://127.0.0.1:${mutual.port}`

  const keys = publicKeysOf(gatewayPool)
  const tokenCache = new TokenCache(accessTokenVerifier({ issuer, keyOf: keys.keyOf, now: () => clock.now() }), Date.now)
  const principals = new Principals(openDatabase({ pool: gatewayPool }))
  const signals = new SignalFeed(gatewayPool, {
    onGap: () => principals.forgetAll(),
    on(kind, subject) {
      if (kind === 'principal') principals.forget(subject)
      if (kind === 'keys') {
        keys.clear()
        tokenCache.clear()
        signingKeys.forget()
      }
    },
  })
  await signals.start()
  const limits = new RateLimits(config, { kind: 'memory' })
  const authenticate = authenticator({ tokens: tokenCache, principals, signals })
  const issue = accessTokenIssuer({ issuer, signingKeys, lifeSeconds: 900, clock })
  const ofSessions = sessionTokens({ db, clock, issue, config })
  const exchange = rememberingExchange(
    async (cookie) => (await ofSessions.tokenFor(cookie)).access_token,
    () => clock.now().getTime(),
  )
  const sessions = sessionService({ db, audit, clock, newId, config })
  const identify = identifier({ authenticate, sessions: exchange, origin: issuer })
  const bare = bareApp(settings, {
    config,
    limits,
    identify,
    now: () => clock.now(),
    isCertificateRevoked: (thumbprint) => signals.isRevoked('certificate', thumbprint),
  })
  const { app, refused } = bare
  const cookieKeys = [randomBytes(32).toString('base64url')]
  const feature = oauthFeature({
    issuer,
    mtlsUrl,
    accessTokenSeconds: config.SKYKEEP_ACCESS_TOKEN_SECONDS,
    cookieKeys: () => cookieKeys,
    userCodeKey: randomBytes(32).toString('base64url'),
    db,
    audit,
    metrics: bare.metrics,
    limits,
    refusals: { note: (_request: unknown, { code }: { code: string }) => refused.push(code) } as never,
    log: app.log,
    clock,
    newId,
    authenticate,
    sessions,
    credentials: proofs,
    signingKeys,
  })
  feature.routes(app, { identify })
  consentsRoutes(app, { consents: consentService(feature) })
  app.get('/whoami', { config: { anyPrincipal: 'for tests' } }, async ({ principal: { id, permissions, team_id, person } }) => ({
    id,
    permissions: [...permissions],
    ...(person && { team_id, client_id: person.client_id, sid: person.session_id, assurance: person.assurance }),
  }))
  await app.ready()
  const handler: Parameters<typeof listenHttp>[2]['handler'] = (request, response) => app.routing(request, response)

  async function mutualListener(): Promise<Listener> {
    const { chainPem, privateKeyPkcs8 } = await issueServerCertificate({
      authority: await installation.open(),
      dnsNames: ['localhost'],
      ipAddresses: ['127.0.0.1'],
      days: 10,
      now: clock.now(),
    })
    const identity = { cert: chainPem, key: privateKeyPem(privateKeyPkcs8) }
    return listenMutual('127.0.0.1', 0, identity, {
      handler: (request, response) => handler(request, response),
      log: silent,
      metrics: null as never,
      authorities: [installation.pem],
      isRevoked: (thumbprint) => signals.isRevoked('certificate', thumbprint),
    })
  }

  async function newTeam(): Promise<string> {
    const team_id = newId()
    await admin.query('insert into directory.teams (team_id, name, created_at, updated_at) values ($1, $2, now(), now())', [
      team_id,
      `team ${team_id}`,
    ])
    return team_id
  }

  interface NewClient {
    team_id?: string
    roles?: RoleName[]
    permissions?: string[]
    auth_method?: AuthMethod | 'none'
    jwks?: PublicJwks
    certificate_thumbprints?: string[]
    expires_at?: Date
    redirect_uris?: string[]
    device_flow?: boolean
  }

  return {
    ...bare,
    config,
    issuer,
    mtlsUrl,
    rootPem: installation.pem,
    installation,
    admin,
    db,
    clock,
    audit,
    keyRing,
    signingKeys,
    credentials,
    proofs,
    signals,
    feature,
    sessions,
    announce,
    newTeam,

    async newClient({ team_id, roles = ['reader'], permissions = [], auth_method = 'client_secret', ...rest }: NewClient = {}) {
      const team = team_id ?? (await newTeam())
      const id = newId()
      await admin.query(
        `insert into directory.clients (team_id, id, name, roles, permissions, auth_method, jwks, certificate_thumbprints, expires_at,
             redirect_uris, device_flow, created_at, updated_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, now(), now())`,
        [
          team,
          id,
          `client ${randomUUID()}`,
          roles,
          permissions,
          auth_method,
          rest.jwks ?? null,
          rest.certificate_thumbprints ?? [],
          rest.expires_at ?? null,
          rest.redirect_uris ?? [],
          rest.device_flow ?? false,
        ],
      )
      const principal = { kind: 'client' as const, id }
      const secret = await db.asTeam(team, async (tx) => {
        await credentials.enrol(tx, principal)
        return auth_method === 'client_secret' ? (await credentials.addSecret(tx, principal)).secret : ''
      })
      return { ...principal, team_id: team, secret }
    },

    async newAircraft({ team_id, jwks }: { team_id?: string; jwks?: PublicJwks } = {}) {
      const team = team_id ?? (await newTeam())
      const id = newId()
      await admin.query(
        `insert into directory.aircraft (team_id, id, registration, tier, jwks, created_at, updated_at) values ($1, $2, $3, 'standard', $4, now(), now())`,
        [team, id, id.slice(-12).toUpperCase(), jwks ?? null],
      )
      const principal = { kind: 'aircraft' as const, id }
      const secret = await db.asTeam(team, async (tx) => {
        await credentials.enrol(tx, principal)
        return (await credentials.addSecret(tx, principal)).secret
      })
      return { ...principal, team_id: team, secret }
    },

    /** A certificate of the team's authority, with its key, as a TLS client wants them. */
    async certificateFor(principal: { kind: 'aircraft' | 'client'; id: string; team_id: string }) {
      const { csrPem, privateKeyPkcs8 } = await certificateRequest()
      const ordered = await credentials.order(operatorOf(principal.team_id, 'test'), principal, { csr: csrPem, days: 30 })
      await db.asTeam(principal.team_id, (tx) => credentials.keepCertificate(tx, principal, ordered))
      return {
        cert: ordered.chainPem,
        key: privateKeyPem(privateKeyPkcs8),
        thumbprint: ordered.thumbprint,
        serial: ordered.serial,
      }
    },

    /** The actions in the audit trail of a team, as they wait for their place. */
    async entriesOf(
      team_id: string,
    ): Promise<
      { action: string; reason: string | null; details: Record<string, unknown>; actor: { type: string; id: string } }[]
    > {
      const { rows } = await admin.query('select draft from audit.pending where team_id = $1 order by written_at, id', [team_id])
      return rows.map(({ draft }) => JSON.parse(draft))
    },

    async close() {
      await signals.stop()
      await feature.upkeep.stop()
      await Promise.all([front.close(0), mutual.close(0), app.close()])
      await Promise.all([pool.end(), gatewayPool.end(), admin.end()])
      await database.drop()
    },
  }
}

const silent = { info() {}, error() {}, warn() {} } as never
