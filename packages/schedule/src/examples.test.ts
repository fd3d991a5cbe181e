import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as schedule from './index.ts'

// Every `@example` in the docstrings runs here. A line `expression // => value` is an expectation, every other line is run.
const sources = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
const texts = await Promise.all(sources.map((file) => readFile(join(import.meta.dirname, file), 'utf8')))
const examples = texts.flatMap((text) =>
  [...text.matchAll(/@example\n((?: \* .*\n)+)/g)].map(([, lines]) =>
    lines!
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(' * '.length)),
  ),
)

test('the docstrings have examples', () => expect(examples.length).toBeGreaterThanOrEqual(5))

test.each(examples.map((lines) => [lines[0]!, lines] as const))('the example runs as written: %s', (_, lines) => {
  const code = lines.map((line) => {
    const expected = /^(.*) \/\/ => (.*)$/.exec(line)
    return expected ? `expect(${expected[1]}).toEqual(${expected[2]})` : line
  })
  const names = { ...schedule, expect }
  new Function(...Object.keys(names), code.join('\n'))(...Object.values(names))
})
