import { expect, test } from 'vitest'
import type { PlanFacts, TransitionFacts } from './machine-page.store.ts'
import type { ListedMachine } from './machines.store.ts'
import { whyOf } from './why.ts'

const machine = {
  ...{
    power: 'deallocated',
    power_since: new Date('2026-11-26T17:30:00Z'),
    power_changed_by: 'skykeep',
    managed_by: null,
    gone_at: null,
  },
} as ListedMachine

const plan: PlanFacts = {
  ...{
    schedule_id: 's',
    schedule_name: 'Office hours',
    rank: 'tag',
    time_zone: 'Europe/Paris',
    wanted: 'off',
    wanted_since: null,
  },
  ...{
    next_at: new Date('2026-11-27T07:00:00Z'),
    next_state: 'on',
    next_reason: 'weekly window 1',
    on_manual_change: null,
    conflicts: [],
    override_ids: [],
  },
}

const transition = (more: Partial<TransitionFacts>): TransitionFacts => ({
  ...{ id: 't', run_id: 'r', at: new Date('2026-11-26T17:30:00Z'), action: 'deallocate', cause: 'schedule', status: 'done' },
  ...{ failure_class: null, detail: null, ended_at: new Date('2026-11-26T17:31:00Z') },
  ...more,
})

test('a machine that its schedule stopped says so, who wants it, and when it goes on, in the zone of the schedule', () => {
  const wanted = { wanted: 'off', until: null, schedule_id: 's', reason: 'outside the weekly windows' } as const
  expect(whyOf({ machine, plan, wanted, transitions: [transition({})] })).toEqual([
    'It is deallocated because of “deallocate” (schedule) of Thu, 26 Nov 2026, 18:30 (Europe/Paris).',
    'The schedule “Office hours” wants it off now (outside the weekly windows).',
    'It goes on Fri, 27 Nov 2026, 08:00 (Europe/Paris) (weekly window 1).',
  ])
})

test('what is under way, what failed, and what nobody can tell comes first', () => {
  const running = { ...machine, power: 'running' } as const
  const first = (facts: object) => whyOf({ machine, plan, wanted: undefined, transitions: [], ...facts })[0]
  expect(first({ transitions: [transition({ status: 'waiting', ended_at: null })] })).toMatch(
    /“deallocate” of .* is waiting for its turn/,
  )
  expect(first({ machine: running, transitions: [transition({ status: 'failed', failure_class: 'capacity' })] })).toMatch(
    /because “deallocate” .* failed \(capacity\)/,
  )
  expect(first({ transitions: [transition({ status: 'failed', failure_class: 'transient' })] })).not.toMatch(/failed/)
  expect(first({ machine: { ...machine, power: 'unknown' } })).toMatch(/the cloud does not tell/)
  expect(first({ machine: { ...machine, power_changed_by: 'other' } })).toMatch(/somebody changed it/)
  expect(first({ machine: { ...machine, power_changed_by: null } })).toMatch(/as it was when it was seen first/)
})

test('what keeps schedules away from it is said in place of a plan', () => {
  const rest = (facts: object) => whyOf({ machine, plan, wanted: undefined, transitions: [], ...facts }).slice(1)
  expect(rest({ plan: undefined })).toEqual(['No schedule or override reaches it.'])
  expect(rest({ machine: { ...machine, managed_by: 'scale set' } })).toEqual([
    'It is managed by scale set, and so it is left alone.',
  ])
  const conflicts = [
    { id: 'a', name: 'A' },
    { id: 'b', name: 'B' },
  ]
  expect(rest({ plan: { ...plan, conflicts } })).toEqual([
    'Schedules of equal rank reach it (“A”, “B”): none of them does anything to it.',
  ])
  expect(rest({ plan: { ...plan, schedule_name: null, next_at: null } })).toEqual([
    'An override wants it off now.',
    'Nothing changes as far ahead as we look.',
  ])
  expect(rest({ plan: { ...plan, next_state: 'none', next_reason: null } })[1]).toMatch(/on nothing is wanted of it\.$/)
})
