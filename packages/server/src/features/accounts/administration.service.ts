import { Problem } from '@skykeep/contract'
import type { Audit } from '../../audit/audit.ts'
import { NO_TEAM, operatorOf } from '../../auth/principal.ts'
import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { SessionService } from '../sessions/sessions.service.ts'
import { type AccountRow, accountsStore } from './accounts.store.ts'
import type { MailCodes } from './mail-codes.ts'
import { resourceOf } from './registration.service.ts'

interface Needs {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  codes: MailCodes
  sessions: Pick<SessionService, 'endAll'>
}

export type AdministrationService = ReturnType<typeof administrationService>

/** Accounts in the hands of an operator at the command line: not to act as a person, but to let one in without a mail server, or shut one out. */
export function administrationService({ db, audit, clock, codes, sessions }: Needs) {
  return {
    async list(): Promise<AccountRow[]> {
      return db.withoutTeam((tx) => accountsStore(tx).list({ after: undefined, limit: 10_000 }), { readOnly: true })
    },

    async find(email: string): Promise<AccountRow | undefined> {
      return db.withoutTeam((tx) => accountsStore(tx).findByEmail(email), { readOnly: true })
    },

    /**
     * A code as a mail would bring it: for a new account, or for a new password when there is one. Counts once, for ten minutes; whoever
     * is told it chooses the password themselves.
     */
    async code(email: string, operator: string): Promise<{ purpose: 'registration' | 'password_reset'; code: string }> {
      return db.withoutTeam(async (tx) => {
        const account = await accountsStore(tx).findByEmail(email)
        const purpose = account ? 'password_reset' : 'registration'
        const code = await codes.issue(tx, { purpose, email, account_id: account?.id ?? null })
        const fact = { action: 'account.code_sent', personal: { email }, details: { purpose, to: 'the command line' } }
        await audit.write(tx, operatorOf(NO_TEAM, operator), account ? { ...fact, resource: resourceOf(account) } : fact)
        return { purpose, code }
      })
    },

    /** Closes an account: every session and grant of it ends. @throws Problem NOT_FOUND */
    disable: (email: string, operator: string): Promise<AccountRow> => change(email, operator, 'disabled'),

    /** @throws Problem NOT_FOUND */
    enable: (email: string, operator: string): Promise<AccountRow> => change(email, operator, 'active'),
  }

  async function change(email: string, operator: string, status: AccountRow['status']): Promise<AccountRow> {
    return db.withoutTeam(async (tx) => {
      const store = accountsStore(tx)
      const found = await store.findByEmail(email)
      const account = found && (await store.lock(found.id))
      if (!account) throw new Problem('NOT_FOUND')
      await store.change(account, { status }, clock.now())
      const sessions_ended = status === 'disabled' ? await sessions.endAll(tx, account.id) : 0
      const action = status === 'disabled' ? 'account.disabled' : 'account.enabled'
      const told = { before: { status: account.status }, after: { status }, details: { sessions_ended } }
      await audit.write(tx, operatorOf(NO_TEAM, operator), { action, resource: resourceOf(account), ...told })
      return { ...account, status }
    })
  }
}
