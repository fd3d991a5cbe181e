import { beforeAll, expect, test } from 'vitest'
import { formatCheckpoint, parseCheckpoint, verifyCheckpoint } from './checkpoint.ts'
import { type NoteSigner, signNote } from './note.ts'
import { newSigner, ORIGIN } from './testing/sample-log.ts'
import { merkleRoot } from './tree.ts'

const root = merkleRoot([])
const text = `${ORIGIN}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n`

let [ours, stranger]: NoteSigner[] = []
beforeAll(async () => {
  ;[ours, stranger] = await Promise.all([newSigner(), newSigner('witness.test/w1')])
})

test('a checkpoint is written as C2SP says, and read back', () => {
  expect(formatCheckpoint({ origin: ORIGIN, size: 0, root })).toBe(text)
  expect(parseCheckpoint(text)).toEqual({ origin: ORIGIN, size: 0, root })
})

test('the example of the C2SP specification is read', () => {
  const checkpoint = parseCheckpoint('example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n')
  expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20852163 })
})

test('extension lines are kept', () => {
  const checkpoint = { origin: ORIGIN, size: 7, root, extensions: ['at 2026-11-22', 'x'] }
  expect(parseCheckpoint(formatCheckpoint(checkpoint))).toEqual(checkpoint)
})

test.each([
  ['no newline at the end', text.slice(0, -1)],
  ['an empty origin', text.replace(ORIGIN, '')],
  ['a size with a zero before', text.replace('\n0\n', '\n00\n')],
  ['a negative size', text.replace('\n0\n', '\n-1\n')],
  ['a size in other digits', text.replace('\n0\n', '\n٣\n')],
  ['a size with a space', text.replace('\n0\n', '\n0 \n')],
  ['a size that a number cannot hold', text.replace('\n0\n', '\n9007199254740993\n')],
  ['a short root', text.replace('47DE', '')],
  ['a root with stray bits', text.replace('uFU=', 'uFV=')],
  ['an empty extension line', `${text}\nx\n`],
  ['too few lines', `${ORIGIN}\n0\n`],
])('a checkpoint with %s is none', (_what, forged) => {
  expect(parseCheckpoint(forged)).toBeNull()
})

test('what the format cannot say is not written', () => {
  for (const origin of ['', 'two\nlines', 'nul\u0000'])
    expect(() => formatCheckpoint({ origin, size: 0, root })).toThrow(TypeError)
  for (const size of [-1, 1.5, Number.NaN, 2 ** 53])
    expect(() => formatCheckpoint({ origin: ORIGIN, size, root })).toThrow(TypeError)
  expect(() => formatCheckpoint({ origin: ORIGIN, size: 0, root: root.subarray(1) })).toThrow(TypeError)
  expect(() => formatCheckpoint({ origin: ORIGIN, size: 0, root, extensions: [''] })).toThrow(TypeError)
})

test('[PROOF-4] a checkpoint is the log’s only with a signature under its own origin', async () => {
  const [bySelf, byBoth, byOther] = await Promise.all([
    signNote(text, ours!),
    signNote(text, ours!, stranger!),
    signNote(text, stranger!),
  ])
  const keys = [ours!.key, stranger!.key]
  for (const note of [bySelf, byBoth])
    expect(await verifyCheckpoint(note, keys)).toMatchObject({ ok: true, checkpoint: { size: 0 } })
  expect(await verifyCheckpoint(byOther, keys)).toEqual({ ok: false, reason: 'not_by_origin' })
  expect(await verifyCheckpoint(byOther, [ours!.key])).toEqual({ ok: false, reason: 'unknown_signer' })
})

test('a signed note that is no checkpoint is none', async () => {
  expect(await verifyCheckpoint(await signNote('hello\n', ours!), [ours!.key])).toEqual({ ok: false, reason: 'malformed' })
})
