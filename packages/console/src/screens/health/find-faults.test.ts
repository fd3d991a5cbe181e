import { expect, test } from 'vitest'
import { findFaults, type Installation, isLate, type Key, type Ready, stateOfKey, stateOfRole } from './find-faults.ts'

const at = '2026-11-26T12:00:00Z'
const process = (more: Partial<Installation['processes'][number]> = {}) => ({
  ...{ id: 'p', roles: ['gateway'], version: '1.0.0', node: 'v26.0.0', started_at: at, told_at: at, alive: true },
  ...{ clock_skew_seconds: 0, ...more },
})
const sound: Installation = {
  ...{ measured_at: at, version: '1.0.0', node: 'v26.0.0', started_at: at, processes: [process()] },
  roles: [{ name: 'gateway', here: true, alive: true, reachable: null }],
  database: { ok: true, version: '18', migration: '0016_processes' },
  queues: [{ name: 'schedule_changes', waiting: null, late_seconds: 0 }],
  keys: [{ kind: 'token', id: 'kid', state: 'active', age_days: 10, left_days: 80 }],
  audit: { size: 10, waiting: 0, checkpoint_age_seconds: 5, stopped: false },
}
const ready: Ready = { status: 'ready', checks: { database: { ok: true } } }
const texts = (more: Partial<Installation>, checks: Ready['checks'] = ready.checks) =>
  findFaults({ ...sound, ...more }, { status: 'ready', checks }).map(({ text }) => text)

test('an installation that is sound gives nothing to look at', () => {
  expect(findFaults(sound, ready)).toEqual([])
})

test('what is bad comes before what is only to be looked at', () => {
  const found = findFaults(
    {
      ...sound,
      processes: [process(), process({ version: '1.1.0' }), process({ alive: false })],
      audit: { ...sound.audit, stopped: true },
    },
    ready,
  )
  expect(found.map(({ tone }) => tone)).toEqual(['bad', 'warn', 'warn'])
})

test('a role that is gone and one that cannot be reached are told apart', () => {
  const gone = { name: 'weather', here: false, alive: false, reachable: null }
  const cut = { name: 'telemetry', here: false, alive: true, reachable: false }
  expect([stateOfRole(gone), stateOfRole(cut), stateOfRole({ ...cut, reachable: true })]).toEqual([
    'gone',
    'unreachable',
    'alive',
  ])
  expect(texts({ roles: [gone, cut] })).toEqual([
    'No process that is alive has the role Weather.',
    'The gateway cannot reach the role Telemetry.',
  ])
})

test('a queue is late by the limit of its alert', () => {
  const queue = (late_seconds: number | null) => ({ name: 'schedule_changes' as const, waiting: null, late_seconds })
  expect([isLate(queue(60)), isLate(queue(61)), isLate(queue(null))]).toEqual([false, true, false])
  expect(texts({ queues: [queue(400)] })).toEqual(['Changes by schedules: what is due longest has waited for 7 min.'])
})

test('keys are told of before they end, those that are replaced by themselves only when that did not happen', () => {
  const key = (kind: Key['kind'], left_days: number | null) => ({ kind, id: null, state: 'active', age_days: 1, left_days })
  const states = [key('data', 20), key('data', 13), key('data', -1), key('token', -3), key('token', -15), key('authority', 300)]
  expect(states.map(stateOfKey)).toEqual(['good', 'soon', 'over', 'good', 'over', 'soon'])
  expect(stateOfKey(key('root', null))).toBe('good')
  expect(texts({ keys: [key('data', 13), key('data', -1)] })).toEqual([
    'The key that was to be replaced is still in use: data (seal secrets).',
    'To be replaced within 13 days: data (seal secrets).',
  ])
})

test('clocks of silent processes do not matter, others by more than thirty seconds', () => {
  expect(texts({ processes: [process({ clock_skew_seconds: -31 }), process({ clock_skew_seconds: 30 })] })).toEqual([
    'The clock of a process is 31 seconds behind: schedules switch nothing there.',
  ])
  expect(texts({ processes: [process(), process({ alive: false, clock_skew_seconds: 999, version: '0.1.0' })] })).toEqual([
    'A process has told nothing for a while: it was killed, or it hangs.',
  ])
})

test('a checkpoint that is old or missing, and a check that fails, are told', () => {
  expect(texts({ audit: { ...sound.audit, checkpoint_age_seconds: 61 } })).toEqual([
    'The last checkpoint of the audit trail is 61 s old.',
  ])
  expect(texts({ audit: { ...sound.audit, checkpoint_age_seconds: null } })).toEqual(['The audit trail has no checkpoint yet.'])
  expect(texts({}, { migrations: { ok: false, detail: 'are missing or not ours' } })).toEqual([
    'Calls cannot be answered: Migrations are missing or not ours.',
  ])
})
