import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as schedule from './index.ts'

// Every `@example` in the docstrings runs here. A line `expression // => value` is an expectation, every other line is run.
const EXAMPLE = /@example\n((?: \* .*\n)+)/g
const EXPECTATION = /^(.*) \/\/ => (.*)$/

const sources = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
const examples = (await Promise.all(sources.map(examplesOf))).flat()

test('every function that others call for an answer has an example', () => {
  expect(examples.length).toBeGreaterThan(10)
})

test.each(examples)('the example in $file runs as written: $first', ({ code }) => {
  const about = { ...schedule, expect }
  new Function(...Object.keys(about), `{\n${code}\n}`)(...Object.values(about))
})

async function examplesOf(file: string) {
  const text = await readFile(join(import.meta.dirname, file), 'utf8')
  return [...text.matchAll(EXAMPLE)].map(([, lines]) => {
    const statements = lines!
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(' * '.length))
    return { file, first: statements[0]!, code: statements.map(asStatement).join('\n') }
  })
}

function asStatement(line: string): string {
  const [, expression, value] = EXPECTATION.exec(line) ?? []
  return expression === undefined ? line : `expect(${expression}).toEqual(${value})`
}
