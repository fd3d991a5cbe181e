import { test } from 'vitest'
import { systemActor } from './fact.ts'
import { sequenceBatch } from './sequence-batch.ts'
import { aTeam, openTrail } from './testing/trail.ts'

test('bench', async () => {
  const own = await openTrail({ start: false })
  const team = aTeam()
  const actor = { ...systemActor('telemetry') }
  const mk = (n: number) =>
    own.audit.row(actor, team, {
      action: 'telemetry.batch_committed',
      resource: { type: 'telemetry_batch', id: String(n) },
      details: { batch_id: String(n), count: 500, root: 'ab'.repeat(32) },
    })
  for (let n = 0; n < 5000; n++) mk(n)
  let t = performance.now()
  for (let n = 0; n < 20000; n++) mk(n)
  console.log('row µs', ((performance.now() - t) * 1000) / 20000)
  const teams = Array.from({ length: 20 }, aTeam)
  for (let k = 0; k < 20; k++) {
    const rows = Array.from({ length: 1500 }, (_, n) =>
      own.audit.row({ ...actor, address: '10.0.0.1' }, teams[k]!, {
        action: 'aircraft.updated',
        resource: { type: 'aircraft', id: String(n) },
        before: { name: 'a', icao24: null },
        after: { name: 'b' + n, icao24: 'abcdef' },
      }),
    )
    await own.db.asTeam(teams[k]!, async (tx) => {
      const { prepared } = await import('../db/transaction.ts')
      await prepared(tx, {
        name: 'x',
        text: 'insert into audit.pending (team_id,id,draft,personal,mac) select * from unnest($1::uuid[],$2::uuid[],$3::text[],$4::text[]::jsonb[],$5::bytea[])',
        values: [0, 1, 2, 3, 4].map((c) => rows.map((r) => r[c])),
      })
    })
  }
  const client = await own.auditPool.connect()
  const spent = new Map<string, number>()
  const q0 = client.query.bind(client) as any
  ;(client as any).query = async (...a: any[]) => {
    const t0 = performance.now()
    const r = await q0(...a)
    const k = a[0].name ?? a[0]
    spent.set(k, (spent.get(k) ?? 0) + performance.now() - t0)
    return r
  }
  const cpu0 = process.cpuUsage()
  t = performance.now()
  let n = 0
  let last = null as never
  for (;;) {
    const b = await sequenceBatch(client, { seal: own.seal, last, limit: 1000, now: () => new Date() })
    last = b.head as never
    n += b.taken
    if (b.taken === 0) break
  }
  const s = (performance.now() - t) / 1000
  console.log('sequenced', n, 'in', s, 's:', Math.round(n / s), '/s')
  console.log(
    'spent',
    JSON.stringify(Object.fromEntries([...spent].map(([k, v]) => [k, Math.round(v)]))),
    JSON.stringify(process.cpuUsage(cpu0)),
  )
  client.release()
  await own.close()
}, 120000)
