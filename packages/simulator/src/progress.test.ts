import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { showProgress } from './progress.ts'
import type { ReplayProgress } from './replay.ts'

const counts = { sent: 0, created: 0, duplicate: 0, conflict: 0, rejected: 0, errors: 0 }
const at = (seconds: number, done: number, more: Partial<ReplayProgress> = {}): ReplayProgress => ({
  phase: 'sending',
  done,
  total: 1000,
  seconds,
  counts,
  ...more,
})

function shown(isTTY: boolean, progress: ReplayProgress[], columns = 100): string[] {
  const written: string[] = []
  const display = showProgress({ isTTY, columns, write: (text) => written.push(text) })
  for (const each of progress) display.update(each)
  display.done()
  return written
}

test('a log gets a line at the start, each five seconds, and at the end', () => {
  const seconds = Array.from({ length: 13 }, (_, second) => at(second, second * 80))
  expect(shown(false, [...seconds, at(12.5, 1000)])).toEqual([
    'sending   0 %  0/1,000\n',
    'sending  40 %  400/1,000\n',
    'sending  80 %  800/1,000\n',
    'sending 100 %  1,000/1,000\n',
  ])
})

test('a terminal gets a bar that stays in its line, no wider than the terminal', () => {
  const written = shown(true, [at(0, 0), at(0.05, 10), at(0.2, 500), at(0.3, 1000)])
  expect(written.map((text) => [...text].filter((letter) => letter === '█').length)).toEqual([0, 15, 30, 0])
  expect(written.slice(0, -1).every((text) => text.startsWith('\r'))).toBe(true)
  expect(written.at(-1)).toBe('\n')
  const longest = Math.max(...shown(true, [at(0, 500)], 40).map((text) => stripVTControlCharacters(text).trim().length))
  expect(longest).toBeLessThan(40)
})

test('what goes wrong is told as it happens', () => {
  const trouble = { ...counts, conflict: 2, errors: 1500 }
  expect(shown(false, [at(0, 10, { counts: trouble })])).toEqual(['sending   1 %  10/1,000  conflict 2  errors 1,500\n'])
})

test('a phase without a known end is named', () => {
  expect(shown(false, [at(0, 0, { phase: 'reading', total: 0 })])).toEqual(['reading\n'])
})
