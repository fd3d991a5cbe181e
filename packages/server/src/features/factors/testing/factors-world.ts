import { randomBytes } from 'node:crypto'
import { KeyRing } from '@skykeep/keyring'
import { memoryRootKey } from '@skykeep/keyring/testing/memory-root-key'
import { sql } from 'kysely'
import { TOTP } from 'otpauth'
import pg from 'pg'
import { expect } from 'vitest'
import { createAudit } from '../../../audit/audit.ts'
import { auditSeal } from '../../../audit/seal.ts'
import { type Assurance, NO_TEAM, type PersonCaller, type Principal } from '../../../auth/principal.ts'
import { openPool } from '../../../db/pool.ts'
import { openDatabase } from '../../../db/tenancy.ts'
import { secondFactorLimits } from '../../../http/guess-limits.ts'
import { dataKeyStore } from '../../../keys/data-key-store.ts'
import { newId } from '../../../lib/new-id.ts'
import { testDatabase } from '../../../testing/database.ts'
import { type Asks, testApp } from '../../../testing/http.ts'
import type { MailService, Message, PreparedMail } from '../../mail/mail.service.ts'
import { factorsRoutes } from '../factors.routes.ts'
import { factorsFeature } from '../factors.ts'
import { SoftwareAuthenticator } from './software-authenticator.ts'

export const ORIGIN = 'https://skykeep.test'

export type FactorsWorld = Awaited<ReturnType<typeof factorsWorld>>

interface Standing {
  password?: 'long' | 'short' | 'none'
  assurance?: Assurance
}

/** People and their factors behind the real pipeline, on a real database with real keys. Signing in is pretended, and so is the mail server. */
export async function factorsWorld() {
  const database = await testDatabase()
  const pool = openPool({ url: database.appUrl, role: 'skykeep_identity', applicationName: 'skykeep test', max: 20 })
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 2 })
  // A closing connection can be cut by the drop of the database, in the pool or on its way out of it.
  admin.on('connect', (client) => client.on('error', () => {}))
  admin.on('error', () => {})
  const db = openDatabase({ pool })
  const clock = {
    stoppedAt: null as number | null,
    aheadMs: 0,
    now: () => new Date((clock.stoppedAt ?? Date.now()) + clock.aheadMs),
  }
  const keyRing = new KeyRing({ root: memoryRootKey(), store: dataKeyStore(db), clock })
  const audit = createAudit({ seal: auditSeal([randomBytes(32)]), clock })
  const post = { isDown: false }
  const limits = secondFactorLimits({ db, audit, clock, key: randomBytes(32) })
  const feature = factorsFeature({ db, audit, keyRing, clock, newId, mail: mailService(post), limits, publicUrl: ORIGIN })
  const risen: { session_id: string; methods: string[] }[] = []
  const own = feature.ofPerson(async ({ person }, methods) => {
    risen.push({ session_id: person.session_id, methods })
    return { cookie: `risen-${risen.length}`, maxAgeSeconds: 600 }
  })
  const http = testApp({}, { now: () => clock.now() })
  factorsRoutes(http.app, own)
  await http.app.ready()

  /** Subjects of the mails that wait for that address. */
  async function mailsTo(email: string): Promise<string[]> {
    const { rows } = await admin.query('select sealed from identity.mails order by id')
    const mails = rows.map(({ sealed }) => JSON.parse(sealed) as { to: string; message: Message })
    return mails.filter(({ to }) => to === email).map(({ message }) => message.subject)
  }

  return {
    ...feature,
    ...http,
    own,
    db,
    admin,
    clock,
    keyRing,
    post,
    risen,

    /** A person who has just signed in. */
    async person({ password = 'long', assurance = 'single' }: Standing = {}) {
      const id = newId()
      const email = `${id}@example.com`
      await admin.query(
        `insert into identity.accounts (id, email, name, password_hash, password_is_short, created_at, updated_at)
        values ($1, $2, 'Ana', $3, $4, now(), now())`,
        [id, email, password === 'none' ? null : 'some hash', password === 'short'],
      )
      /** Another session of the same person. */
      const session = (more: { assurance?: Assurance; provenMsAgo?: number; client_id?: string } = {}) => {
        const principal: Principal = {
          kind: 'account',
          id,
          team_id: NO_TEAM,
          permissions: new Set(),
          token_id: newId(),
          thumbprint: null,
          person: {
            session_id: newId(),
            client_id: more.client_id ?? null,
            authenticated_at: new Date(clock.now().getTime() - (more.provenMsAgo ?? 0)),
            assurance: more.assurance ?? assurance,
          },
        }
        return { asks: http.as(principal), caller: { ...principal, trace_id: null, address: null } as PersonCaller }
      }
      return { id, email, session, ...session(), mailed: () => mailsTo(email) }
    },

    /** Somebody with an app that is set up, in a session that has shown it. */
    async personWithApp(standing: Standing = {}) {
      const person = await this.person({ assurance: 'multi', ...standing })
      const { secret, uri } = (await person.asks('POST /account/totp')).body
      const code = (steps = 0) => codeAt(secret, new Date(clock.now().getTime() + steps * 30_000))
      const firstCode = code()
      const confirmed = await person.asks('POST /account/totp/confirm', { body: { code: firstCode } })
      expect(confirmed.status).toBe(200)
      return { ...person, secret, uri, code, firstCode, recoveryCodes: confirmed.body.recovery_codes as string[] }
    },

    /** Adds a passkey to the account whose session asks. */
    async addPasskey(asks: Asks, name = 'Key', authenticator = new SoftwareAuthenticator(ORIGIN)) {
      const { challenge, options } = (await asks('POST /account/passkeys/options')).body
      const body = { challenge, name, response: authenticator.register(options) }
      const { status, body: passkey } = await asks('POST /account/passkeys', { body })
      expect(status).toBe(201)
      return { authenticator, passkey, options }
    },

    authenticator: (counts = false) => new SoftwareAuthenticator(ORIGIN, { counts }),

    /** A team that the person belongs to. */
    async teamOf(account_id: string, second_factor_required: boolean): Promise<string> {
      const team = newId()
      await admin.query('insert into identity.team_ids (id, founded_at) values ($1, now())', [team])
      await admin.query(
        `insert into directory.teams (team_id, name, second_factor_required, created_at, updated_at) values ($1, 'Team', $2, now(), now())`,
        [team, second_factor_required],
      )
      await admin.query('insert into identity.account_teams (account_id, member_of) values ($1, $2)', [account_id, team])
      return team
    },

    /** What the trail of the installation says about an account, in its order. */
    async entriesAbout(account_id: string) {
      const { rows } = await admin.query('select draft from audit.pending order by id')
      return rows
        .map(({ draft }) => JSON.parse(draft))
        .filter(({ resource, actor }) => resource?.id === account_id || actor.id === account_id)
    },

    async close(): Promise<void> {
      await http.app.close()
      await Promise.all([pool.end(), admin.end()])
      await database.drop()
    },
  }
}

/** What an app that was given this secret shows at that time. */
export const codeAt = (secret: string, at: Date): string => new TOTP({ secret }).generate({ timestamp: at.getTime() })

/** Puts mails into the real table, in the transaction of what they tell of, but unsealed: so that a test can read them. */
const mailService = (post: { isDown: boolean }): MailService => ({
  prepare: async (to, message) => ({ id: newId(), sealed: JSON.stringify({ to, message }) }) as PreparedMail,
  async queue(tx, prepared) {
    if (post.isDown) throw new Error('the table of mails is full')
    const { id, sealed } = prepared as unknown as { id: string; sealed: string }
    await sql`insert into identity.mails (id, sealed, next_attempt_at, created_at) values (${id}, ${sealed}, now(), now())`.execute(
      tx,
    )
  },
})
