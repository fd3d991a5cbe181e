import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { control } from '../testing/control.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { withClient } from './owner-client.ts'
import { openPool, type PoolOptions } from './pool.ts'
import { type Database, openDatabase, type TeamTx, teamOf } from './tenancy.ts'
import { prepared } from './transaction.ts'

declare module './tables.ts' {
  interface Tables {
    'telemetry.test_notes': { team_id: string; id: string; title: string }
    'telemetry.test_lines': { team_id: string; id: string; note_id: string }
  }
}

const tables = `
  create table telemetry.test_notes (
    team_id uuid not null, id uuid not null, title text not null,
    primary key (team_id, id), constraint notes_title_unique unique (team_id, title)
  );
  create table telemetry.test_lines (
    team_id uuid not null, id uuid not null, note_id uuid not null,
    primary key (team_id, id), foreign key (team_id, note_id) references telemetry.test_notes (team_id, id)
  );
  create table telemetry.test_counters (name text primary key, n int not null);
  insert into telemetry.test_counters values ('a', 0), ('b', 0);
  select skykeep.protect_team_table('telemetry.test_notes');
  select skykeep.protect_team_table('telemetry.test_lines');
  grant select, insert, update, delete on telemetry.test_notes, telemetry.test_lines, telemetry.test_counters to skykeep_telemetry;`

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await withClient(database.ownerUrl, 'test', (client) => client.query(tables))
})
afterAll(() => database.drop())

describe.each([true, false])('pipeline: %s', (pipeline) => {
  control('TENANCY-1', 'a transaction reaches the rows of its own team only, whatever the statement says', async () => {
    const db = open({ pipeline })
    const [a, b] = [await teamWithNote(db), await teamWithNote(db)]
    const all = (tx: TeamTx) => tx.selectFrom('telemetry.test_notes').select('team_id').execute()
    expect(await db.asTeam(a.team, all)).toEqual([{ team_id: a.team }])
    await db.asTeam(b.team, async (tx) => {
      await tx.updateTable('telemetry.test_notes').set({ title: 'taken over' }).where('id', '=', a.note).execute()
      const { numDeletedRows } = await tx
        .deleteFrom('telemetry.test_notes')
        .where('team_id', '=', a.team)
        .executeTakeFirstOrThrow()
      expect(numDeletedRows).toBe(0n)
    })
    const titles = await db.asTeam(a.team, (tx) => tx.selectFrom('telemetry.test_notes').select('title').execute())
    expect(titles).toEqual([{ title: 'a note' }])
  })

  control('TENANCY-2', 'a row cannot be written into, or moved into, another team', async () => {
    const db = open({ pipeline })
    const { team, note } = await teamWithNote(db)
    const other = randomUUID()
    const insert = db.asTeam(team, (tx) =>
      tx.insertInto('telemetry.test_notes').values({ team_id: other, id: randomUUID(), title: 'planted' }).execute(),
    )
    await expect(insert).rejects.toMatchObject({ code: '42501' })
    const move = db.asTeam(team, (tx) =>
      tx.updateTable('telemetry.test_notes').set({ team_id: other }).where('id', '=', note).execute(),
    )
    await expect(move).rejects.toMatchObject({ code: '42501' })
  })

  control(
    'TENANCY-3',
    'without a team there are no rows, on a fresh connection and on one that has worked for a team',
    async () => {
      const db = open({ pipeline, max: 1 })
      const count = async () => (await db.pool.query('select from telemetry.test_notes')).rowCount
      expect(await count()).toBe(0)
      const { team } = await teamWithNote(db)
      expect(await count()).toBe(0)
      expect(await db.withoutTeam((tx) => tx.selectFrom('telemetry.test_notes').selectAll().execute())).toEqual([])
      const insert = db.withoutTeam((tx) =>
        tx.insertInto('telemetry.test_notes').values({ team_id: team, id: randomUUID(), title: 'nobody’s' }).execute(),
      )
      await expect(insert).rejects.toMatchObject({ code: '42501' })
    },
  )

  control('TENANCY-4', 'T-08 work that ends in the middle leaves no team behind on its connection', async () => {
    const db = open({ pipeline, max: 1 })
    const { team } = await teamWithNote(db)
    await expect(db.asTeam(team, () => Promise.reject(new Error('the request was given up')))).rejects.toThrow('given up')
    await expect(db.asTeam(team, (tx) => sql`select 1/0`.execute(tx))).rejects.toThrow('division by zero')
    // Even a setting for the whole session, which nothing of ours makes, does not survive into another transaction's view.
    await db.asTeam(team, (tx) => sql`select set_config('skykeep.team', ${team}, false)`.execute(tx))
    const seen = await db.withoutTeam((tx) => sql<{ team: string | null }>`select skykeep.current_team() as team`.execute(tx))
    expect(seen.rows).toEqual([{ team: null }])
  })

  control('TENANCY-5', 'T-08 a connection that is killed in the middle of a team’s work is never used again', async () => {
    const db = open({ pipeline, max: 1 })
    const { team } = await teamWithNote(db)
    const backend = sql<{ pid: number }>`select pg_backend_pid() as pid`
    let killed = 0
    const attempt = db.asTeam(team, async (tx) => {
      killed = (await backend.execute(tx)).rows[0]!.pid
      await withClient(database.adminUrl, 'test', (client) => client.query('select pg_terminate_backend($1)', [killed]))
      await backend.execute(tx)
    })
    await expect(attempt).rejects.toThrow()
    const next = await db.withoutTeam((tx) => backend.execute(tx))
    expect(next.rows[0]!.pid).not.toBe(killed)
  })

  control('TENANCY-6', 'a team is named by a UUID and by nothing else', async () => {
    const db = open({ pipeline })
    for (const name of ['', 'public', `${randomUUID()}'`, '00000000-0000-0000-0000-00000000000g']) {
      await expect(db.asTeam(name, async () => 'reached')).rejects.toThrow(TypeError)
    }
  })

  control(
    'TENANCY-7',
    'T-04 T-05 a child cannot have a parent in another team, and the same name may be used by two teams',
    async () => {
      const db = open({ pipeline })
      const [a, b] = [await teamWithNote(db), await teamWithNote(db)]
      const adopt = db.asTeam(a.team, (tx) =>
        tx.insertInto('telemetry.test_lines').values({ team_id: a.team, id: randomUUID(), note_id: b.note }).execute(),
      )
      await expect(adopt).rejects.toMatchObject({ code: '23503' })
    },
  )

  test('a transaction inside a transaction is refused', async () => {
    const db = open({ pipeline, max: 1 })
    const nested = db.asTeam(randomUUID(), () => db.asTeam(randomUUID(), async () => 'reached'))
    await expect(nested).rejects.toThrow(/transaction is open here already/)
  })

  test('work started inside a transaction may open its own after the end of the first', async () => {
    const db = open({ pipeline })
    let later: Promise<string> = Promise.resolve('')
    const ended = Promise.withResolvers<void>()
    await db.asTeam(randomUUID(), async () => {
      later = ended.promise.then(() => db.asTeam(randomUUID(), async () => 'reached'))
    })
    ended.resolve()
    expect(await later).toBe('reached')
  })

  test('a transaction that has ended does nothing any more', async () => {
    const db = open({ pipeline })
    const kept = await db.asTeam(randomUUID(), async (tx) => tx)
    await expect(kept.selectFrom('telemetry.test_notes').selectAll().execute()).rejects.toThrow(/has ended/)
    expect(() => prepared(kept, { name: 'x', text: 'select 1', values: [] })).toThrow(/has ended/)
  })

  test('a failure that the work swallowed is not taken for a commit', async () => {
    const db = open({ pipeline })
    const team = randomUUID()
    const attempt = db.asTeam(team, async (tx) => {
      await tx.insertInto('telemetry.test_notes').values({ team_id: team, id: randomUUID(), title: 'lost' }).execute()
      await sql`select 1/0`.execute(tx).catch(() => {})
    })
    await expect(attempt).rejects.toThrow(/rolled back/)
    expect(await db.asTeam(team, (tx) => tx.selectFrom('telemetry.test_notes').selectAll().execute())).toEqual([])
  })

  test('what throws is rolled back', async () => {
    const db = open({ pipeline })
    const team = randomUUID()
    const attempt = db.asTeam(team, async (tx) => {
      await tx.insertInto('telemetry.test_notes').values({ team_id: team, id: randomUUID(), title: 'lost' }).execute()
      throw new Error('changed my mind')
    })
    await expect(attempt).rejects.toThrow('changed my mind')
    expect(await db.asTeam(team, (tx) => tx.selectFrom('telemetry.test_notes').selectAll().execute())).toEqual([])
  })

  test('a prepared statement runs in the transaction, as its team', async () => {
    const db = open({ pipeline })
    const { team } = await teamWithNote(db)
    const read = (tx: TeamTx) =>
      prepared<{ title: string }>(tx, { name: 'titles', text: 'select title from telemetry.test_notes', values: [] })
    expect((await db.asTeam(team, read)).rows).toEqual([{ title: 'a note' }])
    expect((await db.asTeam(randomUUID(), read)).rows).toEqual([])
  })

  test('a read-only transaction cannot write', async () => {
    const db = open({ pipeline })
    const team = randomUUID()
    const write = (tx: TeamTx) =>
      tx.insertInto('telemetry.test_notes').values({ team_id: team, id: randomUUID(), title: '' }).execute()
    await expect(db.asTeam(team, write, { readOnly: true })).rejects.toMatchObject({ code: '25006' })
  })

  test('two transactions in each other’s way both succeed when they may be tried again', async () => {
    const db = open({ pipeline })
    const counter = (name: string) => sql`update telemetry.test_counters set n = n + 1 where name = ${name}`
    let attempts = 0
    const both = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const update = (mine: number, first: string, second: string) =>
      db.withoutTeam(
        async (tx) => {
          attempts++
          await counter(first).execute(tx)
          both[mine]!.resolve()
          await both[1 - mine]!.promise // both hold their first row: a deadlock is certain
          await counter(second).execute(tx)
        },
        { retry: true },
      )
    await Promise.all([update(0, 'a', 'b'), update(1, 'b', 'a')])
    expect(attempts).toBe(3)
  })

  test('a transaction that always fails is tried four times in all, and once when that was not asked for', async () => {
    const db = open({ pipeline })
    const deadlock = Object.assign(new Error('again'), { code: '40001' })
    let attempts = 0
    const work = () => {
      attempts++
      return Promise.reject(deadlock)
    }
    await expect(db.withoutTeam(work, { retry: true })).rejects.toBe(deadlock)
    expect(attempts).toBe(4)
    await expect(db.withoutTeam(work)).rejects.toBe(deadlock)
    expect(attempts).toBe(5)
  })

  test('readiness tells the truth', async () => {
    const db = open({ pipeline })
    expect(await db.isReady()).toBe(true)
    expect(await open({ pipeline, url: database.appUrl.replace(/:\d+\//, ':1/') }).isReady()).toBe(false)
  })
})

test('statements of one Promise.all share a round trip and keep their order', async () => {
  const db = open({ pipeline: true })
  const team = randomUUID()
  const values = (title: string) => ({ team_id: team, id: randomUUID(), title })
  await db.asTeam(team, async (tx) => {
    const insert = (title: string) => tx.insertInto('telemetry.test_notes').values(values(title)).execute()
    const [, , count] = await Promise.all([
      insert('one'),
      insert('two'),
      tx
        .selectFrom('telemetry.test_notes')
        .select((q) => q.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow(),
    ])
    expect([count.n, teamOf(tx)]).toEqual([2, team])
  })
})

test('the planner finds a team’s row by the index and asks for the team once', async () => {
  const db = open({})
  const { rows } = await db.asTeam(randomUUID(), (tx) =>
    sql<{ 'QUERY PLAN': string }>`explain (costs off) select * from telemetry.test_notes where id = ${randomUUID()}`.execute(tx),
  )
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(plan).toMatch(/InitPlan/)
  expect(plan).toMatch(/Index Cond: \(\(team_id = .*InitPlan.*AND \(id = /)
})

test('the owner of a table is held by its policies too', async () => {
  await teamWithNote(open({}))
  const seen = await withClient(database.ownerUrl, 'test', (client) => client.query('select from telemetry.test_notes'))
  expect(seen.rowCount).toBe(0)
})

function open({ pipeline, max, url }: Partial<PoolOptions>): Database {
  const pool = openPool({ url: url ?? database.appUrl, role: 'skykeep_telemetry', applicationName: 'test', pipeline, max })
  const db = openDatabase({ pool })
  onTestFinished(() => db.close())
  return db
}

async function teamWithNote(db: Database): Promise<{ team: string; note: string }> {
  const [team, note] = [randomUUID(), randomUUID()]
  await db.asTeam(team, (tx) =>
    tx
      .insertInto('telemetry.test_notes')
      .values({ team_id: teamOf(tx), id: note, title: 'a note' })
      .execute(),
  )
  return { team, note }
}
