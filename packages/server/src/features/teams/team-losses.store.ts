import { sql } from 'kysely'
import type { TeamTx } from '../../db/tenancy.ts'

/** Millions are not counted to the last one while somebody waits. */
const COUNTED_MAX = 1_000_000

export interface Losses {
  members: number
  invitations: number
  roles: number
  clients: number
  aircraft: number
  certificates: number
  connections: number
  machines: number
  schedules: number
  events: number
  audit_entries: number
}

/** How much there is of what a deletion of the transaction's team would end or leave. */
export async function countLosses(tx: TeamTx, teamId: string, now: Date): Promise<Losses> {
  const { rows } = await sql<Losses>`select
    (select count(*)::int from directory.memberships) as members,
    (select count(*)::int from directory.invitations
      where accepted_at is null and revoked_at is null and expires_at > ${now}) as invitations,
    (select count(*)::int from directory.roles) as roles,
    (select count(*)::int from directory.clients) as clients,
    (select count(*)::int from directory.aircraft) as aircraft,
    (select count(*)::int from directory.certificates where revoked_at is null and not_after > ${now}) as certificates,
    (select count(team_id)::int from automation.connections) as connections,
    (select count(team_id)::int from automation.machines) as machines,
    (select count(team_id)::int from automation.schedules) as schedules,
    (select count(*)::int from (select team_id from telemetry.events where team_id = ${teamId} limit ${COUNTED_MAX}) counted) as events,
    (select count(*)::int from (select team_id from audit.entries where team_id = ${teamId} limit ${COUNTED_MAX}) counted)
      as audit_entries`.execute(tx)
  return rows[0]!
}
