import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalize, type JsonValue } from './canonical.ts'

const jsonValue = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' }) as fc.Arbitrary<JsonValue>

const fromBits = (hex: string): number => new DataView(Uint8Array.fromHex(hex).buffer).getFloat64(0)

// RFC 8785 appendix B.
const NUMBERS = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
] as const

test.each(NUMBERS)('the number with the bits %s is written %s', (bits, text) => {
  expect(canonicalize(fromBits(bits))).toBe(text)
})

test('the example of RFC 8785 §3.2 has its published text', () => {
  const value = JSON.parse(
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
  )
  expect(canonicalize(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
})

test('members are sorted by UTF-16 code units, not by code points or locale (RFC 8785 §3.2.3)', () => {
  const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7, '10': 8, '9': 9 }
  expect(Object.values(JSON.parse(canonicalize(value)))).toHaveLength(9)
  expect([...canonicalize(value).matchAll(/:(\d)/g)].map(([, n]) => Number(n))).toEqual([2, 4, 8, 9, 6, 7, 1, 5, 3])
})

test('control characters are escaped, and nothing else that need not be', () => {
  expect(canonicalize('\b\t\n\f\r\u0000\u001f\u007f\u2028</script>')).toBe('"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\u2028</script>"')
})

test.each([
  ['NaN', Number.NaN],
  ['an infinity', [Number.NEGATIVE_INFINITY]],
  ['a lone high surrogate', 'x\ud800'],
  ['a lone low surrogate', { a: ['\udfffx'] }],
  ['a lone surrogate in a name', { '\ud83d': 1 }],
  ['undefined', undefined],
  ['an undefined member', { a: undefined }],
  ['a hole in an array', Array(1)],
  ['a function', () => 1],
  ['a big integer', 1n],
  ['a symbol', Symbol('x')],
  ['a Date', new Date(0)],
  ['a Map', { a: new Map() }],
  ['a boxed string', Object('x')],
])('%s has no canonical text', (_what, value) => {
  expect(() => canonicalize(value as JsonValue)).toThrow(TypeError)
})

test('nesting without end is a TypeError, not a full stack', () => {
  const cycle: JsonValue[] = []
  cycle.push(cycle)
  expect(() => canonicalize(cycle)).toThrow(TypeError)
  expect(() => canonicalize(JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`))).toThrow(TypeError)
})

test('a member named __proto__ is a member like any other', () => {
  expect(canonicalize(JSON.parse('{"b":1,"__proto__":{"c":2}}'))).toBe('{"__proto__":{"c":2},"b":1}')
})

test('the canonical text parses to the value it was made of', () => {
  fc.assert(
    fc.property(jsonValue, (value) => {
      expect(JSON.parse(canonicalize(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('canonical text is its own canonical text', () => {
  fc.assert(
    fc.property(jsonValue, (value) => {
      expect(canonicalize(JSON.parse(canonicalize(value)))).toBe(canonicalize(value))
    }),
  )
})

test('the order in which members were set does not matter', () => {
  const members = fc.uniqueArray(fc.tuple(fc.string({ unit: 'grapheme' }), jsonValue), { selector: ([name]) => name })
  const shuffled = members.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
  fc.assert(
    fc.property(shuffled, ([all, other]) => {
      expect(canonicalize(Object.fromEntries(all))).toBe(canonicalize(Object.fromEntries(other)))
    }),
  )
})

test('the order kept from one shape is never used for another of the same size', () => {
  expect(canonicalize({ b: 1, a: 2 })).toBe('{"a":2,"b":1}')
  expect(canonicalize({ c: 1, a: 2 })).toBe('{"a":2,"c":1}')
  expect(canonicalize({ a: 1, c: 2 })).toBe('{"a":1,"c":2}')
  expect(canonicalize({ b: 1, a: 2 })).toBe('{"a":2,"b":1}')
  const large = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`m${999 - i}`, i]))
  expect(Object.keys(JSON.parse(canonicalize(large)))).toEqual(Object.keys(large).toSorted())
})
