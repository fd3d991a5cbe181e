import type { InstallationTx, TeamTx } from '../db/tenancy.ts'
import { endTokensOf } from './end-tokens.ts'

/** What a person lets a client do for them. */
export interface GrantRow {
  id: string
  account_id: string
  client_id: string
  /** The team in which the client acts; null when the person had chosen none. */
  acts_in: string | null
  scopes: string[]
  session_id: string
  created_at: Date
  expires_at: Date
  last_used_at: Date | null
  ended_at: Date | null
}

declare module '../db/tables.ts' {
  interface Tables {
    'identity.grants': GrantRow
  }
}

/** One grant; all of a person, or theirs in one team; all that a client has; all in a team. */
export type WhichGrants = { id: string } | { account_id: string; team?: string } | { client_id: string } | { team: string }

/**
 * Ends grants in the transaction of whatever makes them void (a new password, a closed account, a removed member, a deleted client),
 * with every token under them: access tokens in all processes once it commits, refresh tokens and codes with their next use. Answers
 * the ids of those that were open.
 */
export async function endGrantsOf(tx: TeamTx | InstallationTx, which: WhichGrants, now: Date): Promise<string[]> {
  let ending = tx.updateTable('identity.grants').set({ ended_at: now }).where('ended_at', 'is', null)
  if ('id' in which) ending = ending.where('id', '=', which.id)
  if ('account_id' in which) ending = ending.where('account_id', '=', which.account_id)
  if ('client_id' in which) ending = ending.where('client_id', '=', which.client_id)
  if ('team' in which && which.team !== undefined) ending = ending.where('acts_in', '=', which.team)
  const ended = (await ending.returning('id').execute()).map(({ id }) => id)
  await endTokensOf(tx, ended, now)
  return ended
}
