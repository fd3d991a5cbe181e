import { randomBytes } from 'node:crypto'
import { KeyRing, SigningKeys } from '@skykeep/keyring'
import { memoryRootKey } from '@skykeep/keyring/testing/memory-root-key'
import { startMailbox } from '@skykeep/simulator'
import pg from 'pg'
import { createAudit } from '../audit/audit.ts'
import { auditSeal } from '../audit/seal.ts'
import { accessTokenVerifier } from '../auth/access-token.ts'
import { accessTokenIssuer } from '../auth/access-token-issuer.ts'
import { authenticator } from '../auth/authenticate.ts'
import { HashQueue } from '../auth/passwords/hash-queue.ts'
import { costToday } from '../auth/passwords/hash-schemes.ts'
import { passwordHasher } from '../auth/passwords/password-hasher.ts'
import { passwordFaults } from '../auth/passwords/password-rules.ts'
import { Principals } from '../auth/principals.ts'
import { SignalFeed } from '../auth/signals.ts'
import { TokenCache } from '../auth/token-cache.ts'
import { readConfiguration } from '../config/read.ts'
import { openPool } from '../db/pool.ts'
import { openDatabase } from '../db/tenancy.ts'
import { credentialService } from '../features/credentials/credentials.service.ts'
import { invitationService } from '../features/members/invitations.service.ts'
import { membersRoutes } from '../features/members/members.routes.ts'
import { memberService } from '../features/members/members.service.ts'
import { teamsRoutes } from '../features/teams/teams.routes.ts'
import { teamService } from '../features/teams/teams.service.ts'
import { RateLimits } from '../http/rate-limits.ts'
import { dataKeyStore } from '../keys/data-key-store.ts'
import { installationAuthority } from '../keys/installation-authority.ts'
import { publicKeysOf } from '../keys/public-keys.ts'
import { signingKeyStore } from '../keys/signing-key-store.ts'
import { newId } from '../lib/new-id.ts'
import { onceOnly } from '../lib/once-only.ts'
import { people, peopleRoutes } from '../roles/people.ts'
import { bareApp, ORIGIN } from './bare-app.ts'
import { Browser } from './browser.ts'
import { testDatabase } from './database.ts'

export type PeopleWorld = Awaited<ReturnType<typeof peopleWorld>>

/** A hash of everyday strength takes 30 ms, and there are thousands in a run; its strength is proven elsewhere. */
const cheap = { ...costToday, argon2id: { m: 64, t: 1, p: 1 } }

const generous = {
  SKYKEEP_LIMIT_ADDRESS_PER_MINUTE: '1000000',
  SKYKEEP_LIMIT_ACCOUNT_PER_MINUTE: '1000000',
  SKYKEEP_LIMIT_MAILS_PER_MINUTE: '1000000',
  SKYKEEP_LIMIT_FAILED_AUTHENTICATION_PER_MINUTE: '1000000',
}

/** An installation for people: database, keys, mail over SMTP, and the doors of the API. Only the browsers are pretended. */
export async function peopleWorld(settings: Record<string, string> = {}) {
  const [database, mailbox] = await Promise.all([testDatabase(), startMailbox()])
  const config = readConfiguration({
    ...generous,
    SKYKEEP_SMTP_URL: mailbox.smtpUrl,
    SKYKEEP_MAIL_FROM: 'Skykeep <no-reply@skykeep.test>',
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
  const signingKeys = new SigningKeys({
    keyRing,
    store: signingKeyStore(db, audit),
    clock,
    tokenLifeSeconds: 900,
    modulusBits: 2_048,
  })
  await signingKeys.ensure()
  const installation = await installationAuthority({ db, audit, keyRing, clock })

  // Checked as a gateway does: with its own database role, and told of changes by signals.
  const keys = publicKeysOf(gatewayPool)
  const now = () => clock.now().getTime()
  const tokens = new TokenCache(accessTokenVerifier({ issuer: ORIGIN, keyOf: keys.keyOf, now: () => clock.now() }), now)
  const principals = new Principals(openDatabase({ pool: gatewayPool }), now)
  const signals = new SignalFeed(gatewayPool, {
    onGap: () => principals.forgetAll(),
    on: (kind, subject) => (kind === 'principal' ? principals.forget(subject) : undefined),
  })
  await signals.start()

  const members = memberService({ db, audit, clock })
  const limits = new RateLimits(config, { kind: 'memory' })
  const localKeys = new Map<string, Uint8Array>()
  const keyFor = (purpose: string) => {
    const key = localKeys.get(purpose) ?? randomBytes(32)
    localKeys.set(purpose, key)
    return key
  }
  const metricsAndLog = bareApp()
  const persons = people(
    {
      ...{ config, db, keyRing, audit, clock, limits, newId, keyFor, publicUrl: ORIGIN },
      passwords: { hasher: passwordHasher({ profile: 'argon2id', queue: new HashQueue(), cost: cheap }), passwordFaults },
      metrics: metricsAndLog.metrics,
      log: metricsAndLog.app.log,
      issue: accessTokenIssuer({ issuer: ORIGIN, signingKeys, lifeSeconds: 900, clock }),
    },
    members,
  )
  const bare = bareApp(
    {},
    {
      config,
      limits,
      authenticate: authenticator({ tokens, principals, signals }),
      sessions: persons.exchange,
      now: () => clock.now(),
    },
  )
  const once = onceOnly({ db, keyRing, clock })
  const credentials = credentialService({ db, audit, keyRing, installation, clock, newId })
  const invitations = invitationService({ db, audit, clock, newId, once, members, mail: persons.mail, origin: ORIGIN })
  const teams = teamService({ db, audit, clock, newId, keyRing, credentials, members })
  peopleRoutes(bare.app, persons)
  teamsRoutes(bare.app, { teams })
  membersRoutes(bare.app, { members, invitations })
  await bare.app.ready()

  let addresses = 0
  const world = {
    ...persons,
    ...{ app: bare.app, db, admin, clock, mailbox, audit, lines: bare.lines, database },

    /** A browser without cookies, at an address of its own. */
    browser: (address = `198.51.${Math.floor(++addresses / 250)}.${(addresses % 250) + 1}`) => new Browser(bare.app, address),

    /** What was sent to an address, the newest last, once everything that waited was sent. */
    async mailsTo(email: string) {
      while ((await persons.sendMails()) > 0);
      return mailbox.messages().filter(({ to }) => to === email)
    },

    /** The code in the newest mail to an address. */
    async codeFor(email: string): Promise<string> {
      // Several can have been sent at once: what counts is the newest that has one.
      const codes = (await world.mailsTo(email)).flatMap(({ text }) => /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(text)?.[0] ?? [])
      const code = codes.at(-1)
      if (code === undefined) throw new Error(`There is no code in the mails to ${email}.`)
      return code
    },

    /** Somebody with an account, signed in. */
    async person(password = `a passphrase of ${newId()}`) {
      const email = `${newId()}@skykeep.test`
      const browser = world.browser()
      await browser.ask('POST /accounts', { email })
      const code = await world.codeFor(email)
      const { status, body } = await browser.ask('POST /accounts/confirm', { email, code, password, name: 'Ana Ortiz' })
      if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`)
      return { email, password, browser, id: body.id as string }
    },

    /** What the trail of the installation has about an account, in order. */
    async entriesAbout(accountId: string): Promise<{ action: string; outcome: string; details: Record<string, unknown> }[]> {
      const { rows } = await admin.query<{ draft: string }>(
        `select draft from audit.pending where draft::jsonb #>> '{resource,id}' = $1 or draft::jsonb #>> '{actor,id}' = $1 order by id`,
        [accountId],
      )
      return rows.map(({ draft }) => JSON.parse(draft))
    },

    async close(): Promise<void> {
      await bare.app.close()
      await metricsAndLog.app.close()
      await signals.stop()
      await mailbox.close()
      await Promise.all([pool.end(), gatewayPool.end(), admin.end()])
      await database.drop()
    },
  }
  return world
}
