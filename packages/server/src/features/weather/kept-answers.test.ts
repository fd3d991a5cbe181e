import { expect, test } from 'vitest'
import { OutsideFailure } from '../../lib/ask-outside.ts'
import { type AnswerKind, KeptAnswers } from './kept-answers.ts'

const fault = (code: string, retryAfterSeconds?: number) =>
  expect.objectContaining({ name: 'Problem', code, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) })

function answers() {
  const clock = { at: Date.parse('2026-11-26T12:00:00Z'), now: () => new Date(clock.at) }
  const kinds: AnswerKind[] = []
  const lines: object[] = []
  const log = { warn: (line: object) => void lines.push(line) } as never
  const counted = (kind: AnswerKind) => void kinds.push(kind)
  const kept = new KeptAnswers<number>({ name: 'x', clock, log, counted, freshMs: 60_000, staleMs: 600_000, sizeMax: 3 })
  const asked = { times: 0, failing: null as OutsideFailure | null }
  const get = (key = 'a') =>
    kept.get(key, async () => {
      asked.times++
      if (asked.failing) throw asked.failing
      return asked.times
    })
  return { clock, kinds, kept, asked, get, lines }
}

test('an answer is given again while it is fresh, and the provider is asked once for all who ask at the same time', async () => {
  const { clock, kinds, asked, get } = answers()
  const together = await Promise.all(Array.from({ length: 60 }, () => get()))
  expect([asked.times, new Set(together.map(({ value }) => value)).size]).toEqual([1, 1])
  clock.at += 59_000
  expect(await get()).toMatchObject({ value: 1, is_stale: false })
  clock.at += 2_000
  expect(await get()).toMatchObject({ value: 2, is_stale: false })
  expect(await get('b')).toMatchObject({ value: 3 })
  expect(new Set(kinds)).toEqual(new Set(['fresh', 'kept']))
})

test('a provider that is away is asked twice; then the last known is given with its age, until that is too old', async () => {
  const { clock, asked, get, kinds } = answers()
  const first = await get()
  asked.failing = new OutsideFailure('away', { status: 502 })
  clock.at += 120_000
  expect(await get()).toEqual({ value: 1, read_at: first.read_at, is_stale: true })
  expect(asked.times).toBe(3)
  clock.at += 600_000
  await expect(get()).rejects.toThrow(fault('PROVIDER_UNAVAILABLE'))
  expect(kinds.slice(-2)).toEqual(['stale', 'failed'])
  asked.failing = null
  expect(await get()).toMatchObject({ is_stale: false })
})

test('after five failures it is left alone, then asked by one, and used again when that one is answered', async () => {
  const { clock, kept, asked, get } = answers()
  asked.failing = new OutsideFailure('away')
  for (let n = 0; n < 3; n++) await expect(get()).rejects.toThrow(fault('PROVIDER_UNAVAILABLE'))
  expect([asked.times, kept.isDown]).toEqual([5, true])
  await expect(get()).rejects.toThrow(fault('PROVIDER_UNAVAILABLE', 15))
  expect(asked.times).toBe(5)
  clock.at += 15_000
  asked.failing = null
  expect(await get()).toMatchObject({ is_stale: false })
  expect(kept.isDown).toBe(false)
})

test('who asks us to wait is not asked meanwhile, and callers are told for how long', async () => {
  const { clock, asked, get } = answers()
  asked.failing = new OutsideFailure('limited', { status: 429, retryAfterSeconds: 90 })
  await expect(get()).rejects.toThrow(fault('PROVIDER_LIMITED', 90))
  asked.failing = null
  clock.at += 30_000
  await expect(get()).rejects.toThrow(fault('PROVIDER_LIMITED', 60))
  expect(asked.times).toBe(1)
  clock.at += 61_000
  expect((await get()).is_stale).toBe(false)
})

test('a refusal and garbage are not asked for again at once, and do not make it down', async () => {
  for (const kind of ['refused', 'garbage'] as const) {
    const { kept, asked, get } = answers()
    asked.failing = new OutsideFailure(kind, { status: 403 })
    for (let n = 0; n < 8; n++) await expect(get()).rejects.toThrow(fault('PROVIDER_UNAVAILABLE', 30))
    expect([asked.times, kept.isDown]).toEqual([8, false])
  }
})

test('the probe of a breaker is not used up by a question that is not put, and who was not asked makes no line in the log', async () => {
  const { clock, kept, asked, get, lines } = answers()
  asked.failing = new OutsideFailure('away')
  for (let n = 0; n < 3; n++) await expect(get()).rejects.toThrow(fault('PROVIDER_UNAVAILABLE'))
  const told = lines.length
  for (let n = 0; n < 10; n++) await expect(get()).rejects.toThrow(fault('PROVIDER_UNAVAILABLE'))
  expect([asked.times, told, lines.length]).toEqual([5, 5, 5])
  // The probe itself is asked to wait: it came back, so the provider is there; after its pause it is asked again at once.
  clock.at += 15_000
  asked.failing = new OutsideFailure('limited', { status: 429, retryAfterSeconds: 40 })
  await expect(get()).rejects.toThrow(fault('PROVIDER_LIMITED', 40))
  asked.failing = null
  clock.at += 39_000
  await expect(get()).rejects.toThrow(fault('PROVIDER_LIMITED', 1))
  clock.at += 1_000
  expect([(await get()).is_stale, kept.isDown]).toEqual([false, false])
})

test('no more is kept than is allowed: what was asked for longest ago goes', async () => {
  const { asked, get } = answers()
  for (const key of ['a', 'b', 'c', 'd', 'd', 'c', 'b']) await get(key)
  expect(asked.times).toBe(4)
  await get('a')
  expect(asked.times).toBe(5)
})

test('that a station had nothing is no last known answer', async () => {
  const { clock, asked, kept } = answers()
  const get = () =>
    kept.get('none', async () => {
      asked.times++
      if (asked.failing) throw asked.failing
      return null as never
    })
  expect((await get()).value).toBeNull()
  clock.at += 120_000
  asked.failing = new OutsideFailure('away')
  await expect(get()).rejects.toThrow(fault('PROVIDER_UNAVAILABLE'))
})
