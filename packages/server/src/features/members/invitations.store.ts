import { Problem } from '@skykeep/contract'
import { sql } from 'kysely'
import { violates } from '../../db/errors.ts'
import { type InstallationTx, type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface InvitationRow {
  team_id: string
  id: string
  email: string
  roles: string[]
  token_hash: string
  invited_by: string | null
  created_at: Date
  expires_at: Date
  accepted_at: Date | null
  revoked_at: Date | null
}

declare module '../../db/tables.ts' {
  interface Tables {
    'directory.invitations': InvitationRow
    'identity.invitations_to': { email: string; invited_to: string; invitation_id: string; expires_at: Date }
  }
}

export const invitationsStore = (tx: TeamTx) => ({
  /** @throws Problem ALREADY_MEMBER when there is an open one for that address */
  async insert(row: Omit<InvitationRow, 'team_id' | 'accepted_at' | 'revoked_at'>): Promise<InvitationRow> {
    const invitation = { team_id: teamOf(tx), ...row, accepted_at: null, revoked_at: null }
    try {
      await tx.insertInto('directory.invitations').values(invitation).execute()
      const { email, team_id: invited_to, id: invitation_id, expires_at } = invitation
      await tx.insertInto('identity.invitations_to').values({ email, invited_to, invitation_id, expires_at }).execute()
    } catch (error) {
      throw violates(error, 'invitations_open') ? new Problem('ALREADY_MEMBER', { cause: error }) : error
    }
    return invitation
  },

  async findByHash(hash: string): Promise<InvitationRow | undefined> {
    return tx.selectFrom('directory.invitations').selectAll().where('token_hash', '=', hash).executeTakeFirst()
  },

  /** That of the transaction's team with this id. */
  async find(id: string): Promise<InvitationRow | undefined> {
    return tx.selectFrom('directory.invitations').selectAll().where('id', '=', id).executeTakeFirst()
  },

  /** The names of roles of the team's own, by id. */
  async roleNames(ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map()
    const rows = await tx.selectFrom('directory.roles').select(['id', 'name']).where('id', 'in', ids).execute()
    return new Map(rows.map(({ id, name }) => [id, name]))
  },

  /** What a person or a machine is called. */
  async nameOf(id: string): Promise<string | undefined> {
    const { rows } = await sql<{ name: string }>`select name from identity.accounts where id = ${id}
      union all select name from directory.clients where id = ${id} limit 1`.execute(tx)
    return rows[0]?.name
  },

  /** Not accepted and not taken back, the newest first; one more than `limit`, to see whether there is more. */
  async list({ before, limit }: { before: string | undefined; limit: number }): Promise<InvitationRow[]> {
    const open = unfinished(tx.selectFrom('directory.invitations').selectAll())
      .orderBy('id', 'desc')
      .limit(limit + 1)
    return (before === undefined ? open : open.where('id', '<', before)).execute()
  },

  /** Uses it up, if nobody has yet: of many at the same moment one hits the row. */
  async accept(id: string, now: Date): Promise<boolean> {
    const { numUpdatedRows } = await unfinished(tx.updateTable('directory.invitations').set({ accepted_at: now }))
      .where('id', '=', id)
      .where('expires_at', '>', now)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },

  async revoke(id: string, now: Date): Promise<InvitationRow | undefined> {
    return unfinished(tx.updateTable('directory.invitations').set({ revoked_at: now }))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst()
  },

  /** One that ran out keeps no place: the address can be invited again. Long past ones are forgotten. */
  async tidy(email: string, now: Date, forgottenBefore: Date): Promise<void> {
    await unfinished(tx.updateTable('directory.invitations').set({ revoked_at: now }))
      .where('email', '=', email)
      .where('expires_at', '<=', now)
      .execute()
    await tx.deleteFrom('directory.invitations').where('expires_at', '<', forgottenBefore).execute()
  },

  /** When the nth newest was made, if there are so many. */
  async madeAt(nth: number): Promise<Date | undefined> {
    const row = await tx
      .selectFrom('directory.invitations')
      .select('created_at')
      .orderBy('created_at', 'desc')
      .offset(nth - 1)
      .limit(1)
      .executeTakeFirst()
    return row?.created_at
  },

  async isMember(email: string): Promise<boolean> {
    const { rows } = await sql<{ found: boolean }>`select exists (select from directory.memberships m
      join identity.accounts a on a.id = m.account_id where a.email = ${email}) as found`.execute(tx)
    return rows[0]!.found
  },

  /** The address of an account that can be used; undefined for none. */
  async addressOf(accountId: string): Promise<string | undefined> {
    const { rows } = await sql<{ email: string }>`select email from identity.accounts
      where id = ${accountId} and status = 'active'`.execute(tx)
    return rows[0]?.email
  },

  async team(): Promise<{ name: string } | undefined> {
    return tx.selectFrom('directory.teams').select('name').executeTakeFirst()
  },

  /** As `team`, and it stays until this transaction ends. */
  async lockTeam(): Promise<{ name: string } | undefined> {
    return tx.selectFrom('directory.teams').select('name').forShare().executeTakeFirst()
  },
})

/** Which teams invite the address of an account now, the oldest first: ids, to read each behind its wall. */
export async function invitationsTo(tx: InstallationTx, account_id: string, now: Date, limit: number) {
  return tx
    .selectFrom('identity.invitations_to as i')
    .innerJoin('identity.accounts as a', 'a.email', 'i.email')
    .select(['i.invited_to', 'i.invitation_id'])
    .where('a.id', '=', account_id)
    .where('i.expires_at', '>', now)
    .orderBy('i.invitation_id')
    .limit(limit)
    .execute()
}

function unfinished<Query extends { where(column: 'accepted_at' | 'revoked_at', is: 'is', none: null): Query }>(
  query: Query,
): Query {
  return query.where('accepted_at', 'is', null).where('revoked_at', 'is', null)
}
