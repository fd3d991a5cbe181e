import { beforeAll, expect, test } from 'vitest'
import { toBase64, utf8 } from './bytes.ts'
import { type NoteSigner, parseNote, signNote } from './note.ts'
import { verifyNote } from './note-check.ts'
import { newSigner } from './testing/sample-log.ts'
import { encodeVerifierKey, parseVerifierKey, type VerifierKey, verifierKey } from './verifier-key.ts'

// What Go's checksum database publishes, a log in these formats that we have no part in.
const SUMDB_KEY = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'
const SUMDB_NOTES = [
  'go.sum database tree\n63096908\n8lHrQPRYe4KT4WQ9/Qk8/taKnD6IRHbFgfN7vQE2Y54=\n\n— sum.golang.org Az3gri/oVBN1jAhNZ/iS+W31psFAWRT20/GyrhpU6taFwulQGetBkH5S7wpGXdS935jiIGiUUAXBVHzT/P6fYhqAmAk=\n',
  'go.sum database tree\n71848828\nKknkYm4hx0y71VQ4E6FoF3fdumxzXU5QwTwo+kVX+2I=\n\n— sum.golang.org Az3grmKW8+LoW5bY5ihjzgt5Sd07aM7qJWz+4sVUNugEROoYXrHoTxqWhSAEUaEh/w1GoBxXuq1GTToTtgsitxYzMgE=\n',
]
const TEXT = 'First line\n\nÜberschrift, after an empty line\n'

let [ours, next, stranger]: NoteSigner[] = []
beforeAll(async () => {
  ;[ours, next, stranger] = await Promise.all([newSigner(), newSigner(), newSigner('other.test/log')])
})

test.each(SUMDB_NOTES)('a note of the checksum database of Go is verified by its published key', async (note) => {
  const key = parseVerifierKey(SUMDB_KEY)!
  expect(await verifyNote(note, [key])).toEqual({ ok: true, text: `${note.split('\n\n')[0]}\n`, signed_by: [key] })
  expect(await verifyNote(note.replace(/\d{8}/, '63096909'), [key])).toEqual({ ok: false, reason: 'bad_signature' })
})

test('the text form of a published verifier key is read and written back', () => {
  const key = parseVerifierKey(SUMDB_KEY)!
  expect([key.name, key.id, key.public_key.length]).toEqual(['sum.golang.org', '033de0ae', 32])
  expect(encodeVerifierKey(key)).toBe(SUMDB_KEY)
})

test('a verifier key with any character changed, cut short or of another type is refused', () => {
  for (let at = 0; at < SUMDB_KEY.length; at++) {
    expect(parseVerifierKey(`${SUMDB_KEY.slice(0, at)}${SUMDB_KEY[at] === 'x' ? 'y' : 'x'}${SUMDB_KEY.slice(at + 1)}`)).toBeNull()
    expect(parseVerifierKey(SUMDB_KEY.slice(0, at))).toBeNull()
  }
  const key = ours!.key.public_key
  expect(parseVerifierKey(`${ours!.key.name}+${ours!.key.id}+${toBase64(Uint8Array.of(4, ...key))}`)).toBeNull()
  expect(() => verifierKey('with space', key)).toThrow(TypeError)
  expect(() => verifierKey('x', key.subarray(1))).toThrow(TypeError)
})

test('a note that was signed is verified, and its text is what was signed', async () => {
  const note = await signNote(TEXT, ours!)
  expect(await verifyNote(note, [stranger!.key, ours!.key])).toEqual({ ok: true, text: TEXT, signed_by: [ours!.key] })
})

test('during a rotation either key verifies, and signatures of unknown keys are ignored', async () => {
  const note = await signNote(TEXT, ours!, stranger!, next!)
  for (const key of [ours!.key, next!.key]) expect(await verifyNote(note, [key])).toMatchObject({ ok: true, signed_by: [key] })
  expect(await verifyNote(note, [next!.key, ours!.key])).toMatchObject({ ok: true, signed_by: [ours!.key, next!.key] })
})

test('[PROOF-4] a note without a signature of a known key is refused', async () => {
  const note = await signNote(TEXT, stranger!)
  expect(await verifyNote(note, [ours!.key])).toEqual({ ok: false, reason: 'unknown_signer' })
  expect(await verifyNote(note, [])).toEqual({ ok: false, reason: 'unknown_signer' })
})

test('[PROOF-4] a note in which the signature of one known key is wrong is refused, whoever else signed', async () => {
  const broken: NoteSigner = { key: next!.key, sign: ours!.sign }
  const note = await signNote(TEXT, ours!, broken)
  expect(await verifyNote(note, [ours!.key, next!.key])).toEqual({ ok: false, reason: 'bad_signature' })
})

test('[PROOF-4] a key of the same name and id as a known one does not pass for it', async () => {
  const posing: NoteSigner = { key: { ...stranger!.key, name: ours!.key.name, id: ours!.key.id }, sign: stranger!.sign }
  expect(await verifyNote(await signNote(TEXT, posing), [ours!.key])).toEqual({ ok: false, reason: 'bad_signature' })
})

test('[PROOF-4] a note with any bit of its text or signature changed is refused', async () => {
  const bytes = utf8(await signNote('size 5\n', ours!))
  for (let at = 0; at < bytes.length * 8; at += 3) {
    const forged = new TextDecoder().decode(bytes.with(at >> 3, bytes[at >> 3]! ^ (1 << (at & 7))))
    expect((await verifyNote(forged, [ours!.key])).ok).toBe(false)
  }
})

test.each([
  ['nothing', ''],
  ['no signature', 'text\n'],
  ['no empty line', 'text\n— a AAAAAAA=\n'],
  ['no newline at the end', 'text\n\n— a AAAAAAA='],
  ['a hyphen for the dash', 'text\n\n- a AAAAAAA=\n'],
  ['no name', 'text\n\n—  AAAAAAA=\n'],
  ['a plus in the name', 'text\n\n— a+b AAAAAAA=\n'],
  ['a wide space in the name', 'text\n\n— a\u2003b AAAAAAA=\n'],
  ['nothing behind the key id', 'text\n\n— a AAAAAA==\n'],
  ['base64 without padding', 'text\n\n— a AAAAAAA\n'],
  ['base64 with stray bits', 'text\n\n— a AAAAAAB=\n'],
  ['base64 with a space', 'text\n\n— a AAAA AAA=\n'],
  ['a control character', 'te\rxt\n\n— a AAAAAAA=\n'],
  ['a lone surrogate', 'te\ud800xt\n\n— a AAAAAAA=\n'],
  ['a line between the signatures', 'text\n\n— a AAAAAAA=\nx\n— a AAAAAAA=\n'],
  ['more signatures than can be meant', `text\n\n${'— a AAAAAAA=\n'.repeat(101)}`],
  ['more text than can be meant', `${'x'.repeat(1_000_001)}\n\n— a AAAAAAA=\n`],
] satisfies [string, string][])('a note with %s is malformed', async (_what, note) => {
  expect(parseNote(note)).toBeNull()
  expect(await verifyNote(note, [ours!.key])).toEqual({ ok: false, reason: 'malformed' })
})

test('up to a hundred signatures are read, as C2SP asks for at least sixteen', () => {
  expect(parseNote(`text\n\n${'— a AAAAAAA=\n'.repeat(100)}`)?.signatures).toHaveLength(100)
})

test('what no note can carry is not signed', async () => {
  for (const text of ['', 'no newline', 'a\rb\n', 'a\u0000\n', '\ud800\n'])
    await expect(signNote(text, ours!)).rejects.toThrow(TypeError)
  await expect(signNote(TEXT)).rejects.toThrow(TypeError)
})

test('a key that is no point of the curve verifies nothing and throws nothing', async () => {
  const bad: VerifierKey = verifierKey('bad.test/log', new Uint8Array(32).fill(0xff))
  const note = await signNote(TEXT, { key: bad, sign: ours!.sign })
  expect(await verifyNote(note, [bad])).toEqual({ ok: false, reason: 'bad_signature' })
})
