import { Problem } from '@skykeep/contract'
import { teamsOfAccount } from '../../auth/account-teams.ts'
import type { Database } from '../../db/tenancy.ts'
import { type FactorState, workingFactors } from './factor-state.ts'
import { type Owner, teamDemandsSecondFactor } from './owners.store.ts'

/** Whether any team of the person admits them only after a second factor. Asked team by team: no query sees two of them. */
export async function isSecondFactorDemanded(db: Database, account_id: string): Promise<boolean> {
  const teams = await db.withoutTeam((tx) => teamsOfAccount(tx, account_id), { readOnly: true })
  for (const team of teams) if (await db.asTeam(team, teamDemandsSecondFactor, { readOnly: true })) return true
  return false
}

/**
 * Whether an account can do with what would be left.
 *
 * @throws Problem LAST_FACTOR
 */
export function mustLeaveEnough(owner: Owner, isDemanded: boolean, left: FactorState): void {
  const refuse = (detail: string) => {
    throw new Problem('LAST_FACTOR', { detail })
  }
  if (!owner.has_password && left.passkeys === 0) refuse('Nothing would be left to sign in with.')
  if (workingFactors(left) > 0) return
  if (isDemanded) refuse('A team that you belong to demands a second factor.')
  if (owner.password_is_short) refuse('Your password has fewer than 15 characters.')
}
