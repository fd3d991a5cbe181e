import { OrderStep } from '@skykeep/contract'
import { expect, test } from 'vitest'
import { boundariesOf, progressOf, stepOf } from './order.ts'

const [db, app] = ['01a00000-0000-7000-8000-000000000001', '01a00000-0000-7000-8000-000000000002']
const order = [
  OrderStep.parse({ machine_ids: [db], delay_seconds: 60 }),
  OrderStep.parse({ tags: { Role: 'app' }, delay_seconds: 5, wait_for_running: false }),
]
const machines: { machine_id: string; tags: Record<string, string> }[] = [
  { machine_id: db, tags: {} },
  { machine_id: app, tags: { role: 'app' } },
  { machine_id: 'other', tags: { role: 'web' } },
]

test('machines are in the first step that names them, those of none come last; on the way down all is reversed', () => {
  expect(machines.map((machine) => stepOf(order, 'on', machine))).toEqual([0, 1, 2])
  expect(machines.map((machine) => stepOf(order, 'off', machine))).toEqual([2, 1, 0])
  expect(boundariesOf(order, 'on').map(({ delay_seconds }) => delay_seconds)).toEqual([60, 5])
  // Between the others and the apps lies what lay between the apps and the others.
  expect(boundariesOf(order, 'off').map(({ delay_seconds }) => delay_seconds)).toEqual([5, 60])
})

const count = (step: number, open: number, uncalled = open, failed = 0) => ({ step, open, uncalled, failed })

test('a step that waits for running goes on when all of it has ended, with its delay', () => {
  const up = boundariesOf(order, 'on')
  expect(progressOf(up, 0, [count(0, 1, 0), count(1, 2)])).toEqual({ go: 'wait' })
  expect(progressOf(up, 0, [count(0, 0), count(1, 2)])).toEqual({ go: 'on', step: 1, delay_seconds: 60 })
  expect(progressOf(up, 1, [count(0, 0), count(1, 2, 0), count(2, 1)])).toEqual({ go: 'on', step: 2, delay_seconds: 5 })
  expect(progressOf(up, 1, [count(0, 0), count(1, 2, 1), count(2, 1)])).toEqual({ go: 'wait' })
})

test('what waits for a step that failed is left as it is, and a run ends with its last machine', () => {
  const up = boundariesOf(order, 'on')
  expect(progressOf(up, 0, [count(0, 0, 0, 1), count(1, 2)])).toEqual({ go: 'no_further', failedStep: 0 })
  expect(progressOf(up, 2, [count(0, 0), count(1, 1, 0), count(2, 0)])).toEqual({ go: 'wait' })
  expect(progressOf(up, 2, [count(0, 0), count(1, 0), count(2, 0)])).toEqual({ go: 'ended' })
  expect(progressOf([], 0, [])).toEqual({ go: 'ended' })
})

test('a step without machines takes no time of its own, and its delays and waits still hold', () => {
  const up = boundariesOf(order, 'on')
  expect(progressOf(up, 0, [count(0, 0), count(2, 1)])).toEqual({ go: 'on', step: 2, delay_seconds: 65 })
})
