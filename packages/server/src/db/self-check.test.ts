import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { control } from '../testing/control.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { withClient } from './owner-client.ts'
import { openPool } from './pool.ts'
import { selfCheck } from './self-check.ts'

const columns = 'team_id uuid not null, id uuid not null, primary key (team_id, id)'
const rule = '(team_id = (select skykeep.current_team()))'
const walls = `alter table telemetry.faulty enable row level security, force row level security;
  create policy rows_of_the_team on telemetry.faulty using ${rule} with check ${rule};`

const faults: [what: string, statements: string, told: RegExp][] = [
  [
    'is not policed at all',
    `create table telemetry.faulty (${columns})`,
    /telemetry\.faulty has rows of teams, but row-level security/,
  ],
  [
    'is policed but not for its owner',
    `create table telemetry.faulty (${columns}); select skykeep.protect_team_table('telemetry.faulty');
     alter table telemetry.faulty no force row level security`,
    /telemetry\.faulty has rows of teams, but row-level security/,
  ],
  [
    'has no restrictive policy',
    `create table telemetry.faulty (${columns}); ${walls}`,
    /telemetry\.faulty lacks a restrictive policy/,
  ],
  [
    'has a restrictive policy that checks no new rows',
    `create table telemetry.faulty (${columns}); ${walls}
     create policy only_the_team on telemetry.faulty as restrictive using ${rule} with check (true)`,
    /telemetry\.faulty lacks a restrictive policy/,
  ],
  [
    'has a restrictive policy for reading only',
    `create table telemetry.faulty (${columns}); ${walls}
     create policy only_the_team on telemetry.faulty as restrictive for select using ${rule}`,
    /telemetry\.faulty lacks a restrictive policy/,
  ],
  [
    'exempts a role in a schema where none may be',
    `create table telemetry.faulty (${columns}); select skykeep.protect_team_table('telemetry.faulty', 'skykeep_audit')`,
    /telemetry\.faulty lacks a restrictive policy/,
  ],
  [
    'exempts a role that may not be exempt',
    `create table audit.faulty (${columns}); select skykeep.protect_team_table('audit.faulty', 'skykeep_telemetry')`,
    /audit\.faulty lacks a restrictive policy/,
  ],
  [
    'has a primary key that does not start with the team',
    `create table telemetry.faulty (team_id uuid, id uuid, primary key (id, team_id)); select skykeep.protect_team_table('telemetry.faulty')`,
    /telemetry\.faulty has no primary key that starts with team_id/,
  ],
  [
    'is unique across teams',
    `create table telemetry.faulty (${columns}, name text constraint faulty_name unique); select skykeep.protect_team_table('telemetry.faulty')`,
    /telemetry\.faulty_name is unique without team_id/,
  ],
  [
    'refers to another team table by id alone',
    `create table telemetry.parent (team_id uuid, id uuid, primary key (team_id, id), constraint parent_id unique (id));
     create table telemetry.faulty (${columns}, constraint faulty_parent foreign key (id) references telemetry.parent (id));
     select skykeep.protect_team_table('telemetry.parent'), skykeep.protect_team_table('telemetry.faulty')`,
    /telemetry\.faulty \(faulty_parent\) refers to telemetry\.parent without team_id/,
  ],
  [
    'can be truncated',
    `create table telemetry.faulty (${columns}); select skykeep.protect_team_table('telemetry.faulty'); grant truncate on telemetry.faulty to skykeep_weather`,
    /telemetry\.faulty can be truncated by skykeep_weather/,
  ],
  [
    'has a partition that can be reached directly',
    `create table telemetry.faulty (${columns}) partition by hash (team_id);
     create table telemetry.part partition of telemetry.faulty for values with (modulus 1, remainder 0);
     select skykeep.protect_team_table('telemetry.faulty'); grant select on telemetry.part to skykeep_telemetry`,
    /telemetry\.part has rows of teams, but row-level security/,
  ],
  [
    'lies in a schema that nobody thought of',
    `create schema forgotten; grant usage on schema forgotten to skykeep_telemetry; create table forgotten.faulty (${columns})`,
    /forgotten\.faulty has rows of teams, but row-level security/,
  ],
  ['is a view', 'create view telemetry.faulty as select 1 as one', /telemetry\.faulty is a view/],
  ['is a materialized view', 'create materialized view telemetry.faulty as select 1 as one', /telemetry\.faulty is a view/],
  [
    'is a function with its owner’s rights',
    `create function telemetry.faulty() returns int language sql security definer return 1`,
    /telemetry\.faulty\(\) runs with the rights of its owner/,
  ],
]

let sound: TestDatabase
beforeAll(async () => {
  sound = await testDatabase()
})
afterAll(() => sound.drop())

test('a migrated database is safe', async () => {
  await check(sound.appUrl)
})

test('a table behind the wall is safe, with partitions and with the exemption of the audit trail too', async () => {
  const database = await own()
  await asOwner(
    database,
    `create table telemetry.good (${columns}) partition by hash (team_id);
     create table telemetry.part partition of telemetry.good for values with (modulus 1, remainder 0);
     create table audit.good (${columns});
     select skykeep.protect_team_table('telemetry.good'), skykeep.protect_team_table('audit.good', 'skykeep_audit');
     grant select, insert on telemetry.good, audit.good to skykeep_telemetry`,
  )
  await check(database.appUrl)
})

test('the exempt role sees every team, the others still one', async () => {
  const database = await own()
  await asOwner(
    database,
    `create table audit.good (${columns}); select skykeep.protect_team_table('audit.good', 'skykeep_audit');
     grant select on audit.good to skykeep_audit, skykeep_telemetry`,
  )
  await withClient(database.adminUrl, 'test', (client) =>
    client.query('insert into audit.good select gen_random_uuid(), gen_random_uuid() from generate_series(1, 3)'),
  )
  const seen = async (role: 'skykeep_audit' | 'skykeep_telemetry') => {
    const pool = openPool({ url: database.appUrl, role, applicationName: 'test', max: 1 })
    return (await pool.query('select from audit.good').finally(() => pool.end())).rowCount
  }
  expect([await seen('skykeep_audit'), await seen('skykeep_telemetry')]).toEqual([3, 0])
})

for (const [what, statements, told] of faults) {
  control('TENANCY-8', `T-07 the program does not start on a database in which something ${what}`, async () => {
    const database = await own()
    await asOwner(database, statements)
    await expect(check(database.appUrl)).rejects.toThrow(told)
  })
}

control('TENANCY-9', 'T-07 the program does not start as a superuser', async () => {
  await expect(check(sound.adminUrl)).rejects.toThrow(/skykeep_admin is within reach of this connection, and is a superuser/)
})

control('TENANCY-10', 'T-07 the program does not start as the owner of the tables', async () => {
  await withClient(sound.adminUrl, 'test', (client) => client.query('grant skykeep_telemetry to skykeep_owner'))
  await expect(check(sound.ownerUrl)).rejects.toThrow(/skykeep\.migrations belongs to a role that this connection can use/)
})

control(
  'TENANCY-11',
  'T-07 the program does not start with a login that bypasses row-level security, or can become one that does',
  async () => {
    const name = `test_${process.pid}_${Date.now()}`
    await withClient(sound.adminUrl, 'test', (client) =>
      client.query(
        `create role ${name}_login login password 'x' in role skykeep_telemetry; create role ${name}_bypass bypassrls`,
      ),
    )
    onTestFinished(async () => {
      await withClient(sound.adminUrl, 'test', (client) =>
        client.query(`drop owned by ${name}_login; drop role ${name}_login, ${name}_bypass`),
      )
    })
    const url = sound.appUrl.replace(/\/\/[^@]*@/, `//${name}_login:x@`)
    await withClient(sound.adminUrl, 'test', (client) =>
      client.query(`grant connect on database ${new URL(url).pathname.slice(1)} to ${name}_login`),
    )
    await check(url)
    await withClient(sound.adminUrl, 'test', (client) => client.query(`grant ${name}_bypass to ${name}_login`))
    await expect(check(url)).rejects.toThrow(new RegExp(`${name}_bypass is within reach`))
  },
)

test('all faults are told at once', async () => {
  const database = await own()
  await asOwner(database, `create table telemetry.one (team_id uuid); create view telemetry.two as select 1 as one`)
  await expect(check(database.appUrl)).rejects.toMatchObject({ faults: { length: 3 } })
})

async function check(url: string): Promise<void> {
  const pool = openPool({ url, role: 'skykeep_telemetry', applicationName: 'test', max: 1 })
  await selfCheck(pool).finally(() => pool.end())
}

async function own(): Promise<TestDatabase> {
  const database = await testDatabase()
  onTestFinished(() => database.drop())
  return database
}

const asOwner = ({ ownerUrl }: TestDatabase, statements: string) =>
  withClient(ownerUrl, 'test', (client) => client.query(statements))
