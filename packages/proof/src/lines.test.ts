import fc from 'fast-check'
import { expect, test } from 'vitest'
import { utf8 } from './bytes.ts'
import { linesOf } from './lines.ts'

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

test('lines are whole wherever the pieces of a file end, in the middle of a character too', async () => {
  const text = fc.array(
    fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', '')),
    { minLength: 1 },
  )
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (lines, size) => {
      const read = await Array.fromAsync(linesOf(inPieces(utf8(lines.map((line) => `${line}\n`).join('')), size)))
      expect(read).toEqual(lines)
    }),
  )
})

test('a last line without a newline is a line, and no bytes are none', async () => {
  expect(await Array.fromAsync(linesOf(inPieces(utf8('a\nb'), 2)))).toEqual(['a', 'b'])
  expect(await Array.fromAsync(linesOf(inPieces(utf8(''), 2)))).toEqual([])
})

test('bytes that are not UTF-8, and lines without end, stop the reading', async () => {
  await expect(Array.fromAsync(linesOf(inPieces(Uint8Array.of(97, 0xff, 98), 3)))).rejects.toThrow(TypeError)
  await expect(Array.fromAsync(linesOf(inPieces(Uint8Array.of(97, 0xc3), 3)))).rejects.toThrow(TypeError)
  await expect(Array.fromAsync(linesOf(inPieces(utf8('x'.repeat(101)), 3), 100))).rejects.toThrow(RangeError)
})

test('a byte order mark is not swallowed', async () => {
  expect(await Array.fromAsync(linesOf(inPieces(utf8('\ufeffa\n'), 3)))).toEqual(['\ufeffa'])
})
