import { BATCH_COMMITTED, type JsonValue, merkleRoot, parseVerifierKey, recordHash } from '@skykeep/proof'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { sha256 } from '../draft.ts'
import { systemActor } from '../fact.ts'
import { aTeam, openTrail, type Trail } from '../testing/trail.ts'
import type { BatchRecord, TelemetryReader } from './batch-check.ts'
import { verifyInstallation } from './verify-installation.ts'

let trail: Trail
let [a, b] = ['', '']
beforeAll(async () => {
  trail = await openTrail()
  ;[a, b] = [aTeam(), aTeam()]
  for (const count of [3, 5, 4]) {
    await trail.writes(a, count)
    await trail.writes(b, 2)
    await trail.checkpoints.current()
  }
  await trail.sequencer.stop() // from here on only hands touch the tables
})
afterAll(() => trail.close())

async function verify(more: { witness?: string[]; telemetry?: TelemetryReader } = {}) {
  const keys = (await trail.checkpoints.keys()).map((text) => parseVerifierKey(text)!)
  return verifyInstallation({ ask: (statement) => trail.auditPool.query(statement), keys, ...more })
}

/** Does something as a superuser, looks, and takes it back. */
async function tampered(statements: string[], more: Parameters<typeof verify>[0] = {}) {
  const tables = ['entries', 'nodes', 'checkpoints', 'head']
  for (const table of tables) await trail.admin.query(`create table public.${table} as select * from audit.${table}`)
  try {
    for (const statement of statements) await trail.admin.query(statement)
    return await verify(more)
  } finally {
    for (const table of tables) {
      await trail.admin.query(`truncate audit.${table}`)
      await trail.admin.query(`insert into audit.${table} select * from public.${table}`)
      await trail.admin.query(`drop table public.${table}`)
    }
  }
}

const first = ({ faults }: Awaited<ReturnType<typeof verify>>) => faults[0] && `${faults[0].code} ${faults[0].row}`

/** Everything that whoever owns the database can make consistent for one entry: text, hash, columns and leaf node. */
const rewritten = (index: number) => [
  `update audit.entries set leaf = replace(leaf, '"action":"team.updated"', '"action":"team.deleted"'), action = 'team.deleted' where index = ${index}`,
  `update audit.entries set leaf_hash = sha256('\\x00'::bytea || convert_to(leaf, 'UTF8')) where index = ${index}`,
  `update audit.nodes n set hash = leaf_hash from audit.entries e where n.level = 0 and n.index = ${index} and e.index = ${index}`,
]

/** The whole tree anew over the leaves that are there. */
const allNodesAnew = Array.from(
  { length: 5 },
  (_, level) => `update audit.nodes p set hash = sha256('\\x01'::bytea || l.hash || r.hash) from audit.nodes l, audit.nodes r
    where p.level = ${level + 1} and l.level = ${level} and r.level = ${level} and l.index = 2 * p.index and r.index = 2 * p.index + 1`,
)

test('an untouched installation is verified, every entry under a signature', async () => {
  const report = await verify({
    witness: [(await trail.admin.query('select note from audit.checkpoints where size = 5')).rows[0].note],
  })
  expect(report).toMatchObject({ ok: true, size: 18, signed_size: 18, entries: 18, faults: [] })
})

control(
  'AUDIT-7',
  'L-05 whatever a superuser edits, deletes, moves or puts in is found, and the first bad row is named',
  async () => {
    const rowOf = async (index: number) => {
      const { rows } = await trail.admin.query('select team_id, id from audit.entries where index = $1', [index])
      return `audit.entries index ${index} (team ${rows[0].team_id}, id ${rows[0].id})`
    }
    const cases: [string[], string][] = [
      [[`update audit.entries set leaf = replace(leaf, '"n":1', '"n":7') where index = 6`], `entry_changed ${await rowOf(6)}`],
      [[`update audit.entries set actor_id = 'somebody else' where index = 4`], `entry_changed ${await rowOf(4)}`],
      [[`update audit.entries set leaf_hash = sha256(leaf_hash) where index = 9`], `entry_changed ${await rowOf(9)}`],
      [rewritten(6), `entry_changed ${await rowOf(6)}`],
      [[...rewritten(6), ...allNodesAnew], `entry_changed ${await rowOf(6)}`],
      [['delete from audit.entries where index = 8'], 'entry_missing audit.entries index 8'],
      [
        ['delete from audit.entries where index = 17', 'delete from audit.nodes where level = 0 and index = 17'],
        'entry_missing audit.entries index 17',
      ],
      [
        ['update audit.entries set index = 13 - index where index in (6, 7)'],
        `entry_changed ${(await rowOf(7)).replace('index 7', 'index 6')}`,
      ],
      [
        [
          `insert into audit.entries select (jsonb_populate_record(e, '{"id": "${newId()}", "team_index": 900}')).* from audit.entries e where index = 5`,
        ],
        'entry_inserted audit.entries index 5',
      ],
      [
        [
          `insert into audit.entries select (jsonb_populate_record(e, '{"id": "${newId()}", "team_index": 900, "index": 18}')).* from audit.entries e where index = 5`,
        ],
        'entry_inserted audit.entries index 18',
      ],
      [['update audit.nodes set hash = sha256(hash) where level = 0 and index = 3'], 'node_changed audit.nodes level 0 index 3'],
      [['update audit.nodes set hash = sha256(hash) where level = 2 and index = 1'], 'node_changed audit.nodes level 2 index 1'],
      [['delete from audit.nodes where level = 1 and index = 1'], 'node_changed audit.nodes level 1 index 1'],
      [["insert into audit.nodes values (3, 5, sha256(''))"], 'node_unexpected audit.nodes level 3 index 5'],
      [['update audit.head set root = sha256(root)'], 'head_changed audit.head'],
      [['update audit.entries set team_index = 9223372036854775807 where index = 5'], `entry_changed ${await rowOf(5)}`],
      [["update audit.entries set personal = 'null' where index = 5"], `personal_differs ${await rowOf(5)}`],
      [
        ['insert into audit.checkpoints select 9e18, root, note, at, at from audit.checkpoints where size = 5'],
        'checkpoint_ahead audit.checkpoints size 9000000000000000000',
      ],
      [['delete from audit.checkpoints'], 'checkpoint_missing audit.checkpoints'],
      [["update audit.checkpoints set root = sha256('') where size = 5"], 'checkpoint_differs audit.checkpoints size 5'],
      [
        ["update audit.checkpoints set note = replace(note, e'\\n5\\n', e'\\n6\\n') where size = 5"],
        'checkpoint_untrusted audit.checkpoints size 5',
      ],
      [
        [`update audit.entries set personal = '{"address": {"salt": "AAAAAAAAAAAAAAAAAAAAAA==", "value": "x"}}' where index = 2`],
        `personal_differs ${await rowOf(2)}`,
      ],
    ]
    for (const [statements, expected] of cases) {
      const report = await tampered(statements)
      expect([statements, report.ok, first(report)?.slice(0, expected.length)]).toEqual([statements, false, expected])
    }
  },
)

control(
  'AUDIT-8',
  'L-06 a tail that was cut off, or a past rewritten as a whole, is found against a checkpoint that somebody kept',
  async () => {
    const { note } = (await trail.admin.query('select note from audit.checkpoints where size = 18')).rows[0]
    const cut = [
      'delete from audit.entries where index >= 5',
      'delete from audit.nodes where (index + 1) * power(2, level) > 5',
      'delete from audit.checkpoints where size > 5',
      'update audit.head h set size = 5, root = c.root from audit.checkpoints c where c.size = 5',
    ]
    // A checkpoint that was forgotten tells as well.
    expect(first(await tampered(cut.filter((statement) => !statement.includes('delete from audit.checkpoints'))))).toBe(
      'checkpoint_ahead audit.checkpoints size 12',
    )
    // Everything left is as it was signed: without a witness nobody could tell.
    expect(await tampered(cut)).toMatchObject({ ok: true, size: 5 })
    expect(first(await tampered(cut, { witness: [note] }))).toBe('witness_ahead witness 1')

    const last = [...rewritten(17), ...allNodesAnew, 'delete from audit.checkpoints where size > 12']
    const report = await tampered(last, { witness: [note] })
    expect(report.faults.map(({ code }) => code)).toContain('witness_differs')
  },
)

test('a checkpoint of a rewritten tree tells up to where everything is as it was signed', async () => {
  const report = await tampered([...rewritten(17), ...allNodesAnew])
  const fault = report.faults.find(({ code }) => code === 'root_differs')
  expect(fault).toMatchObject({ row: 'audit.checkpoints size 18', detail: expect.stringContaining('up to entry 12 ') })
})

test('keys of somebody else verify nothing', async () => {
  const { testSigners, ORIGIN } = await import('../testing/trail.ts')
  const { verifierKey } = await import('@skykeep/proof')
  const { publicKey } = await testSigners().active()
  const report = await verifyInstallation({
    ask: (statement) => trail.auditPool.query(statement),
    keys: [verifierKey(ORIGIN, publicKey)],
  })
  expect(report).toMatchObject({ ok: false, signed_size: 0 })
})

control('AUDIT-14', 'an event changed, removed or put in by hand is named by its team, aircraft and id', async () => {
  const own = await openTrail()
  try {
    const team = aTeam()
    const aircraft_id = newId()
    const batches = new Map<string, BatchRecord[]>()
    for (const batch_id of ['1', '2', '3']) {
      const records = Array.from({ length: 7 }, (_, ordinal): BatchRecord => {
        const record = { aircraft_id, ordinal, batch_id, altitude: 30_000 + ordinal }
        return {
          ordinal,
          aircraft_id,
          event_id: `e-${batch_id}-${ordinal}`,
          record,
          hint: recordHash(record, sha256).slice(0, 4),
        }
      })
      batches.set(batch_id, records)
      const root = merkleRoot(
        records.map(({ record }) => recordHash(record, sha256)),
        sha256,
      ).toHex()
      await own.db.asTeam(team, (tx) =>
        own.audit.write(tx, systemActor('telemetry'), {
          action: BATCH_COMMITTED,
          resource: { type: 'telemetry_batch', id: batch_id },
          details: { batch_id, count: 7, root },
        }),
      )
    }
    await own.sequencer.settle()
    await own.checkpoints.current()
    const keys = (await own.checkpoints.keys()).map((text) => parseVerifierKey(text)!)
    const check = (change: (records: BatchRecord[]) => BatchRecord[]) =>
      verifyInstallation({
        ask: (statement) => own.auditPool.query(statement),
        keys,
        telemetry: {
          async readBatch(_team, batch_id) {
            if (batch_id === '3') return 'expired'
            const records = batches.get(batch_id) ?? [{ ordinal: 0, aircraft_id, event_id: 'stray', record: {} }]
            return (async function* () {
              yield* batch_id === '2' ? change(records) : records
            })()
          },
          async *listBatches() {
            for (const batch_id of [...batches.keys(), ...(change([]).length > 0 ? ['99'] : [])])
              yield { team_id: team, batch_id }
          },
        },
      })
    expect(await check((records) => records)).toMatchObject({ ok: true, batches: 3, events: 14, expired: 1 })

    const changedRecord = (one: BatchRecord): BatchRecord => ({
      ...one,
      record: { ...(one.record as object), altitude: 1 } as JsonValue,
    })
    const of = `telemetry.events team ${team} aircraft ${aircraft_id} event`
    const cases: [(records: BatchRecord[]) => BatchRecord[], string][] = [
      [
        (records) => records.map((one, at) => (at === 4 ? changedRecord(one) : one)),
        `event_changed ${of} e-2-4 (batch 2, ordinal 4)`,
      ],
      [(records) => records.filter((_, at) => at !== 3), `event_removed telemetry.events team ${team} (batch 2, ordinal 3)`],
      [
        (records) => (records[0] ? [...records, { ...changedRecord(records[0]), ordinal: 7, event_id: 'new' }] : []),
        `event_inserted ${of} new (batch 2, ordinal 7)`,
      ],
      [
        (records) =>
          records.flatMap((one, at) => (at === 2 ? [{ ...changedRecord(one), event_id: 'twin', hint: null }, one] : [one])),
        `event_inserted ${of} twin (batch 2, ordinal 2)`,
      ],
      // Without hints only the batch can be named.
      [
        (records) => records.map((one, at) => ({ ...(at === 4 ? changedRecord(one) : one), hint: null })),
        `batch_differs telemetry.events team ${team} (batch 2)`,
      ],
    ]
    for (const [change, expected] of cases) expect(first(await check(change))).toBe(expected)

    const strays = await check((records) => (records.length === 0 ? [{} as BatchRecord] : records))
    expect(strays.faults).toMatchObject([{ code: 'event_inserted', event_id: 'stray', aircraft_id, team_id: team }])
  } finally {
    await own.close()
  }
})
