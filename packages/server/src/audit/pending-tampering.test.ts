import { afterAll, beforeAll, expect } from 'vitest'
import { control } from '../testing/control.ts'
import { systemActor } from './fact.ts'
import { aTeam, openTrail, type Trail } from './testing/trail.ts'

let trail: Trail
beforeAll(async () => {
  trail = await openTrail({ start: false })
})
afterAll(() => trail.close())

control(
  'AUDIT-4',
  'a waiting entry that was changed, forged or copied in the database is named and does not pass as genuine',
  async () => {
    const team = aTeam()
    const actor = { ...systemActor('test'), address: '192.0.2.1' }
    for (const n of [0, 1, 2, 3]) {
      await trail.db.asTeam(team, (tx) => trail.audit.write(tx, actor, { action: 'aircraft.updated', details: { n } }))
    }
    const pending = (await trail.admin.query('select id, draft from audit.pending order by written_at')).rows
    const [changed, moved, personal, honest] = pending.map(({ id }) => id as string)
    await trail.admin.query(`update audit.pending set draft = replace(draft, '"n":0', '"n":9') where id = $1`, [changed])
    const other = aTeam()
    await trail.admin.query('update audit.pending set team_id = $2 where id = $1', [moved, other])
    await trail.admin.query(
      `update audit.pending set personal = jsonb_set(personal, '{address,value}', '"203.0.113.9"') where id = $1`,
      [personal],
    )
    const copied = (await trail.admin.query('select to_jsonb(p) as row from audit.pending p where id = $1', [honest])).rows[0].row

    trail.sequencer.start()
    await trail.sequencer.settle()
    await trail.admin.query('insert into audit.pending select * from jsonb_populate_record(null::audit.pending, $1)', [copied])
    await trail.sequencer.settle()

    const { rows } = await trail.admin.query('select team_id, leaf, personal from audit.entries order by index')
    const entries = rows.map(({ leaf }) => JSON.parse(leaf))
    const told = entries.map(({ action, resource, reason }) => [action, resource?.id ?? null, reason])
    expect(told).toEqual([
      ['audit.pending_tampered', changed, 'forged'],
      ['audit.pending_tampered', moved, 'forged'],
      ['audit.pending_tampered', personal, 'personal_changed'],
      ['aircraft.updated', null, null],
      ['audit.pending_tampered', honest, 'repeated'],
    ])
    expect(rows[1].team_id).toBe(other)
    // What was found is kept as evidence, beside the entry.
    expect(rows[0].personal.found.value).toContain('"n":9')
    expect(rows[0].leaf).not.toContain('"n":9')
  },
)
