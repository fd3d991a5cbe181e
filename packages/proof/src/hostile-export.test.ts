import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { exportLine } from './export-lines.ts'
import { describeReport } from './export-report.ts'
import { linesOfExport, type SampleLog, sampleLog, stream, TEAM_A } from './testing/sample-log.ts'
import { verifyExport } from './verify-export.ts'

let log: SampleLog
let exports: string[][]
beforeAll(async () => {
  log = await sampleLog(12)
  exports = [null, TEAM_A].map((team_id) => linesOfExport(log.checkpoint, { leaves: log.leaves, rows: log.rows, team_id }))
})
const verify = (lines: string[]) => verifyExport(stream(lines), { keys: log.keys })

test('[PROOF-8] an export in which any one character was changed is not verified', async () => {
  for (const lines of exports) {
    const places = fc.nat(lines.length - 1).chain((line) => fc.tuple(fc.constant(line), fc.nat(lines[line]!.length - 1)))
    await fc.assert(
      fc.asyncProperty(places, fc.string({ minLength: 1, maxLength: 1 }), async ([line, at], other) => {
        const text = lines[line]!
        fc.pre(text[at] !== other)
        const report = await verify(lines.with(line, text.slice(0, at) + other + text.slice(at + 1)))
        expect(report.ok).toBe(false)
        expect(describeReport(report)[0]).toMatch(/^NOT VERIFIED/)
      }),
      { numRuns: 200 },
    )
  }
})

test('[PROOF-8] an export with any line doubled, moved or replaced is not verified', async () => {
  for (const lines of exports) {
    const place = fc.nat(lines.length - 1)
    const other = fc.oneof(fc.string(), fc.json(), fc.constantFrom(...lines))
    await fc.assert(
      fc.asyncProperty(place, place, other, async (a, b, text) => {
        expect((await verify(lines.toSpliced(a, 0, lines[a]!))).ok).toBe(false)
        fc.pre(lines[a] !== lines[b] && lines[a] !== text)
        expect((await verify(lines.with(a, lines[b]!).with(b, lines[a]!))).ok).toBe(false)
        expect((await verify(lines.with(a, text))).ok).toBe(false)
      }),
      { numRuns: 100 },
    )
  }
})

test('lines of anything at all make faults and never an error', async () => {
  const types = fc.constantFrom('skykeep-audit-export', 'entry', 'batch', 'end', 'constructor', '__proto__')
  const line = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({ type: types, entry: fc.jsonValue(), personal: fc.jsonValue(), proof: fc.jsonValue() })
      .map((value) => JSON.stringify(value)),
    fc
      .record({ entry: fc.dictionary(fc.string(), fc.jsonValue()), type: fc.constant('entry') })
      .map((value) => JSON.stringify(value)),
    fc.constantFrom(...exports.flat()),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(line), async (lines) => {
      const report = await verify(lines)
      expect(report.ok).toBe(false)
      expect(report.faults.length).toBeGreaterThan(0)
      expect(describeReport(report).join('\n')).toMatch(/^[ -~\n…\ufffd]+$/)
    }),
  )
})

test.each([
  ['a member twice', (line: string) => line.replace('"type":"entry"', '"type":"entry","type":"entry"')],
  ['a member twice inside the entry', (line: string) => line.replace('"outcome":', '"outcome":"failure","outcome":')],
  ['spaces', (line: string) => line.replace('"type":', '"type": ')],
  ['a number in another spelling', (line: string) => line.replace('"version":1', '"version":1.0')],
  ['an escape that need not be', (line: string) => line.replace('"Ü', '"\\u00dc')],
  ['a carriage return', (line: string) => `${line}\r`],
])('[PROOF-8] a line with %s is not read: it would be two texts for one fact', async (_what, change) => {
  const [lines] = exports
  const at = lines!.findIndex((line) => line.includes('Ü'))
  const forged = change(lines![at]!)
  expect(forged).not.toBe(lines![at])
  expect((await verify(lines!.with(at, forged))).faults[0]).toMatchObject({ code: 'line_malformed', line: at + 1 })
})

test('[PROOF-8] a line with a member that nothing vouches for is not read', async () => {
  const [lines] = exports
  const forged = lines![1]!.replace('"entry":', '"approved":true,"entry":').replace('{"approved"', '{"approved"')
  expect((await verify(lines!.with(1, forged))).faults[0]).toMatchObject({ code: 'line_malformed', line: 2 })
  const end = exportLine({ type: 'end', entries: 12, note: 'x' } as never)
  expect((await verify(lines!.with(-1, end))).faults.map(({ code }) => code)).toEqual(['line_malformed', 'truncated'])
})

test('[PROOF-8] what stands after the end, or a second header, is found', async () => {
  const [lines] = exports
  expect((await verify([...lines!, lines!.at(-1)!])).faults).toMatchObject([{ code: 'line_unexpected', line: lines!.length + 1 }])
  expect((await verify(lines!.toSpliced(1, 0, lines![0]!))).faults).toMatchObject([{ code: 'line_unexpected', line: 2 }])
})

test('a file that cannot be read on is judged as far as it was read', async () => {
  async function* breaking() {
    yield* exports[0]!.slice(0, 3)
    throw new Error('disk')
  }
  const report = await verifyExport(breaking(), { keys: log.keys })
  expect(report).toMatchObject({ ok: false, entries: 1 })
  expect(report.faults.map(({ code }) => code)).toEqual(expect.arrayContaining(['unreadable', 'truncated']))
})

test('a file that is all faults has a thousand of them told and the others counted', async () => {
  const report = await verify([exports[0]![0]!, ...Array.from({ length: 3000 }, () => 'x')])
  expect(report.faults).toHaveLength(1000)
  expect(report.fault_count).toBeGreaterThanOrEqual(3000)
  expect(describeReport(report).at(-1)).toBe(`… ${report.fault_count} faults in all`)
})

test('a report tells what was verified, or the first faults, and moves no cursor', async () => {
  expect(describeReport(await verify(exports[0]!))).toEqual([
    'VERIFIED: 12 entries of the whole installation, 2 batches with 3 records',
    'checkpoint of skykeep.test/audit with 12 entries',
  ])
  const [lines] = exports
  const forged = lines!.with(1, lines![1]!.replace('"id":"entry-0"', '"id":"\\u001b[2J"'))
  const text = describeReport(await verify(forged)).join('\n')
  expect(text).toContain('line 2: entry_not_in_tree entry 0')
  expect(text).not.toContain('\u001b')
})
