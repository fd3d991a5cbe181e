import { type ConsistencyProof, encodeVerifierKey } from '@skykeep/proof'
import {
  checkpointOf,
  consistencyOf,
  leavesOf,
  linesOfExport,
  newSigner,
  sampleLog,
  sampleRows,
  TEAM_A,
} from '@skykeep/proof/testing/sample-log'
import { beforeAll, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { pretendLog } from './testing/pretend-log.ts'
import { type TrailSource, verifyTrail } from './verify-trail.ts'

const SIZE = 40
let log: Awaited<ReturnType<typeof sampleLog>>
let key: string
let lines: string[]
beforeAll(async () => {
  log = await sampleLog(SIZE)
  key = encodeVerifierKey(log.signer.key)
  lines = linesOfExport(log.checkpoint, { ...log, team_id: TEAM_A })
})

const streamOf = (texts: readonly string[], broken?: Error) =>
  new ReadableStream<Uint8Array>({
    start(stream) {
      for (const text of texts) stream.enqueue(new TextEncoder().encode(`${text}\n`))
      if (broken) stream.error(broken)
      else stream.close()
    },
  })
const sourceOf = (more: { lines?: readonly string[]; keys?: readonly string[]; proof?: ConsistencyProof } = {}): TrailSource => ({
  exported: async () => streamOf(more.lines ?? lines),
  consistency: async (from) => more.proof ?? consistencyOf(log.leaves, from),
  keys: async () => more.keys ?? [key],
})
const silent = () => {}
const earlier = (size: number) => checkpointOf(log.leaves.slice(0, size), log.signer)

test('an honest trail holds; its keys and its checkpoint are kept, and the next one is shown to have grown out of it', async () => {
  const kept = pretendLog()
  const told: number[] = []
  const first = await verifyTrail(sourceOf(), kept, (count) => told.push(count))
  expect(first).toMatchObject({ outcome: 'holds', isFirstKey: true, grownFrom: null })
  expect(first.report).toMatchObject({ team_id: TEAM_A, size: SIZE, entries: SIZE / 2 })
  expect([kept.keys(), kept.note(), told.at(-1)]).toEqual([[key], log.checkpoint, lines.length])
  expect(await verifyTrail(sourceOf(), kept, silent)).toMatchObject({ outcome: 'holds', isFirstKey: false, grownFrom: SIZE })
  const older = pretendLog({ keys: [key], note: await earlier(17) })
  expect(await verifyTrail(sourceOf(), older, silent)).toMatchObject({ outcome: 'holds', grownFrom: 17 })
  expect(older.note()).toBe(log.checkpoint)
})

control(
  'CONSOLE-9',
  'a trail that was changed, cut, cut back or written anew fails in the browser that verified it before, and nothing of it is kept',
  async () => {
    const anew = sampleRows(SIZE).map((row) => ({ ...row, entry: { ...row.entry, action: 'client.deleted' } }))
    const written = { rows: anew, leaves: leavesOf(anew), team_id: TEAM_A }
    const rewritten = linesOfExport(await checkpointOf(written.leaves, log.signer), written)
    const short = { rows: log.rows.slice(0, 30), leaves: log.leaves.slice(0, 30), team_id: TEAM_A }
    const cutBack = linesOfExport(await checkpointOf(short.leaves, log.signer), short)
    const note = await earlier(36)
    const cases: [string, readonly string[], string | null, ConsistencyProof?][] = [
      ['entry_not_in_tree', lines.map((line) => line.replace('client.created', 'client.deleted')), null],
      ['truncated', lines.slice(0, -1), null],
      ['header_missing', [], null],
      ['entry_missing', lines.filter((_, index) => index !== 4), null],
      ['witness_ahead', cutBack, note],
      ['witness_differs', rewritten, note, consistencyOf(written.leaves, 36)],
      ['witness_differs', rewritten, note],
    ]
    for (const [code, told, keptNote, proof] of cases) {
      const kept = pretendLog({ keys: [key], note: keptNote })
      const verdict = await verifyTrail(sourceOf({ lines: told, ...(proof && { proof }) }), kept, silent)
      expect([verdict.outcome, kept.note()]).toEqual(['fails', keptNote])
      expect(verdict.report.faults.map((fault) => fault.code)).toContain(code)
    }
  },
)

control(
  'CONSOLE-9',
  'a key that this browser does not know is told as such, whatever else is right, until somebody trusts it',
  async () => {
    const other = await newSigner()
    const signed = linesOfExport(await checkpointOf(log.leaves, other), { ...log, team_id: TEAM_A })
    const source = sourceOf({ lines: signed, keys: [encodeVerifierKey(other.key)] })
    const kept = pretendLog({ keys: [key], note: log.checkpoint })
    const verdict = await verifyTrail(source, kept, silent)
    expect(verdict).toMatchObject({ outcome: 'other_key', keys: [encodeVerifierKey(other.key)] })
    expect([kept.keys(), kept.note()]).toEqual([[key], log.checkpoint])
    kept.trust(verdict.keys)
    expect(await verifyTrail(source, kept, silent)).toMatchObject({ outcome: 'holds', grownFrom: null })
    // A key that nobody offers has signed nothing that could be trusted.
    expect(await verifyTrail(sourceOf({ lines: signed }), pretendLog({ keys: [key] }), silent)).toMatchObject({
      outcome: 'fails',
    })
  },
)

test('an answer that breaks off on its way is not called forged: it proves nothing', async () => {
  const broken = new TypeError('network error')
  const source: TrailSource = { ...sourceOf(), exported: async () => streamOf(lines.slice(0, 5), broken) }
  const kept = pretendLog({ keys: [key] })
  await expect(verifyTrail(source, kept, silent)).rejects.toBe(broken)
  expect(kept.note()).toBeNull()
})
