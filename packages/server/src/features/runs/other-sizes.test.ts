import { expect, test } from 'vitest'
import { goalOf, nextFitting } from './other-sizes.ts'

const start = (more: object = {}) => ({
  ...{ action: 'start' as const, other_sizes: ['B', 'C'], fitting: null, failures: 0, machine_size: 'A', size: null },
  ...more,
})

test('want of room leads to the next size at once; after all of them there is a pause, and the own size has its turn again', () => {
  const first = nextFitting(start(), 'capacity')
  expect(first).toMatchObject({ fitting: 'B', other_sizes: ['C', 'A'], isRoundOver: false, counts: true })
  const second = nextFitting(start({ ...first, fitting: null, machine_size: 'B', failures: 1 }), 'capacity')
  expect(second).toMatchObject({ fitting: 'C', other_sizes: ['A', 'B'], isRoundOver: false, counts: true })
  const third = nextFitting(start({ ...second, fitting: null, machine_size: 'C', failures: 2 }), 'capacity')
  expect(third).toMatchObject({ fitting: 'A', other_sizes: ['B', 'C'], isRoundOver: true })
})

test('a size that the cloud refuses is not tried again; one for which it has no room is', () => {
  const fitting = { fitting: 'B', other_sizes: ['C', 'A'], failures: 1 }
  for (const kind of ['configuration', 'quota', 'policy', 'authorization', 'lock', 'defect'] as const)
    expect(nextFitting(start(fitting), kind)).toEqual({ fitting: 'C', other_sizes: ['A'], isRoundOver: false, counts: false })
  expect(nextFitting(start(fitting), 'capacity')).toMatchObject({
    fitting: 'C',
    other_sizes: ['A', 'B'],
    isRoundOver: false,
    counts: true,
  })
  expect(nextFitting(start({ fitting: 'B', other_sizes: [] }), 'configuration')).toMatchObject({ fitting: null, other_sizes: [] })
})

test('what is not about sizes, or is no start, changes none', () => {
  for (const kind of ['transient', 'throttled', 'conflict', 'preempted', 'gone'] as const) {
    expect(nextFitting(start(), kind)).toBeNull()
    expect(nextFitting(start({ fitting: 'B' }), kind)).toBeNull()
  }
  for (const kind of ['authorization', 'quota'] as const) expect(nextFitting(start(), kind)).toBeNull()
  expect(nextFitting(start({ other_sizes: [] }), 'capacity')).toBeNull()
  expect(nextFitting(start({ action: 'deallocate' }), 'capacity')).toBeNull()
})

test('a machine gets its size before its start, unless it runs already', () => {
  expect(goalOf(start({ fitting: 'B' }), { power: 'deallocated' }, false)).toMatchObject({ action: 'resize', size: 'B' })
  expect(goalOf(start({ fitting: 'B' }), { power: 'running' }, true)).toMatchObject({ action: 'start', size: null })
  expect(goalOf(start(), { power: 'deallocated' }, false)).toMatchObject({ action: 'start' })
})
