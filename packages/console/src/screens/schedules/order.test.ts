import { expect, test } from 'vitest'
import { draftStep, isNamed, moved, newStep, stepOf } from './order.ts'

test('a step by one tag is edited, one by more comes back as it was', () => {
  const simple = { tags: { tier: 'db' }, delay_seconds: 30, wait_for_running: false }
  expect(draftStep(simple)).toMatchObject({ tag: 'tier', value: 'db', kept: null, delay: '30', wait: false })
  const others: Parameters<typeof draftStep>[0][] = [
    { tags: { tier: 'db', env: 'test' }, delay_seconds: 0, wait_for_running: true },
    { machine_ids: ['a', 'b'], delay_seconds: 5, wait_for_running: true },
    { machine_ids: ['a'], tags: { tier: 'db' }, delay_seconds: 5, wait_for_running: true },
  ]
  for (const step of [simple, ...others]) expect(stepOf(draftStep(step))).toEqual(step)
  expect([newStep(), { ...newStep(), tag: 'x' }, draftStep(others[1]!)].map(isNamed)).toEqual([false, true, true])
  expect(stepOf({ ...newStep(), tag: ' role ', value: 'web' })).toEqual({
    tags: { role: 'web' },
    delay_seconds: 0,
    wait_for_running: true,
  })
})

test('steps change places, and the first and last stay in the list', () => {
  const steps = ['a', 'b', 'c'].map((tag) => ({ ...newStep(), tag }))
  const order = (at: number, by: -1 | 1) => moved(steps, at, by).map(({ tag }) => tag)
  expect([order(1, -1), order(1, 1), order(0, -1), order(2, 1)].map((one) => one.join(''))).toEqual(['bac', 'acb', 'abc', 'abc'])
})
