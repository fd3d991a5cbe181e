import { sql } from 'kysely'
import type { DatabaseRole } from '../../db/roles.ts'
import type { Database } from '../../db/tenancy.ts'
import type { ListedKey } from './listed-keys.ts'

interface Row {
  id: string
  state: string
  since: Date
  due: Date
  what: string
}

/** Keys that are known by their certificates: of the installation, of teams, of connections to clouds and of aircraft (the next ones to end). */
export async function certificateFacts(
  databases: Partial<Record<DatabaseRole, Database>>,
  teams: readonly string[],
): Promise<ListedKey[]> {
  const found: ListedKey[] = []
  for (const team of teams) {
    const authorities = await databases.skykeep_identity!.asTeam(
      team,
      (tx) =>
        sql<Row>`select id, state, created_at as since, not_after as due, 'issues for team ' || team_id as what from directory.authorities`.execute(
          tx,
        ),
      { readOnly: true },
    )
    const aircraft = await databases.skykeep_identity!.asTeam(
      team,
      (tx) =>
        sql<Row>`select serial as id, 'active' as state, not_before as since, not_after as due, 'of principal ' || principal_id as what
        from directory.certificates where revoked_at is null and not_after > now() order by not_after limit 20`.execute(tx),
      { readOnly: true },
    )
    const connections = await databases.skykeep_automation!.asTeam(
      team,
      (tx) =>
        sql<Row>`select id, state, created_at as since, not_after as due, 'of connection ' || connection_id as what
        from automation.connection_keys where state <> 'destroyed'`.execute(tx),
      { readOnly: true },
    )
    found.push(
      ...authorities.rows.map((row) => ({ kind: 'authority' as const, ...row })),
      ...connections.rows.map((row) => ({ kind: 'connection' as const, ...row })),
      ...aircraft.rows.map((row) => ({ kind: 'aircraft' as const, ...row })),
    )
  }
  return found
}
