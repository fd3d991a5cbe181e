import { expect, test } from 'vitest'
import { isNew, stepsOf } from './first-steps.ts'

const nothing = { hasSecondFactor: false, connections: [], schedules: [], aircraft: [], positions: [] }
const done = (standing: Parameters<typeof stepsOf>[0]) =>
  stepsOf(standing)
    .filter((one) => one.done)
    .map(({ name }) => name)

test('steps tick themselves from what is there', () => {
  expect(done(nothing)).toEqual([])
  expect(done({ ...nothing, hasSecondFactor: true, connections: [{ status: 'failing' }] })).toEqual(['factor', 'connection'])
  expect(done({ ...nothing, connections: [{ status: 'failing' }, { status: 'ready' }], schedules: [{}] })).toEqual([
    ...['connection', 'check', 'schedule'],
  ])
})

test('what somebody may not see is no step of theirs', () => {
  expect(stepsOf({ ...nothing, aircraft: undefined, positions: undefined }).map(({ name }) => name)).toEqual([
    ...['factor', 'connection', 'check', 'schedule'],
  ])
})

test('a team is new until a schedule can work or an aircraft is heard', () => {
  expect(isNew(stepsOf(nothing))).toBe(true)
  expect(isNew(stepsOf({ ...nothing, connections: [{ status: 'failing' }], schedules: [{}] }))).toBe(true)
  expect(isNew(stepsOf({ ...nothing, connections: [{ status: 'ready' }], schedules: [{}] }))).toBe(false)
  expect(isNew(stepsOf({ ...nothing, positions: [{}] }))).toBe(false)
  expect(isNew([])).toBe(false)
})
