import { Problem } from '@skykeep/contract'
import type { PersonCaller } from '../../auth/principal.ts'
import type { Database, InstallationTx } from '../../db/tenancy.ts'
import type { MailService, Message } from '../mail/mail.service.ts'
import { type FactorState, factorState, mustHaveProven } from './factor-state.ts'
import { type Owner, ownersStore } from './owners.store.ts'

interface Needs {
  db: Database
  mail: MailService
}

/** The account as it was before the change, locked until the change is done. */
export interface Before {
  owner: Owner
  state: FactorState
}

export type FactorChanges = ReturnType<typeof factorChanges>

/** How a person changes what they sign in with: never beside another change, never with less than they have, never without a mail. */
export function factorChanges({ db, mail }: Needs) {
  return {
    async change<T>(
      caller: PersonCaller,
      message: Message,
      work: (tx: InstallationTx, before: Before) => Promise<T>,
    ): Promise<T> {
      const { email } = await this.ownerOf(caller)
      // Sealed before the transaction: the key ring needs a connection of its own.
      const notice = await mail.prepare(email, message)
      return this.withoutNotice(caller, async (tx, before) => {
        const result = await work(tx, before)
        await mail.queue(tx, notice)
        return result
      })
    },

    /** For what changes no factor: a first step towards one, or a name. */
    async withoutNotice<T>(caller: PersonCaller, work: (tx: InstallationTx, before: Before) => Promise<T>): Promise<T> {
      return db.withoutTeam(async (tx) => {
        const owner = existing(await ownersStore(tx).lock(caller.id))
        const state = await factorState(tx, caller.id)
        mustHaveProven(state, caller)
        return work(tx, { owner, state })
      })
    },

    async ownerOf({ id }: PersonCaller): Promise<Owner> {
      return existing(await db.withoutTeam((tx) => ownersStore(tx).find(id), { readOnly: true }))
    },
  }
}

/** Deleted while its token was still believed, which ends within seconds. */
function existing(owner: Owner | undefined): Owner {
  if (!owner) throw new Problem('SESSION_ENDED')
  return owner
}

/** Every entry about factors is about the account: that is where its owner looks. */
export const accountResource = (id: string) => ({ type: 'account', id })
