import { type Account, Problem } from '@skykeep/contract'
import { isShortPassword } from '../../auth/passwords/password-rules.ts'
import { type Caller, mustActThemselves, mustBePerson, mustBeThemselves } from '../../auth/principal.ts'
import type { From } from '../../http/from.ts'
import { type ExpectedVersions, mustBeExpected } from '../../lib/versions.ts'
import type { FactorService } from '../factors/factors.service.ts'
import type { MemberService } from '../members/members.service.ts'
import type { StartedSession } from '../sessions/sessions.service.ts'
import type { SignInService } from '../sessions/sign-in.service.ts'
import { type AccountRow, accountsStore } from './accounts.store.ts'
import { messages } from './messages.ts'
import { type RegistrationNeeds, resourceOf } from './registration.service.ts'

interface Needs extends RegistrationNeeds {
  factors: FactorService
  signIn: Pick<SignInService, 'confirmPassword'>
  members: Pick<MemberService, 'leaveAll'>
}

export type AccountService = ReturnType<typeof accountService>

/** A person's own account. Clients that act for them may look at it, never change it. */
export function accountService(needs: Needs) {
  const { db, audit, clock, passwords, mustBeGoodPassword, codes, mail, sessions, factors, signIn, members } = needs
  return {
    async get(caller: Caller): Promise<Account> {
      mustBePerson(caller)
      const account = existing(await db.withoutTeam((tx) => accountsStore(tx).find(caller.id), { readOnly: true }))
      const { totp, passkeys, recovery_codes } = await factors.state(account.id)
      return shown(account, { totp, passkeys, recovery_codes_left: recovery_codes })
    },

    /** An account that has just been made: it has nothing yet but its password. */
    shownNew: (account: AccountRow): Account => shown(account, { totp: false, passkeys: 0, recovery_codes_left: 0 }),

    async rename(caller: Caller, { name }: { name: string }, expected: ExpectedVersions): Promise<Account> {
      mustActThemselves(caller)
      await db.withoutTeam(async (tx) => {
        const store = accountsStore(tx)
        const before = existing(await store.lock(caller.id))
        mustBeExpected(expected, before.version)
        await store.change(before, { name }, clock.now())
        const personal = { name_before: before.name, name_after: name }
        await audit.write(tx, caller, {
          action: 'account.updated',
          resource: resourceOf(before),
          details: { changed: ['name'] },
          personal,
        })
      })
      return this.get(caller)
    },

    /** Ends all other sessions, and gives this one a new cookie. @throws Problem SIGN_IN_REFUSED, PASSWORD_REFUSED */
    async changePassword(
      caller: Caller,
      { current_password, new_password }: { current_password: string; new_password: string },
      from: From,
    ): Promise<StartedSession> {
      mustBeThemselves(caller)
      const account = existing(await db.withoutTeam((tx) => accountsStore(tx).find(caller.id), { readOnly: true }))
      await signIn.confirmPassword(caller, current_password, from)
      mustBeGoodPassword(new_password, '#/new_password', [account.email, account.name])
      const password_hash = await passwords.hash(new_password)
      const notice = await mail.prepare(account.email, messages.passwordChanged())
      await db.withoutTeam(async (tx) => {
        const store = accountsStore(tx)
        const before = existing(await store.lock(caller.id))
        await store.change(before, { password_hash, password_is_short: isShortPassword(new_password) }, clock.now())
        const sessions_ended = await sessions.endAll(tx, caller.id, { except: caller.person.session_id })
        await mail.queue(tx, notice)
        await audit.write(tx, caller, {
          action: 'account.password_changed',
          resource: resourceOf(before),
          details: { sessions_ended },
        })
      })
      return sessions.rise(caller, ['pwd'], isShortPassword(new_password) ? 'enrolment' : 'single')
    },

    /** Sends a code to the new address; answered the same whether somebody has it already. */
    async changeEmail(caller: Caller, email: string): Promise<void> {
      mustActThemselves(caller)
      const taken = await db.withoutTeam((tx) => accountsStore(tx).findByEmail(email), { readOnly: true })
      const code = codes.make()
      const prepared = await mail.prepare(email, taken ? messages.addressTaken() : messages.emailCode(code))
      await db.withoutTeam(async (tx) => {
        await codes.issue(tx, { purpose: 'email_change', email, code, account_id: caller.id })
        await mail.queue(tx, prepared)
        const fact = {
          action: 'account.code_sent',
          resource: resourceOf(caller),
          personal: { email },
          details: { purpose: 'email_change' },
        }
        await audit.write(tx, caller, fact)
      })
    },

    /** @throws Problem CODE_REFUSED */
    async confirmEmail(caller: Caller, { email, code }: { email: string; code: string }): Promise<Account> {
      mustActThemselves(caller)
      const before = existing(await db.withoutTeam((tx) => accountsStore(tx).find(caller.id), { readOnly: true }))
      const notice = await mail.prepare(before.email, messages.emailChanged(email))
      const shown = { purpose: 'email_change', email, code } as const
      await codes.redeemOrRefuse(db, shown, async (tx, { account_id }) => {
        // Redeemed in somebody else's session, it would give them an address that another person proved.
        if (account_id !== caller.id) throw new Problem('CODE_REFUSED')
        const account = existing(await accountsStore(tx).lock(caller.id))
        await accountsStore(tx).change(account, { email }, clock.now())
        await mail.queue(tx, notice)
        const personal = { email_before: account.email, email_after: email }
        await audit.write(tx, caller, { action: 'account.email_changed', resource: resourceOf(account), personal })
      })
      return this.get(caller)
    },

    /** Leaves every team, then deletes the account with all it signed in with. @throws Problem LAST_OWNER */
    async remove(caller: Caller): Promise<void> {
      mustActThemselves(caller)
      const account = existing(await db.withoutTeam((tx) => accountsStore(tx).find(caller.id), { readOnly: true }))
      const notice = await mail.prepare(account.email, messages.accountDeleted())
      await members.leaveAll(caller)
      await db.withoutTeam(async (tx) => {
        const sessions_ended = await sessions.endAll(tx, caller.id)
        await accountsStore(tx).remove(caller.id)
        await mail.queue(tx, notice)
        await audit.write(tx, caller, { action: 'account.deleted', resource: resourceOf(account), details: { sessions_ended } })
      })
    },
  }
}

function existing(account: AccountRow | undefined): AccountRow {
  if (!account) throw new Problem('SESSION_ENDED')
  return account
}

const shown = (account: AccountRow, second_factors: Account['second_factors']): Account => ({
  id: account.id,
  email: account.email,
  name: account.name,
  has_password: account.password_hash !== null,
  second_factors,
  second_factor_needed: account.password_is_short && !second_factors.totp && second_factors.passkeys === 0,
  version: account.version,
  created_at: account.created_at.toISOString(),
  updated_at: account.updated_at.toISOString(),
})
