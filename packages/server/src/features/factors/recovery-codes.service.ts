import { randomBytes } from 'node:crypto'
import { Problem, type RecoveryCodes } from '@skykeep/contract'
import type { KeyRing } from '@skykeep/keyring'
import type { Audit } from '../../audit/audit.ts'
import { type Caller, mustBeThemselves, type PersonCaller } from '../../auth/principal.ts'
import type { Database, InstallationTx } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import { accountResource, type FactorChanges } from './factor-changes.ts'
import { factorNotices } from './factor-notices.ts'
import { hasFactor } from './factor-state.ts'
import { hashOfRecoveryCode, newRecoveryCodes } from './recovery-code.ts'
import { type RecoveryCodeRow, recoveryCodesStore } from './recovery-codes.store.ts'

interface Needs {
  db: Database
  audit: Pick<Audit, 'write'>
  keyRing: Pick<KeyRing, 'seal'>
  clock: Clock
  newId: () => string
  changes: FactorChanges
}

/** A set before it is stored: the codes for the person, the rows for the database. */
export interface RecoveryCodeSet {
  codes: string[]
  rows: Omit<RecoveryCodeRow, 'used_at'>[]
}

const KEY_BYTES = 32

/** Where the key of a set lives; it opens with the codes of that account only. */
export const recoveryKeyPlace = (account_id: string) => ({
  team_id: null,
  purpose: 'recovery-codes',
  table: 'identity.recovery_codes',
  column: 'sealed_key',
  row: account_id,
})

export type RecoveryCodeService = ReturnType<typeof recoveryCodeService>

export function recoveryCodeService({ db, audit, keyRing, clock, newId, changes }: Needs) {
  return {
    /** Makes a set. Before a transaction: the key ring needs a connection of its own. */
    async prepare(account_id: string): Promise<RecoveryCodeSet> {
      const key = randomBytes(KEY_BYTES)
      const sealed_key = await keyRing.seal(key, recoveryKeyPlace(account_id))
      const codes = newRecoveryCodes()
      const common = { account_id, sealed_key, created_at: clock.now() }
      return { codes, rows: codes.map((code) => ({ ...common, id: newId(), code_hash: hashOfRecoveryCode(key, code) })) }
    },

    /** Puts a set in the place of the former one. */
    async write(tx: InstallationTx, caller: PersonCaller, { rows }: RecoveryCodeSet): Promise<void> {
      const store = recoveryCodesStore(tx)
      const before = { left_count: await store.left(caller.id) }
      await store.replace(caller.id, rows)
      const fact = { action: 'factor.recovery_codes_made', resource: accountResource(caller.id) }
      await audit.write(tx, caller, { ...fact, before, after: { left_count: rows.length } })
    },

    async renew(caller: Caller): Promise<RecoveryCodes> {
      mustBeThemselves(caller)
      const set = await this.prepare(caller.id)
      return changes.change(caller, factorNotices.recoveryCodesMade(), async (tx, { state }) => {
        // They stand in for a factor: without one there is nothing to stand in for.
        if (!hasFactor(state)) throw new Problem('SECOND_FACTOR_REQUIRED')
        await this.write(tx, caller, set)
        return { recovery_codes: set.codes }
      })
    },

    async left(caller: Caller): Promise<number> {
      mustBeThemselves(caller)
      return db.withoutTeam((tx) => recoveryCodesStore(tx).left(caller.id), { readOnly: true })
    },
  }
}
