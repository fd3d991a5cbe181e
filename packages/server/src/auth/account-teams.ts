import type { InstallationTx, TeamTx } from '../db/tenancy.ts'

declare module '../db/tables.ts' {
  interface Tables {
    'identity.account_teams': { account_id: string; member_of: string }
  }
}

/** The teams that a person is a member of, in their order: asked before any team is known, so it stands outside their walls. */
export async function teamsOfAccount(tx: TeamTx | InstallationTx, account_id: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('identity.account_teams')
    .select('member_of')
    .where('account_id', '=', account_id)
    .orderBy('member_of')
    .execute()
  return rows.map(({ member_of }) => member_of)
}
