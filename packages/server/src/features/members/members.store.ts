import type { WithoutSecondFactor } from '@skykeep/contract'
import { sql } from 'kysely'
import type { MembershipRow } from '../../auth/registered.ts'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

/** A membership with the person whose it is. */
export interface MemberRow extends MembershipRow {
  name: string
  email: string
  /** When a session of theirs in this team was last used. */
  last_seen_at: Date | null
}

/** What of a person decides whether they can use what they are permitted. */
export interface PersonState {
  is_closed: boolean
  password_is_short: boolean
  has_second_factor: boolean
}

export const membersStore = (tx: TeamTx) => ({
  async insert(row: Omit<MembershipRow, 'team_id'>): Promise<void> {
    const team_id = teamOf(tx)
    await tx
      .insertInto('directory.memberships')
      .values({ team_id, ...row })
      .execute()
    await sql`insert into identity.account_teams (account_id, member_of) values (${row.account_id}, ${team_id})`.execute(tx)
  },

  async find(accountId: string): Promise<MemberRow | undefined> {
    const { rows } = await sql<MemberRow>`${members} where m.account_id = ${accountId}`.execute(tx)
    return rows[0]
  },

  /** In the order of their accounts; one more than `limit`, to see whether there is more. */
  async list({ after, limit }: { after: string | undefined; limit: number }): Promise<MemberRow[]> {
    const from = after === undefined ? sql`` : sql`where m.account_id > ${after}`
    const { rows } = await sql<MemberRow>`${members} ${from} order by m.account_id limit ${limit + 1}`.execute(tx)
    return rows
  },

  async update({ account_id, roles, version, updated_at }: MembershipRow): Promise<void> {
    await tx
      .updateTable('directory.memberships')
      .set({ roles, version, updated_at })
      .where('account_id', '=', account_id)
      .execute()
  },

  async remove(accountId: string): Promise<void> {
    await tx.deleteFrom('directory.memberships').where('account_id', '=', accountId).execute()
    await leaveTeam(tx, sql`= ${accountId}`)
  },

  /** Removes every membership of the team, and answers whose they were. */
  async removeAll(): Promise<string[]> {
    const removed = await tx.deleteFrom('directory.memberships').returning('account_id').execute()
    await leaveTeam(tx, sql`is not null`)
    return removed.map(({ account_id }) => account_id)
  },

  /** Members without a second factor that would be accepted now, by name, and how many there are in all. */
  async withoutFactor(limit: number): Promise<WithoutSecondFactor> {
    const { rows } = await sql<WithoutSecondFactor['people'][number] & { count: number }>`
      select a.id as account_id, a.name, a.email, (count(*) over ())::int as count
      from directory.memberships m join identity.accounts a on a.id = m.account_id
      where a.status = 'active' and not exists (select from identity.passkeys p where p.account_id = a.id)
        and not exists (select from identity.totp_factors t
          where t.account_id = a.id and t.confirmed_at is not null and t.disabled_at is null)
      order by a.name, a.id limit ${limit}`.execute(tx)
    return { count: rows[0]?.count ?? 0, people: rows.map(({ count: _, ...person }) => person) }
  },

  async stateOf(accountId: string): Promise<PersonState> {
    const { rows } = await sql<PersonState>`select a.status <> 'active' as is_closed, a.password_is_short,
        exists (select from identity.totp_factors t
          where t.account_id = a.id and t.confirmed_at is not null and t.disabled_at is null)
        or exists (select from identity.passkeys p where p.account_id = a.id) as has_second_factor
      from identity.accounts a where a.id = ${accountId}`.execute(tx)
    return rows[0] ?? { is_closed: true, password_is_short: false, has_second_factor: false }
  },

  async demands(): Promise<{ second_factor_required: boolean; allowed_networks: string[] }> {
    return tx.selectFrom('directory.teams').select(['second_factor_required', 'allowed_networks']).executeTakeFirstOrThrow()
  },
})

// The policy shows memberships of one team only; accounts belong to none.
const members = sql`select m.*, a.name, a.email,
    (select max(s.last_seen_at) from identity.sessions s where s.account_id = m.account_id and s.selected_team = m.team_id)
      as last_seen_at
  from directory.memberships m join identity.accounts a on a.id = m.account_id`

/** What stands about memberships outside the team: the list by which a person finds it, and sessions that are in it. */
async function leaveTeam(tx: TeamTx, who: ReturnType<typeof sql>): Promise<void> {
  const team = teamOf(tx)
  await sql`delete from identity.account_teams where member_of = ${team} and account_id ${who}`.execute(tx)
  await sql`update identity.sessions set selected_team = null where selected_team = ${team} and account_id ${who}`.execute(tx)
}
