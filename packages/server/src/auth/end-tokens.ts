import { ACCESS_TOKEN_SECONDS } from '@skykeep/contract'
import type { InstallationTx, TeamTx } from '../db/tenancy.ts'
import { announce } from '../keys/announce.ts'
import { CLOCK_SKEW_SECONDS } from './access-token.ts'
import { revokedTokenStore } from './revoked-tokens.store.ts'

/**
 * Ends every access token that came from these sessions or grants, in all processes, once the transaction commits. They are kept for as
 * long as the youngest of their tokens could live.
 */
export async function endTokensOf(tx: TeamTx | InstallationTx, sids: readonly string[], now: Date): Promise<void> {
  const until = new Date(now.getTime() + (ACCESS_TOKEN_SECONDS + CLOCK_SKEW_SECONDS) * 1_000)
  for (const sid of sids) await revokedTokenStore(tx).add(sid, until)
  await announce(tx, 'token', ...sids)
}
