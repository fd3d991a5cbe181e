import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect } from 'vitest'
import { worksAcrossTeams } from '../testing/across-teams.ts'
import { control } from '../testing/control.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { withClient } from './owner-client.ts'
import { openPool } from './pool.ts'
import { type DatabaseRole, databaseRoles } from './roles.ts'
import { openDatabase, type TeamTx } from './tenancy.ts'

interface Reach {
  table: string
  column: string
  reads: boolean
  inserts: boolean
}

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  // A table without a partition gives away nothing and takes nothing, whatever its policies are.
  await withClient(database.ownerUrl, 'test', (client) =>
    client.query(`do $$ declare parted regclass; begin
      for parted in select oid from pg_class where relkind = 'p' loop
        execute format('create table %s_any partition of %s default', parted, parted);
      end loop; end $$`),
  )
})
afterAll(() => database.drop())

control(
  'TENANCY-12',
  'T-06 every role reads from every team table only what is its team’s, and inserts nothing for another team',
  async () => {
    const tables: string[] = []
    for (const role of databaseRoles) {
      for (const reach of await reachOf(role)) {
        if (worksAcrossTeams(role, reach.table)) continue
        if (reach.reads) expect(await planOf(role, reach), `${role} reads ${reach.table}`).toMatch(/team_id = \(InitPlan/)
        if (reach.inserts)
          expect(await insertForAnother(role, reach), `${role} inserts into ${reach.table}`).toMatch(/row-level security/)
        tables.push(reach.table)
      }
    }
    expect(tables).toContain('directory.teams')
  },
)

control(
  'TENANCY-30',
  'the role that sees in which teams work is due reads ids and instants of it, and can write nothing but audit entries',
  async () => {
    const { rows } = await withClient(database.adminUrl, 'test', (client) =>
      client.query<{ may: string }>(
        `select format('%s %s.%s', kind, c.oid::regclass, a.attname) as may
           from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid,
             unnest(array['select', 'insert', 'update']) as kind
          where n.nspname in ('automation', 'contacts', 'directory', 'telemetry') and c.relkind in ('r', 'p') and a.attnum > 0
            and has_column_privilege('skykeep_scheduler', c.oid, a.attnum, kind)
         union all
         select format('delete %s', c.oid::regclass) from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p')
            and has_table_privilege('skykeep_scheduler', c.oid, 'delete, truncate')
         order by 1`,
      ),
    )
    expect(rows.map(({ may }) => may)).toEqual(dueOnly)
  },
)

const dueOnly = Object.entries({
  connections: ['care_due_at', 'certificate_not_after', 'id', 'paused_at', 'team_id'],
  lanes: ['connection_id', 'held_until', 'id', 'sync_due_at', 'team_id'],
  notifications: ['created_at', 'due_at', 'team_id'],
  plans: ['next_at', 'notice_at', 'team_id'],
  runs: ['ended_at', 'status', 'team_id'],
  silences: ['team_id'],
  transitions: ['lane_id', 'ready_at', 'status', 'team_id'],
})
  .flatMap(([table, columns]) => columns.map((column) => `select automation.${table}.${column}`))
  .concat(['select contacts.starts.expires_at', 'select contacts.starts.team_id'])

const reachOf = (role: DatabaseRole) =>
  withClient(database.adminUrl, 'test', async (client) => {
    const { rows } = await client.query<Reach>(
      `select a.attrelid::regclass::text as "table",
         (select quote_ident(attname) from pg_attribute r
           where r.attrelid = a.attrelid and r.attnum > 0 and has_column_privilege($1, r.attrelid, r.attnum, 'select') limit 1) as "column",
         has_any_column_privilege($1, a.attrelid, 'select') as reads, has_column_privilege($1, a.attrelid, a.attnum, 'insert') as inserts
       from pg_attribute a join pg_class c on c.oid = a.attrelid
       where a.attname = 'team_id' and c.relkind in ('r', 'p') and not c.relispartition`,
      [role],
    )
    return rows
  })

async function planOf(role: DatabaseRole, { table, column }: Reach): Promise<string> {
  const { rows } = await asSomeTeam(role, (tx) =>
    sql<{ 'QUERY PLAN': string }>`explain (costs off) select ${sql.raw(column)} from ${sql.raw(table)}`.execute(tx),
  )
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

async function insertForAnother(role: DatabaseRole, { table }: Reach): Promise<string> {
  const insert = asSomeTeam(role, (tx) => sql`insert into ${sql.raw(table)} (team_id) values (${randomUUID()})`.execute(tx))
  return insert.then(
    () => 'it was inserted',
    (error: Error) => error.message,
  )
}

async function asSomeTeam<T>(role: DatabaseRole, work: (tx: TeamTx) => Promise<T>): Promise<T> {
  const pool = openPool({ url: database.appUrl, role, applicationName: 'test', max: 1 })
  const db = openDatabase({ pool })
  return db.asTeam(randomUUID(), work).finally(db.close)
}
