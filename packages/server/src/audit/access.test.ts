import { afterAll, beforeAll, expect, test } from 'vitest'
import { databaseRoles } from '../db/roles.ts'
import { selfCheck } from '../db/self-check.ts'
import { openDatabase } from '../db/tenancy.ts'
import { control } from '../testing/control.ts'
import { systemActor } from './fact.ts'
import { aTeam, openTrail, type Trail } from './testing/trail.ts'

let trail: Trail
beforeAll(async () => {
  trail = await openTrail()
  await trail.writes(aTeam(), 3)
  await trail.checkpoints.current()
})
afterAll(() => trail.close())

/** Sets a column to itself: refused for want of the right, not because of the value. */
const columns = {
  entries: ['leaf', 'leaf_hash', 'personal', 'action', 'index', 'team_id'],
  nodes: ['hash', 'index'],
  checkpoints: ['root', 'size', 'at'],
  pending: ['draft', 'mac', 'personal'],
}

control('AUDIT-3', 'L-04 no role of the program can change, delete or empty the audit trail', async () => {
  for (const role of databaseRoles) {
    const client = await trail.pool(role, 1).connect()
    const code = async (statement: string): Promise<string> => {
      await client.query('begin read write')
      const failed = await client.query(statement).then(
        () => 'done',
        (error) => error.code as string,
      )
      await client.query('rollback')
      return failed
    }
    try {
      for (const [table, names] of Object.entries(columns)) {
        for (const name of names) {
          const why = `${role} update ${table}.${name}`
          expect([why, await code(`update audit.${table} set ${name} = ${name}`)]).toEqual([why, '42501'])
        }
        const isQueueOfSequencer = table === 'pending' && role === 'skykeep_audit'
        expect([role, table, await code(`delete from audit.${table}`)]).toEqual([
          role,
          table,
          isQueueOfSequencer ? 'done' : '42501',
        ])
        expect([role, table, await code(`truncate audit.${table}`)]).toEqual([role, table, '42501'])
      }
      if (role === 'skykeep_audit') continue
      for (const statement of [
        'select draft from audit.pending',
        `insert into audit.entries (team_id) values (gen_random_uuid())`,
        `insert into audit.nodes values (0, 999, '')`,
        `insert into audit.checkpoints (size) values (9)`,
        `insert into audit.pending (written_at) values (now())`,
        'update audit.head set size = 0',
      ]) {
        expect([role, statement, await code(statement)]).toEqual([role, statement, '42501'])
      }
    } finally {
      client.release(true)
    }
  }
})

test('a writer can put nothing into the trail of another team', async () => {
  const team = aTeam()
  const db = openDatabase({ pool: trail.pool('skykeep_telemetry', 1) })
  const [, ...values] = trail.audit.row(systemActor('test'), team, { action: 'team.updated' })
  const writing = db.asTeam(team, (tx) =>
    tx
      .insertInto('audit.pending')
      .values({ team_id: aTeam(), id: values[0], draft: values[1], personal: '{}' as never, mac: values[3] })
      .execute(),
  )
  await expect(writing).rejects.toMatchObject({ code: '42501' })
})

test('the walls around the audit tables pass the check that every start makes', async () => {
  await selfCheck(trail.pool('skykeep_identity', 1)).catch((error: Error) => {
    expect(error.message.split('\n').filter((line) => line.includes('audit.'))).toEqual([])
  })
})
