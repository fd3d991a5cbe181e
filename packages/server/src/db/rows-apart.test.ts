import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { worksAcrossTeams } from '../testing/across-teams.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { withClient } from './owner-client.ts'
import { openPool } from './pool.ts'
import { type DatabaseRole, databaseRoles } from './roles.ts'
import { type InstallationTx, openDatabase, type TeamTx } from './tenancy.ts'

const teams = [randomUUID(), randomUUID()] as const

/**
 * Puts a row of each of two teams into every table with a `team_id`, whatever else the table demands: of a throw-away database what is
 * not the primary key is made optional first, so that a table that is new tomorrow is filled too.
 */
const fillEveryTable = `
do $$
declare
  filled record; part record; owner_team uuid; keys text; key_values text;
begin
  set local session_replication_role = replica;
  for filled in
    select c.oid::regclass as name, c.relkind from pg_attribute a join pg_class c on c.oid = a.attrelid
     where a.attname = 'team_id' and not a.attisdropped and c.relkind in ('r', 'p') and not c.relispartition
  loop
    if filled.relkind = 'p' then execute format('create table %s_any partition of %s default', filled.name, filled.name); end if;
    for part in select conname from pg_constraint where conrelid = filled.name and contype in ('c', 'f') and conislocal loop
      execute format('alter table %s drop constraint %I', filled.name, part.conname);
    end loop;
    for part in
      select attname from pg_attribute a where attrelid = filled.name and attnum > 0 and attnotnull and not attisdropped
         and not exists (select from pg_constraint where conrelid = filled.name and contype = 'p' and a.attnum = any(conkey))
    loop
      execute format('alter table %s alter column %I drop not null', filled.name, part.attname);
    end loop;
    select string_agg(quote_ident(attname), ', '), string_agg(case
        when attname = 'team_id' then '$1'
        when atttypid = 'uuid'::regtype then 'gen_random_uuid()'
        when atttypid = 'timestamptz'::regtype then 'now()'
        when atttypid = 'date'::regtype then 'current_date'
        when atttypid = 'bytea'::regtype then '''\\x00'''
        when atttypid = 'text'::regtype then '''x'''
        else '1' end, ', ')
      into keys, key_values
      from pg_attribute a join pg_constraint p on p.conrelid = a.attrelid and p.contype = 'p' and a.attnum = any(p.conkey)
     where a.attrelid = filled.name;
    foreach owner_team in array array['${teams[0]}', '${teams[1]}']::uuid[] loop
      execute format('insert into %s (%s) overriding system value values (%s)', filled.name, keys, key_values) using owner_team;
    end loop;
  end loop;
end $$`

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await withClient(database.adminUrl, 'test', (admin) => admin.query(fillEveryTable))
})
afterAll(() => database.drop())

test('T-06 where two teams have a row in every table, no role sees any without a team, and with one only the row of that team', async () => {
  const seen = new Set<string>()
  for (const role of databaseRoles) {
    const db = openDatabase({ pool: openPool({ url: database.appUrl, role, applicationName: 'test', max: 1 }) })
    try {
      for (const { table, column } of await readableBy(role)) {
        if (worksAcrossTeams(role, table)) continue
        const read = async (tx: TeamTx | InstallationTx) =>
          (await sql`select ${sql.raw(column)} from ${sql.raw(table)}`.execute(tx)).rows.length
        expect([role, table, await db.withoutTeam(read)]).toEqual([role, table, 0])
        for (const team of teams) expect([role, table, await db.asTeam(team, read)]).toEqual([role, table, 1])
        expect([role, table, await db.asTeam(randomUUID(), read)]).toEqual([role, table, 0])
        seen.add(table)
      }
    } finally {
      await db.close()
    }
  }
  expect([...seen]).toEqual(expect.arrayContaining(['directory.teams', 'directory.clients', 'telemetry.events', 'audit.entries']))
})

/** The team tables of which the role may read something, with a column that it may read. */
const readableBy = (role: DatabaseRole) =>
  withClient(database.adminUrl, 'test', async (client) => {
    const { rows } = await client.query<{ table: string; column: string }>(
      `select a.attrelid::regclass::text as "table",
         (select quote_ident(attname) from pg_attribute r
           where r.attrelid = a.attrelid and r.attnum > 0 and has_column_privilege($1, r.attrelid, r.attnum, 'select') limit 1) as "column"
       from pg_attribute a join pg_class c on c.oid = a.attrelid
       where a.attname = 'team_id' and c.relkind in ('r', 'p') and not c.relispartition
         and has_any_column_privilege($1, a.attrelid, 'select')`,
      [role],
    )
    return rows
  })
