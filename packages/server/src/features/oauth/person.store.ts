import type { InstallationTx, TeamTx } from '../../db/tenancy.ts'

/** What the OAuth server asks of people and teams. */
export const personStore = (tx: TeamTx | InstallationTx) => ({
  async find(id: string): Promise<{ email: string; name: string; status: 'active' | 'disabled' } | undefined> {
    return tx.selectFrom('identity.accounts').select(['email', 'name', 'status']).where('id', '=', id).executeTakeFirst()
  },

  /** How long the transaction's team lets a sign-in last; null: it says nothing of that. */
  async sessionSeconds(): Promise<number | null> {
    const team = await tx.selectFrom('directory.teams').select('session_seconds').executeTakeFirst()
    return team?.session_seconds ?? null
  },

  /** The name of the transaction's team; null when there is none. */
  async teamName(): Promise<string | null> {
    const team = await tx.selectFrom('directory.teams').select('name').executeTakeFirst()
    return team?.name ?? null
  },
})
