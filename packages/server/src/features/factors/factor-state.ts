import { Problem } from '@skykeep/contract'
import type { Transaction } from 'kysely'
import type { PersonCaller } from '../../auth/principal.ts'
import type { Tables } from '../../db/tables.ts'
import { passkeysStore } from './passkeys.store.ts'
import { recoveryCodesStore } from './recovery-codes.store.ts'
import { totpStore } from './totp.store.ts'

/** What an account has beside its password. */
export interface FactorState {
  /** An app is set up. Sign-ins have to get past it, also while it is switched off: guessing must not be a way to be rid of it. */
  totp: boolean
  /** The app was switched off after too many wrong codes: no code of it is accepted until it is set up anew. */
  totp_disabled: boolean
  passkeys: number
  /** How many are left. They stand in for another factor; they are none. */
  recovery_codes: number
}

export async function factorState(tx: Transaction<Tables>, account_id: string): Promise<FactorState> {
  const totp = await totpStore(tx).find(account_id)
  return {
    totp: (totp?.confirmed_at ?? null) !== null,
    totp_disabled: (totp?.disabled_at ?? null) !== null,
    passkeys: await passkeysStore(tx).count(account_id),
    recovery_codes: await recoveryCodesStore(tx).left(account_id),
  }
}

export const hasFactor = ({ totp, passkeys }: FactorState): boolean => totp || passkeys > 0

/** Second factors that would be accepted now. */
export const workingFactors = ({ totp, totp_disabled, passkeys }: FactorState): number =>
  passkeys + (totp && !totp_disabled ? 1 : 0)

/**
 * An account that has a second factor is changed only by who has shown one. A session that is older than the factor, or was begun
 * with a stolen password, could else give itself a factor of its own.
 *
 * @throws Problem SECOND_FACTOR_REQUIRED
 */
export function mustHaveProven(state: FactorState, { person }: PersonCaller): void {
  if (hasFactor(state) && person.assurance !== 'multi') throw new Problem('SECOND_FACTOR_REQUIRED')
}
