import { join } from 'node:path'
import {
  CheckpointKeys,
  issueServerCertificate,
  type KeyRing,
  privateKeyPem,
  type RootKeyProvider,
  SigningKeys,
} from '@skykeep/keyring'
import { auditMetrics } from '../audit/audit-metrics.ts'
import { memoryInFile } from '../audit/checkpoint-memory.ts'
import { Checkpoints } from '../audit/checkpoints.ts'
import { Sequencer } from '../audit/sequencer.ts'
import { accessTokenIssuer } from '../auth/access-token-issuer.ts'
import { passwords } from '../auth/passwords/passwords.ts'
import type { Configuration } from '../config/schema.ts'
import type { Database } from '../db/tenancy.ts'
import { activityRoutes } from '../features/activity/activity.routes.ts'
import { type ActivityService, activityService } from '../features/activity/activity.service.ts'
import { aircraftRoutes } from '../features/aircraft/aircraft.routes.ts'
import { type AircraftService, aircraftService } from '../features/aircraft/aircraft.service.ts'
import { auditRoutes } from '../features/audit/audit.routes.ts'
import { type AuditService, auditService } from '../features/audit/audit.service.ts'
import { clientsRoutes } from '../features/clients/clients.routes.ts'
import { type ClientService, clientService } from '../features/clients/clients.service.ts'
import { consentsRoutes } from '../features/consents/consents.routes.ts'
import { type ConsentService, consentService } from '../features/consents/consents.service.ts'
import { type CredentialService, credentialService } from '../features/credentials/credentials.service.ts'
import { pkiRoutes } from '../features/credentials/pki.routes.ts'
import { type PkiService, pkiService } from '../features/credentials/pki.service.ts'
import { proofService } from '../features/credentials/proofs.service.ts'
import { certificateAges } from '../features/keys/certificate-ages.ts'
import { keyMetrics } from '../features/keys/key-metrics.ts'
import { keyUpkeep } from '../features/keys/key-upkeep.ts'
import { type InvitationService, invitationService } from '../features/members/invitations.service.ts'
import { membersRoutes } from '../features/members/members.routes.ts'
import { type MemberService, memberService } from '../features/members/members.service.ts'
import { type OAuthFeature, oauthFeature } from '../features/oauth/oauth.ts'
import { rolesRoutes } from '../features/roles/roles.routes.ts'
import { type RoleService, roleService } from '../features/roles/roles.service.ts'
import { teamsRoutes } from '../features/teams/teams.routes.ts'
import { type TeamService, teamService } from '../features/teams/teams.service.ts'
import { allTeamIds } from '../features/teams/teams.store.ts'
import type { App } from '../http/app.ts'
import type { Identify } from '../http/identify.ts'
import type { ServerIdentity } from '../http/listeners.ts'
import type { RateLimits } from '../http/rate-limits.ts'
import { createKeyRing, createRootKey } from '../keys/create-key-ring.ts'
import { type InstallationAuthority, installationAuthority } from '../keys/installation-authority.ts'
import { signingKeyStore } from '../keys/signing-key-store.ts'
import { newId } from '../lib/new-id.ts'
import { onceOnly } from '../lib/once-only.ts'
import type { Core } from '../runtime/core.ts'
import { localSecret, localSecretFacts, localSecrets } from '../runtime/local-secret.ts'
import { type People, type PeopleServices, people, peopleRoutes } from './people.ts'

/** What the routes of the role stand on. */
export interface IdentityServices {
  teams: TeamService
  members: MemberService
  invitations: InvitationService
  roles: RoleService
  activity: ActivityService
  clients: ClientService
  aircraft: AircraftService
  pki: PkiService
  audit: AuditService
  oauth: Pick<OAuthFeature, 'routes'>
  people: PeopleServices
  consents: ConsentService
}

export interface IdentityRole extends IdentityServices {
  people: People
  db: Database
  keyRing: KeyRing
  rootKey: RootKeyProvider
  credentials: CredentialService
  installation: InstallationAuthority
  signingKeys: SigningKeys
  checkpointKeys: CheckpointKeys
  checkpoints: Checkpoints
  sequencer: Sequencer
}

interface Addresses {
  url: string
  mtls_url: string
}

/** Teams, machine principals and their credentials, the OAuth server, and the audit trail's sequencer and signer. */
export async function startIdentityRole(core: Core, limits: RateLimits, addresses: Addresses): Promise<IdentityRole> {
  const { config, clock, audit, metrics, refusals, log } = core
  const db = await core.open('skykeep_identity')
  const keyRing = await createKeyRing({ config, db, clock, audit })
  const installation = await installationAuthority({ db, audit, keyRing, clock })
  const store = signingKeyStore(db, audit)
  const signingKeys = new SigningKeys({ keyRing, store, clock, tokenLifeSeconds: config.SKYKEEP_ACCESS_TOKEN_SECONDS })
  await signingKeys.ensure()
  const { checkpointKeys, checkpoints, sequencer } = await startAudit(core, keyRing, store)

  const once = onceOnly({ db, keyRing, clock })
  const credentials = credentialService({ db, audit, keyRing, installation, clock, newId })
  const members = memberService({ db, audit, clock })
  const lifeSeconds = config.SKYKEEP_ACCESS_TOKEN_SECONDS
  const persons = people(
    {
      ...{ config, db, keyRing, audit, clock, metrics, log, limits, newId },
      issue: accessTokenIssuer({ issuer: addresses.url, signingKeys, lifeSeconds, clock }),
      passwords: passwords({ config, metrics }),
      publicUrl: addresses.url,
      keyFor: (purpose) => localSecret(config, purpose),
    },
    members,
  )
  const readCookieKeys = () => localSecrets(config, 'cookies').map((key) => Buffer.from(key).toString('base64url'))
  let cookieKeys = readCookieKeys()
  const oauth = oauthFeature({
    issuer: addresses.url,
    mtlsUrl: addresses.mtls_url,
    accessTokenSeconds: config.SKYKEEP_ACCESS_TOKEN_SECONDS,
    cookieKeys: () => cookieKeys,
    userCodeKey: Buffer.from(localSecret(config, 'user-codes')).toString('base64url'),
    db,
    audit,
    metrics,
    limits,
    refusals,
    log,
    clock,
    newId,
    authenticate: core.authenticate,
    sessions: persons.sessions,
    credentials: proofService({ db, clock }),
    signingKeys,
  })
  keyMetrics({ metrics, db, clock, localSince: (kind) => localSecretFacts(config, kind)?.since ?? null })
  const teamIds = () => db.withoutTeam(allTeamIds, { readOnly: true })
  certificateAges({ metrics, db, clock, teamIds, rootPem: installation.pem })
  oauth.upkeep.start()
  core.onStop(() => oauth.upkeep.stop())
  const rootKey = await createRootKey({ config })
  core.onStop(keyUpkeep({ db, audit, clock, rootKey, checkpointKeys, log }).start())
  core.onStop(keepTidy(core, [credentials, persons]))
  core.onKeysChanged(() => {
    signingKeys.forget()
    checkpointKeys.forget()
    keyRing.forget()
    cookieKeys = readCookieKeys()
  })

  return {
    db,
    keyRing,
    rootKey,
    credentials,
    installation,
    signingKeys,
    checkpointKeys,
    checkpoints,
    sequencer,
    oauth,
    consents: consentService(oauth),
    people: persons,
    teams: teamService({ db, audit, clock, newId, keyRing, credentials, members }),
    members,
    invitations: invitationService({
      db,
      audit,
      clock,
      newId,
      once,
      members,
      mail: persons.mail,
      origin: new URL(addresses.url).origin,
    }),
    roles: roleService({ db, audit, clock, newId, once }),
    activity: activityService({ db }),
    clients: clientService({ db, audit, clock, newId, once, credentials }),
    aircraft: aircraftService({ db, audit, clock, newId, once, credentials }),
    pki: pkiService({ db, keyRing, installation, clock }),
    audit: auditService({ db, audit, checkpoints }),
  }
}

const HOUR_MS = 3_600_000

/** Removes what nobody can need any more, each hour. Returns how to stop. */
function keepTidy({ log }: Core, parts: readonly { removeExpired(): Promise<void> }[]): () => void {
  const round = () =>
    void Promise.all(parts.map((part) => part.removeExpired())).catch((error) =>
      log.warn({ err: error }, 'what has expired was not removed; tried again in an hour'),
    )
  const timer = setInterval(round, HOUR_MS).unref()
  return () => clearInterval(timer)
}

async function startAudit(core: Core, keyRing: KeyRing, store: ReturnType<typeof signingKeyStore>) {
  const { config, clock, seal, log, metrics } = core
  const checkpointKeys = new CheckpointKeys({ name: config.SKYKEEP_AUDIT_ORIGIN, keyRing, store, clock })
  await checkpointKeys.ensure()
  const { pool } = await core.open('skykeep_audit', 4)
  const counted = (entries: number) => metrics.auditEntries.inc(entries)
  const sequencer = new Sequencer({ pool, seal, clock, log, onSequenced: counted })
  const memory = memoryInFile(join(config.SKYKEEP_DATA_DIR, 'last-checkpoint'))
  const settle = () => sequencer.settle()
  const checkpoints = new Checkpoints({ pool, signers: checkpointKeys, seal, memory, clock, log, settle })
  sequencer.start()
  checkpoints.start(config.SKYKEEP_AUDIT_CHECKPOINT_SECONDS)
  core.onStop(() => sequencer.stop())
  core.onStop(() => checkpoints.stop())
  auditMetrics(metrics, { pool, sequencer, checkpoints })
  return { checkpointKeys, checkpoints, sequencer }
}

const DEVELOPMENT_DAYS = 90

/** A certificate of the installation's own authority for the names under which this process is reached. */
export async function developmentIdentity({ installation }: IdentityRole, config: Configuration): Promise<ServerIdentity> {
  const names = [config.SKYKEEP_PUBLIC_URL, config.SKYKEEP_PUBLIC_MTLS_URL].filter((url) => url !== undefined)
  const { chainPem, privateKeyPkcs8 } = await issueServerCertificate({
    authority: await installation.open(),
    dnsNames: [
      'localhost',
      ...names.map((url) => new URL(url).hostname).filter((name) => /[a-z]/i.test(name) && name !== 'localhost'),
    ],
    ipAddresses: ['127.0.0.1', '::1'],
    days: DEVELOPMENT_DAYS,
    now: new Date(),
  })
  return { cert: chainPem, key: privateKeyPem(privateKeyPkcs8) }
}

export function identityRoleRoutes(app: App, role: IdentityServices, identify: Identify): void {
  teamsRoutes(app, role)
  membersRoutes(app, role)
  rolesRoutes(app, role)
  activityRoutes(app, role)
  clientsRoutes(app, role)
  aircraftRoutes(app, role)
  pkiRoutes(app, role)
  auditRoutes(app, role)
  peopleRoutes(app, role.people)
  consentsRoutes(app, role)
  role.oauth.routes(app, { identify })
}
