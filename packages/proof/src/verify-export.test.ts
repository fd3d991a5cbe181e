import { beforeAll, expect, test } from 'vitest'
import { toBase64 } from './bytes.ts'
import { formatCheckpoint } from './checkpoint.ts'
import { entryHash } from './entry.ts'
import type { ExportChecks } from './export-checks.ts'
import { exportLine } from './export-lines.ts'
import type { Fault } from './faults.ts'
import { signNote } from './note.ts'
import { commit } from './personal.ts'
import {
  batchRoot,
  checkpointOf,
  consistencyOf,
  leavesOf,
  linesOfExport,
  newSigner,
  ORIGIN,
  type Row,
  SALT,
  type SampleLog,
  sampleEntry,
  sampleLog,
  stream,
  TEAM_A,
  TEAM_B,
  type Telling,
} from './testing/sample-log.ts'
import { merkleRoot } from './tree.ts'
import { verifyExport } from './verify-export.ts'

const SIZE = 43
let log: SampleLog
beforeAll(async () => {
  log = await sampleLog(SIZE)
})

const tell = (told: Telling = {}) => linesOfExport(log.checkpoint, { leaves: log.leaves, rows: log.rows, ...told })
const verify = (lines: string[], checks: Partial<ExportChecks> = {}) => verifyExport(stream(lines), { keys: log.keys, ...checks })
const codes = ({ faults }: { faults: Fault[] }) => faults.map(({ code }) => code)
const changed = (index: number, parts: Partial<Row['entry']>): Row[] =>
  log.rows.map((row) => (row.entry.index === index ? { ...row, entry: { ...row.entry, ...parts } } : row))
const lineOf = (lines: string[], index: number) => lines.findIndex((line) => line.includes(`"index":${index},`))
const ways: [string, Telling][] = [
  ['of the installation', {}],
  ['of the installation without proofs', { proofs: false }],
  ['of a team', { team_id: TEAM_A }],
]

test.each(ways)('an honest export %s is verified and counted', async (_way, told) => {
  const rows = log.rows.filter(({ entry }) => !told.team_id || entry.team_id === told.team_id)
  const batches = rows.flatMap(({ records }) => (records ? [records] : []))
  expect(await verify(tell(told))).toEqual({
    ok: true,
    origin: ORIGIN,
    team_id: told.team_id ?? null,
    size: SIZE,
    entries: rows.length,
    batches: batches.length,
    records: batches.flat().length,
    faults: [],
    fault_count: 0,
  })
})

test('an export of a log that is still empty is verified', async () => {
  const checkpoint = await checkpointOf([], log.signer)
  expect(await verify(linesOfExport(checkpoint, { leaves: [], rows: [] }))).toMatchObject({ ok: true, size: 0, entries: 0 })
})

test('[PROOF-6] whichever member of an entry is changed, exactly that entry is named', async () => {
  const k = 21
  const { entry } = log.rows[k]!
  const others: Partial<Row['entry']>[] = [
    { id: 'x' },
    { at: '2026-11-22T07:00:00.124Z' },
    { actor: { type: 'client', id: 'client-9' } },
    { credential: null },
    { action: 'client.removed' },
    { outcome: 'failure' },
    { resource: null },
    { trace_id: null },
    { reason: 'because' },
    { details: {} },
    { commitments: { address: 'ab'.repeat(32) } },
    { previous: 'ab'.repeat(32) },
  ]
  for (const parts of others) {
    const whole = await verify(tell({ rows: changed(k, parts) }))
    const fault = { code: 'entry_not_in_tree', index: k, team_id: entry.team_id, line: lineOf(tell(), k) + 1 }
    expect(whole.faults.filter(({ code }) => code !== 'batch_unexpected')).toMatchObject([fault, { code: 'root_differs' }])
    const team = await verify(tell({ team_id: entry.team_id, rows: changed(k, parts) }))
    expect(team.faults.filter(({ code }) => code !== 'batch_unexpected')).toMatchObject([{ code: 'entry_not_in_tree', index: k }])
  }
})

test('[PROOF-6] without proofs a changed entry is named by the one after it', async () => {
  for (const k of [0, 4, 20, 33]) {
    const report = await verify(tell({ proofs: false, rows: changed(k, { reason: 'because' }) }))
    expect(report.faults).toMatchObject([{ code: 'chain_broken', index: k }, { code: 'root_differs' }])
  }
})

test('[PROOF-6] without proofs an entry that was hung on another one is named itself', async () => {
  const report = await verify(tell({ proofs: false, rows: changed(20, { previous: 'ab'.repeat(32) }) }))
  expect(report.faults).toMatchObject([{ code: 'chain_broken', index: 20 }, { code: 'root_differs' }])
})

test('[PROOF-6] without proofs the last entry of all has none after it, but its change is found', async () => {
  const report = await verify(tell({ proofs: false, rows: changed(SIZE - 1, { reason: 'because' }) }))
  expect(report).toMatchObject({ ok: false, faults: [{ code: 'root_differs' }] })
})

test('[PROOF-7] an entry that was removed is named', async () => {
  for (const k of [0, 17, SIZE - 1]) {
    const rows = log.rows.filter(({ entry }) => entry.index !== k)
    const { team_id, team_index } = log.rows[k]!.entry
    expect((await verify(tell({ rows }))).faults[0]).toMatchObject({ code: 'entry_missing', index: k })
    const isTeamsLast = log.rows.every(({ entry }) => entry.team_id !== team_id || entry.team_index <= team_index)
    if (team_id === null || isTeamsLast) continue // a team's export cannot know what came after its last line
    const team = await verify(tell({ team_id, rows }))
    expect(team.faults).toMatchObject([
      { code: 'entry_missing', team_id, detail: `entries ${team_index} to ${team_index} of the team are missing` },
    ])
  }
})

test('[PROOF-7] entries that changed places are named', async () => {
  for (const [a, b] of [
    [8, 9],
    [8, 20],
  ] as const) {
    const rows = log.rows.with(a, log.rows[b]!).with(b, log.rows[a]!)
    for (const told of [{ rows }, { rows, team_id: TEAM_A }]) {
      const report = await verify(tell(told))
      expect(report.ok).toBe(false)
      expect(report.faults.every(({ code }) => code === 'entry_out_of_order')).toBe(true)
      expect(report.faults.map(({ index }) => index)).toContain(a)
    }
  }
})

test('[PROOF-7] an entry that was slipped in is named, with proofs and without', async () => {
  const { entry } = log.rows[20]!
  const slipped = { entry: { ...entry, id: 'slipped in' } }
  for (const told of [{}, { team_id: TEAM_A }, { proofs: false }]) {
    const report = await verify(tell({ ...told, rows: log.rows.toSpliced(20, 0, slipped) }))
    expect(report.faults).toContainEqual(expect.objectContaining({ id: 'slipped in', index: 20 }))
    expect(report.faults[0]).toMatchObject({ id: 'slipped in' })
  }
})

test('[PROOF-7] an entry that is told twice is named', async () => {
  const rows = log.rows.toSpliced(21, 0, log.rows[20]!)
  for (const told of [{ rows }, { rows, team_id: TEAM_A }]) {
    const repeated = (await verify(tell(told))).faults.filter(({ code }) => code !== 'batch_unexpected')
    expect(repeated).toMatchObject([{ code: 'entry_repeated', index: 20 }])
  }
})

test('[PROOF-7] an entry behind the end of the tree is named', async () => {
  const { entry } = log.rows[SIZE - 1]!
  const more = sampleEntry({ index: SIZE, team_id: 'team-new', id: 'behind', team_index: 0, at: entry.at })
  const report = await verify(tell({ rows: [...log.rows, { entry: more }] }))
  expect(report.faults).toMatchObject([{ code: 'entry_not_in_tree', index: SIZE, id: 'behind' }])
  expect((await verify(tell({ proofs: false, rows: [...log.rows, { entry: more }] }))).faults).toMatchObject([
    { index: SIZE, id: 'behind' },
  ])
})

test('[PROOF-7] an entry of another team in the export of one is named', async () => {
  const lines = tell({ team_id: TEAM_A })
  const foreign = tell()[lineOf(tell(), 2)]!
  const report = await verify(lines.toSpliced(3, 0, foreign))
  expect(report.faults).toMatchObject([
    { code: 'entry_foreign', index: 2, team_id: TEAM_B, line: 4 },
    { code: 'end_count_differs' },
  ])
})

test('[PROOF-7] a team’s export without proofs proves nothing', async () => {
  const report = await verify(tell({ team_id: TEAM_A, proofs: false }))
  expect(report.faults).toMatchObject([{ code: 'entry_unproven', detail: expect.stringMatching(/^22 entries/) }])
})

test('[PROOF-8] a file that was cut off anywhere is found out', async () => {
  const lines = tell()
  for (const end of [0, 1, 5, lines.length - 1]) {
    const report = await verify(lines.slice(0, end))
    expect(report.ok).toBe(false)
    expect(codes(report)).toContain('truncated')
  }
})

test('[PROOF-8] an end that tells another number of entries is found out', async () => {
  const report = await verify([...tell().slice(0, -1), exportLine({ type: 'end', entries: SIZE + 1 })])
  expect(codes(report)).toEqual(['end_count_differs'])
})

test('[PROOF-9] a tail that was cut off, checkpoint and all, is found by a witnessed checkpoint', async () => {
  const rows = log.rows.slice(0, 30)
  const leaves = log.leaves.slice(0, 30)
  const lines = linesOfExport(await checkpointOf(leaves, log.signer), { leaves, rows })
  expect((await verify(lines)).ok).toBe(true)
  const report = await verify(lines, { witness: [log.checkpoint] })
  expect(report.faults).toMatchObject([{ code: 'witness_ahead', line: 1 }])
})

test('[PROOF-9] a past that was rewritten by one who has the key is found by a witnessed checkpoint', async () => {
  const witness = [await checkpointOf(log.leaves.slice(0, 30), log.signer)]
  const rows = rewritten(log.rows, 12)
  const leaves = leavesOf(rows)
  const lines = linesOfExport(await checkpointOf(leaves, log.signer), { leaves, rows })
  expect((await verify(lines)).ok).toBe(true)
  expect(codes(await verify(lines, { witness }))).toEqual(['witness_differs'])
  const team = linesOfExport(await checkpointOf(leaves, log.signer), { leaves, rows, team_id: TEAM_A })
  expect(codes(await verify(team, { witness, consistency: [consistencyOf(leaves, 30)] }))).toEqual(['witness_differs'])
})

test('[PROOF-9] everything rewritten without the key does not make the signed root', async () => {
  const rows = rewritten(log.rows, 12)
  const leaves = leavesOf(rows)
  expect(codes(await verify(tell({ rows, leaves, proofs: false })))).toEqual(['root_differs'])
  expect((await verify(tell({ rows, leaves }))).faults[0]).toMatchObject({ code: 'entry_not_in_tree', index: 0 })
})

test('an honest past agrees with every witnessed checkpoint', async () => {
  const sizes = [0, 1, 30, SIZE]
  const witness = await Promise.all(sizes.map((size) => checkpointOf(log.leaves.slice(0, size), log.signer)))
  expect(await verify(tell(), { witness })).toMatchObject({ ok: true, faults: [] })
  const consistency = sizes.map((from) => consistencyOf(log.leaves, from))
  expect(await verify(tell({ team_id: TEAM_A }), { witness, consistency })).toMatchObject({ ok: true, faults: [] })
})

test('[PROOF-9] a witnessed checkpoint that cannot be compared is a fault, not a pass', async () => {
  const witness = [await checkpointOf(log.leaves.slice(0, 30), log.signer)]
  const team = tell({ team_id: TEAM_A })
  expect(codes(await verify(team, { witness }))).toEqual(['witness_unproven'])
  expect(codes(await verify(team, { witness, consistency: [consistencyOf(log.leaves, 29)] }))).toEqual(['witness_unproven'])
  const { proof, ...sizes } = consistencyOf(log.leaves, 30)
  for (const forged of [[], proof.slice(1), proof.with(0, toBase64(new Uint8Array(32))), proof.with(0, 'x')]) {
    expect(codes(await verify(team, { witness, consistency: [{ ...sizes, proof: forged }] }))).toEqual(['witness_differs'])
  }
})

test('a file that was changed is not taken for a log that was rewritten', async () => {
  const witness = [await checkpointOf(log.leaves.slice(0, 30), log.signer)]
  const report = await verify(tell({ rows: changed(20, { reason: 'because' }) }), { witness })
  expect(codes(report)).toEqual(expect.arrayContaining(['entry_not_in_tree', 'root_differs', 'witness_unproven']))
  expect(codes(report)).not.toContain('witness_differs')
})

test('[PROOF-7] entries of a team that go back in the tree are named, although the log signed them', async () => {
  const first = sampleEntry({ index: 1, id: 'first' })
  const second = sampleEntry({ index: 0, id: 'second', team_index: 1, previous: entryHash(first).toHex() })
  const leaves = [entryHash(second), entryHash(first)]
  const lines = linesOfExport(await checkpointOf(leaves, log.signer), {
    leaves,
    rows: [{ entry: first }, { entry: second }],
    team_id: TEAM_A,
  })
  expect((await verify(lines)).faults).toMatchObject([{ code: 'entry_out_of_order', id: 'second' }])
})

test('[PROOF-9] a witnessed checkpoint of another log or key is a fault', async () => {
  const stranger = await newSigner()
  const other = await newSigner('other.test/log')
  const elsewhere = await signNote(formatCheckpoint({ origin: other.key.name, size: 0, root: merkleRoot([]) }), other)
  for (const note of [await checkpointOf(log.leaves, stranger), elsewhere, 'x']) {
    expect(codes(await verify(tell(), { keys: [...log.keys, other.key], witness: [note] }))).toEqual(['witness_untrusted'])
  }
})

test('[PROOF-4] an export under a checkpoint that the log did not sign is not verified', async () => {
  const stranger = await newSigner()
  const forged = [
    await checkpointOf(log.leaves, stranger),
    log.checkpoint.replace(`\n${SIZE}\n`, `\n${SIZE + 1}\n`),
    'no note at all',
  ]
  for (const checkpoint of forged) {
    const report = await verify(linesOfExport(checkpoint, { leaves: log.leaves, rows: log.rows }))
    expect(report).toMatchObject({ ok: false, size: null, faults: [{ code: 'checkpoint_untrusted', line: 1 }] })
  }
  expect(codes(await verify(tell(), { keys: [] }))).toEqual(['checkpoint_untrusted'])
})

test('[PROOF-4] a header that names another log than its checkpoint is not verified', async () => {
  const header = exportLine({
    type: 'skykeep-audit-export',
    version: 1,
    origin: 'other.test/log',
    team_id: null,
    checkpoint: log.checkpoint,
  })
  expect(codes(await verify([header, ...tell().slice(1)]))).toEqual(['checkpoint_untrusted'])
})

test('after a rotation old and new key verify the same checkpoint', async () => {
  const next = await newSigner()
  const lines = linesOfExport(await checkpointOf(log.leaves, log.signer, next), { leaves: log.leaves, rows: log.rows })
  for (const keys of [[next.key], log.keys, [next.key, ...log.keys]]) expect((await verify(lines, { keys })).ok).toBe(true)
})

test('[PROOF-5] erasing a personal value keeps everything verified, changing it does not', async () => {
  const withPersonal = (index: number, personal: Row['personal']) =>
    log.rows.map((row) => (row.entry.index === index ? { ...row, personal } : row))
  expect((await verify(tell({ rows: withPersonal(5, undefined) }))).ok).toBe(true)
  for (const value of [
    { salt: SALT, value: '192.0.2.6' },
    { salt: toBase64(new Uint8Array(16)), value: '192.0.2.5' },
  ]) {
    const report = await verify(tell({ rows: withPersonal(5, { address: value }) }))
    expect(report.faults).toMatchObject([{ code: 'personal_differs', index: 5, line: lineOf(tell(), 5) + 1 }])
    expect(JSON.stringify(report)).not.toContain('192.0.2')
  }
  const never = withPersonal(6, { email: { salt: SALT, value: 'a@example.org' } })
  expect((await verify(tell({ rows: never }))).faults).toMatchObject([{ code: 'personal_differs', index: 6 }])
  expect(log.rows[5]!.entry.commitments.address).toBe(commit(SALT, '192.0.2.5'))
})

test('[PROOF-10] telemetry that is not what its batch committed to is found, batch by batch', async () => {
  const at = 14 // three records
  const { records } = log.rows[at]!
  const withRecords = (other: Row['records']) =>
    tell({ rows: log.rows.map((row, i) => (i === at ? { ...row, records: other } : row)) })
  const about = { batch_id: `batch-${at}`, index: at, id: `entry-${at}` }
  for (const other of [records!.toReversed(), records!.with(1, { event_id: '14-1', altitude_ft: 34001 })]) {
    expect((await verify(withRecords(other))).faults).toMatchObject([{ code: 'batch_root_differs', ...about }])
  }
  for (const other of [records!.slice(1), [...records!, records![0]!], []]) {
    expect((await verify(withRecords(other))).faults).toMatchObject([{ code: 'batch_count_differs', ...about }])
  }
  expect((await verify(withRecords(undefined))).ok).toBe(true) // records may be kept for a shorter time than entries
})

test('[PROOF-10] records that no entry before them committed to are found', async () => {
  const lines = tell()
  const batch = exportLine({ type: 'batch', batch_id: 'batch-9', records: [] })
  expect((await verify(lines.toSpliced(2, 0, batch))).faults[0]).toMatchObject({
    code: 'batch_unexpected',
    batch_id: 'batch-9',
    line: 3,
  })
  const twice = lines.toSpliced(3, 0, lines[2]!)
  expect((await verify(twice)).faults).toMatchObject([{ code: 'batch_unexpected', batch_id: 'batch-0', line: 4 }])
  expect(batchRoot([])).toBe(merkleRoot([]).toHex())
})

/** Everything from entry `from` on told differently, with all hashes made to fit again. */
function rewritten(rows: Row[], from: number): Row[] {
  const heads = new Map<string | null, string>()
  return rows.map((row, i) => {
    const previous = heads.get(row.entry.team_id) ?? null
    const entry = { ...row.entry, previous, ...(i === from ? { reason: 'it never happened' } : {}) }
    heads.set(entry.team_id, leavesOf([{ entry }])[0]!.toHex())
    return { ...row, entry }
  })
}
