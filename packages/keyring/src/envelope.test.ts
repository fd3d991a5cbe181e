import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { associatedData, openEnvelope, type Place, parseEnvelope, sealEnvelope } from './envelope.ts'

const key = { id: 'dk_test', key: randomBytes(32) }
const place: Place = { team_id: 't-1', table: 'connections', column: 'private_key', row: 'c-1', version: 1 }
const aad = associatedData(place)
const refused = expect.objectContaining({ name: 'KeyRingError', code: expect.stringMatching(/^ENVELOPE_(REFUSED|MALFORMED)$/) })

test('what was sealed comes back, whatever the bytes and the place', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ minLength: 1 }), (plaintext, row) => {
      fc.pre(row.isWellFormed())
      const there = associatedData({ ...place, row })
      expect(Buffer.from(openEnvelope(key, sealEnvelope(key, plaintext, there), there))).toEqual(Buffer.from(plaintext))
    }),
    { numRuns: 100 },
  )
})

test('[KEY-2] an envelope with any one bit flipped is refused', () => {
  const envelope = Buffer.from(sealEnvelope(key, Buffer.from('s3cret!'), aad), 'latin1')
  for (let bit = 0; bit < envelope.length * 8; bit++) {
    const changed = Buffer.from(envelope)
    changed[bit >> 3]! ^= 1 << (bit & 7)
    expect(() => openEnvelope(key, changed.toString('latin1'), aad), `bit ${bit}`).toThrow(refused)
  }
})

test('[KEY-2] an envelope whose bytes were changed, cut, grown or swapped is refused', () => {
  const envelope = sealEnvelope(key, randomBytes(40), aad)
  const { body } = parseEnvelope(envelope)
  const { body: other } = parseEnvelope(sealEnvelope(key, randomBytes(40), aad))
  const edit = fc.oneof(
    fc
      .record({ at: fc.nat(body.length - 1), mask: fc.integer({ min: 1, max: 255 }) })
      .map(({ at, mask }) => body.map((b, i) => (i === at ? b ^ mask : b))),
    fc.nat(body.length - 1).map((length) => body.subarray(0, length)),
    fc.uint8Array({ minLength: 1, maxLength: 20 }).map((more) => Buffer.concat([body, more])),
    fc.nat(body.length - 1).map((at) => Buffer.concat([body.subarray(0, at), other.subarray(at)])),
  )
  fc.assert(
    fc.property(edit, (bytes) => {
      fc.pre(!body.equals(bytes) && !other.equals(bytes))
      expect(() => openEnvelope(key, `sk1.${key.id}.${Buffer.from(bytes).toString('base64url')}`, aad)).toThrow(refused)
    }),
    { numRuns: 300 },
  )
})

test('[KEY-2] an envelope opens in no place but its own', () => {
  const envelope = sealEnvelope(key, Buffer.from('s3cret'), aad)
  const elsewhere: Partial<Place>[] = [
    { team_id: 't-2' },
    { team_id: null },
    { table: 'clients' },
    { column: 'note' },
    { row: 'c-2' },
    { version: 2 },
  ]
  for (const change of elsewhere)
    expect(() => openEnvelope(key, envelope, associatedData({ ...place, ...change }))).toThrow(refused)
})

test('two places never share their associated data, whatever characters their parts have', () => {
  const part = fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom('a', '|', '%', '7', 'C', '1', '"', '·') })
  const anyPlace = fc.record({
    team_id: fc.option(part),
    table: part,
    column: part,
    row: part,
    version: fc.integer({ min: 1, max: 9 }),
  })
  fc.assert(
    fc.property(anyPlace, anyPlace, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other)
      expect(associatedData(one) === associatedData(other)).toBe(isSame)
    }),
    { numRuns: 500 },
  )
})

test.each([{ team_id: '' }, { table: '' }, { row: '' }, { row: '\ud800' }, { version: 0 }, { version: 1.5 }])(
  'an incomplete place %o has no associated data',
  (change) => {
    expect(() => associatedData({ ...place, ...change })).toThrow(expect.objectContaining({ code: 'CONTEXT_INVALID' }))
  },
)

test.each([
  '',
  'sk1',
  'sk1..AAAA',
  'sk2.dk_test.AAAA',
  'sk1.dk_test.',
  'sk1.dk test.AAAA',
  `sk1.dk_test.${'A'.repeat(37)}`,
  'plain text',
])('the text %o is not an envelope', (text) => {
  expect(() => parseEnvelope(text)).toThrow(expect.objectContaining({ code: 'ENVELOPE_MALFORMED' }))
})

test('an envelope in another spelling of the same bytes is refused', () => {
  const envelope = sealEnvelope(key, Buffer.from('four'), aad)
  for (const spelling of [`${envelope}=`, ` ${envelope}`, `${envelope}\n`, envelope.toUpperCase()])
    expect(() => openEnvelope(key, spelling, aad)).toThrow(refused)
})

test('the same text sealed twice gives two envelopes with two nonces', () => {
  const envelopes = Array.from({ length: 200 }, () =>
    parseEnvelope(sealEnvelope(key, Buffer.from('same'), aad)).body.toString('hex'),
  )
  expect(new Set(envelopes.map((body) => body.slice(0, 24))).size).toBe(200)
  expect(new Set(envelopes.map((body) => body.slice(24))).size).toBe(200)
})

test('AES-256-GCM is what seals: test case 15 of the published GCM vectors has the same ciphertext and tag', () => {
  const hex = (text: string) => Buffer.from(text, 'hex')
  const vector = {
    key: hex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308'),
    nonce: hex('cafebabefacedbaddecaf888'),
    plaintext: hex(
      'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255',
    ),
    ciphertext:
      '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad',
    tag: 'b094dac5d93471bdec1a502270e3cc6c',
  }
  const { body } = parseEnvelope(sealEnvelope({ id: 'v', key: vector.key }, vector.plaintext, '', () => vector.nonce))
  expect(body.toString('hex', 12)).toBe(vector.ciphertext + vector.tag)
})
