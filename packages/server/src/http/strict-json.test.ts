import { Problem } from '@skykeep/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { control } from '../testing/control.ts'
import { parseStrictJson } from './strict-json.ts'

const parse = (text: string): unknown => parseStrictJson(Buffer.from(text))

function refusalOf(body: string | Buffer): string {
  try {
    parseStrictJson(Buffer.from(body as string))
  } catch (error) {
    if (error instanceof Problem && error.code === 'MALFORMED_JSON') return error.detail ?? ''
    throw error
  }
  return 'accepted'
}

test('for JSON without duplicate names it reads what JSON.parse reads', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(undefined, 1, '\t'), (text, space) => {
      const keepable = JSON.stringify(JSON.parse(text.replaceAll('\\u0000', '')), null, space)
      if (/\\ud[89a-f]/i.test(keepable)) return
      expect(parse(keepable)).toEqual(JSON.parse(keepable))
    }),
  )
})

control('HTTP-8', 'a member name that occurs twice in one object is refused, however it is spelled', () => {
  const twice = [
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '{"\\u0061":1,"\\u0061":2}',
    '[{"b":{"a":1,"a":{}}}]',
    '{"a":1,"b":2,"c":{"x":[{"é":1,"\\u00e9":1}]}}',
    '{"":1,"":2}',
    '{"a\\"b":1,"a\\u0022b":2}',
    '{"1":1,"1":2}',
    '{"__proto__":1,"__proto__":2}',
    '{"a:{}":1,"a\\u003a{}":2}',
  ]
  for (const text of twice) expect(refusalOf(text), text).toBe('A member name occurs twice in one object.')
})

control('HTTP-8', 'any object with one of its members repeated is refused', () => {
  const names = fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 6 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(names, fc.nat(), fc.nat(), fc.jsonValue({ maxDepth: 2 }), (unique, which, where, value) => {
      const members = unique.map((name) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
      const again = members[which % members.length]!
      const text = `{${members.toSpliced(where % (members.length + 1), 0, again).join(',')}}`
      expect(refusalOf(text)).not.toBe('accepted')
    }),
  )
})

test('colons, braces and quotes inside texts are not taken for structure', () => {
  for (const value of ['a:b', '{"a":1}', '[[[', '\\', '\\"', '":"', 'x\\\\', '\\u0022:']) {
    expect(parse(JSON.stringify({ a: value, b: [value, { [value]: value }] }))).toEqual({
      a: value,
      b: [value, { [value]: value }],
    })
  }
})

control('HTTP-9', 'NaN, Infinity, numbers that only become infinite, comments and loose commas are refused', () => {
  for (const text of [
    'NaN',
    '[Infinity]',
    '[-Infinity]',
    '[1e400]',
    '[-1e999]',
    '[01]',
    '[1,]',
    '{"a":1,}',
    "{'a':1}",
    '{a:1}',
    '/**/1',
    '1 2',
    '',
  ]) {
    expect(refusalOf(text), text).not.toBe('accepted')
  }
})

control('HTTP-10', 'more than 32 levels are refused before anything is built of them', () => {
  expect(parse('['.repeat(32) + ']'.repeat(32))).toBeInstanceOf(Array)
  expect(refusalOf('['.repeat(33) + ']'.repeat(33))).toMatch(/deeper/)
  expect(refusalOf('{"a":'.repeat(33) + 1 + '}'.repeat(33))).toMatch(/deeper/)
  expect(refusalOf('['.repeat(1_000_000))).toMatch(/deeper/)
})

control(
  'HTTP-11',
  'what the database could not keep or would change is refused: U+0000, half a surrogate pair, bytes that are no UTF-8',
  () => {
    for (const text of ['"\\u0000"', '{"a\\u0000":1}', '"\\ud800"', '["\\udc00\\ud800"]', '{"\\ud83d":1}']) {
      expect(refusalOf(text), text).toMatch(/U\+0000|surrogate/)
    }
    expect(parse('"\\ud83d\\ude00"')).toBe('😀')
    for (const bytes of [
      [0x22, 0xff, 0x22],
      [0x22, 0xc0, 0x80, 0x22],
      [0x22, 0xed, 0xa0, 0x80, 0x22],
      [0xff, 0xfe, 0x31, 0],
    ]) {
      expect(refusalOf(Buffer.from(bytes))).toMatch(/UTF-8/)
    }
  },
)

control('HTTP-12', 'a member named __proto__ or constructor becomes a plain member and changes no prototype', () => {
  const value = parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}') as Record<string, unknown>
  expect(Object.keys(value)).toEqual(['__proto__', 'constructor'])
  expect(value.admin).toBeUndefined()
  expect(({} as Record<string, unknown>).admin).toBeUndefined()
})

test('arbitrary bytes are refused as malformed or read, and nothing else ever happens', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void refusalOf(Buffer.from(bytes))))
  const pieces = fc.array(fc.constantFrom('{', '}', '[', ']', ':', ',', '"', '\\', 'a', '1', 'null', ' '), { maxLength: 30 })
  fc.assert(fc.property(pieces, (parts) => void refusalOf(parts.join(''))))
})
