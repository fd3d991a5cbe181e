import { expect, test } from 'vitest'
import { doneBetween, explains, sideOf } from './power-change.ts'

test('a way from one side to the other is told at its first step, and what nobody can tell is no change', () => {
  expect(doneBetween('running', 'deallocating')).toBe('stopped')
  expect(doneBetween('deallocating', 'deallocated')).toBeNull()
  expect(doneBetween('stopped', 'deallocated')).toBeNull()
  expect(doneBetween('hibernated', 'starting')).toBe('started')
  expect(doneBetween('starting', 'running')).toBeNull()
  expect(doneBetween('running', 'unknown')).toBeNull()
  expect(doneBetween('creating', 'running')).toBeNull()
  expect(sideOf('unknown')).toBeNull()
})

test('an action of ours explains what it leads to, and not the opposite', () => {
  expect(explains(['start'], 'running')).toBe(true)
  expect(explains(['start'], 'deallocated')).toBe(false)
  expect(explains(['deallocate'], 'deallocating')).toBe(true)
  expect(explains(['power_off'], 'running')).toBe(false)
  expect(explains(['restart'], 'stopping')).toBe(true)
  expect(explains(['resize'], 'deallocated')).toBe(true)
  expect(explains([], 'running')).toBe(false)
})
