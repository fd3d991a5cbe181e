import { Problem } from '@skykeep/contract'
import type { Audit } from '../../audit/audit.ts'
import type { AuditActor } from '../../audit/fact.ts'
import type { PasswordHasher } from '../../auth/passwords/password-hasher.ts'
import { isShortPassword } from '../../auth/passwords/password-rules.ts'
import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { MailService } from '../mail/mail.service.ts'
import type { SessionService } from '../sessions/sessions.service.ts'
import { type AccountRow, accountsStore } from './accounts.store.ts'
import type { MailCodes } from './mail-codes.ts'
import { messages } from './messages.ts'
import type { MustBeGoodPassword } from './password-choice.ts'

export interface RegistrationNeeds {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  newId: () => string
  passwords: PasswordHasher
  mustBeGoodPassword: MustBeGoodPassword
  codes: MailCodes
  mail: MailService
  sessions: SessionService
}

/** Somebody without a session, and the browser that they ask from. */
export interface Visitor {
  trace_id: string | null
  address: string
  /** A random value that the browser keeps: a code counts only in the browser that asked for it. Null: it keeps none. */
  flow: string | null
}

/**
 * The ways to an account for somebody who has no session: to make one, and back into one whose password is lost. Every address gets the
 * same answer after the same work, and a mail; who owns the mailbox learns more, nobody else does.
 */
export function registrationService({
  db,
  audit,
  clock,
  newId,
  passwords,
  mustBeGoodPassword,
  codes,
  mail,
  sessions,
}: RegistrationNeeds) {
  return {
    /** Sends a code with which an account can be made, or, when there is one, a mail that says so. */
    async register(email: string, visitor: Visitor): Promise<void> {
      await sendCode('registration', email, visitor, (account, code) =>
        account ? messages.alreadyRegistered() : messages.registrationCode(code),
      )
    },

    /** @throws Problem PASSWORD_REFUSED, CODE_REFUSED */
    async confirm(
      { email, code, password, name }: { email: string; code: string; password: string; name: string },
      visitor: Visitor,
    ): Promise<AccountRow> {
      mustBeGoodPassword(password, '#/password', [email, name])
      const password_hash = await passwords.hash(password)
      const now = clock.now()
      const account: AccountRow = {
        id: newId(),
        email,
        name,
        password_hash,
        password_is_short: isShortPassword(password),
        status: 'active',
        version: 1,
        created_at: now,
        updated_at: now,
      }
      await redeeming('registration', { email, code }, visitor, async (tx) => {
        await accountsStore(tx).insert(account)
        const fact = { action: 'account.registered', resource: resourceOf(account), personal: { email } }
        await audit.write(tx, actorOf(account.id, visitor), fact)
      })
      return account
    },

    /** Sends a code with which a new password can be set, or a mail that says that there is no account. */
    async forgot(email: string, visitor: Visitor): Promise<void> {
      await sendCode('password_reset', email, visitor, (account, code) =>
        account ? messages.resetCode(code) : messages.noAccount(),
      )
    },

    /** Sets a new password. Second factors stay what they are, and every session ends. @throws Problem PASSWORD_REFUSED, CODE_REFUSED */
    async reset({ email, code, password }: { email: string; code: string; password: string }, visitor: Visitor): Promise<void> {
      mustBeGoodPassword(password, '#/password', [email])
      const password_hash = await passwords.hash(password)
      const notice = await mail.prepare(email, messages.passwordChanged())
      await redeeming('password_reset', { email, code }, visitor, async (tx, account_id) => {
        const store = accountsStore(tx)
        const account = account_id === null ? undefined : await store.lock(account_id)
        if (account?.status !== 'active') throw new Problem('CODE_REFUSED')
        await store.change(account, { password_hash, password_is_short: isShortPassword(password) }, clock.now())
        const sessions_ended = await sessions.endAll(tx, account.id)
        await mail.queue(tx, notice)
        const fact = { action: 'account.password_reset', resource: resourceOf(account), details: { sessions_ended } }
        await audit.write(tx, actorOf(account.id, visitor), fact)
      })
    },
  }

  type Purpose = 'registration' | 'password_reset'
  type Tx = Parameters<Parameters<Database['withoutTeam']>[0]>[0]

  async function sendCode(
    purpose: Purpose,
    email: string,
    visitor: Visitor,
    messageFor: (account: AccountRow | undefined, code: string) => ReturnType<typeof messages.registrationCode>,
  ): Promise<void> {
    const account = await db.withoutTeam((tx) => accountsStore(tx).findByEmail(email), { readOnly: true })
    const code = codes.make()
    const prepared = await mail.prepare(email, messageFor(account, code))
    await db.withoutTeam(async (tx) => {
      // Kept for addresses without an account too, where it opens nothing: so that the work is the same.
      await codes.issue(tx, { purpose, email, code, account_id: account?.id ?? null, flow: visitor.flow ?? undefined })
      await mail.queue(tx, prepared)
      const fact = { action: 'account.code_sent', personal: { email }, details: { purpose } }
      await audit.write(tx, actorOf(null, visitor), account ? { ...fact, resource: resourceOf(account) } : fact)
    })
  }

  /** Uses up the code and does the work in one transaction: either both happen or neither. @throws Problem CODE_REFUSED */
  async function redeeming(
    purpose: Purpose,
    { email, code }: { email: string; code: string },
    visitor: Visitor,
    work: (tx: Tx, account_id: string | null) => Promise<void>,
  ): Promise<void> {
    const shown = { purpose, email, code, flow: visitor.flow ?? undefined }
    await codes
      .redeemOrRefuse(db, shown, (tx, { account_id }) => work(tx, account_id))
      .catch(async (error) => {
        if (!(error instanceof Problem) || error.code !== 'CODE_REFUSED') throw error
        const fact = { action: 'account.code_refused', outcome: 'denied', personal: { email }, details: { purpose } } as const
        await db.withoutTeam((tx) => audit.write(tx, actorOf(null, visitor), fact))
        throw error
      })
  }
}

export type RegistrationService = ReturnType<typeof registrationService>

export const resourceOf = ({ id }: { id: string }) => ({ type: 'account', id })

const actorOf = (id: string | null, { trace_id, address }: Visitor): AuditActor => ({
  kind: id === null ? 'anonymous' : 'account',
  id: id ?? 'unknown',
  token_id: null,
  trace_id,
  address,
})
