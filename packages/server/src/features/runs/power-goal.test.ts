import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type PowerState, powerStates } from '../../cloud/cloud-provider.ts'
import { control } from '../../testing/control.ts'
import { moveFor } from './power-goal.ts'

const actions = ['start', 'deallocate', 'hibernate', 'power_off', 'restart', 'resize'] as const
const goal = (action: (typeof actions)[number], wasCalled = false) => ({
  action,
  size: action === 'resize' ? 'B2' : null,
  wasCalled,
})
const look = (power: PowerState, size: string | null = 'B1') => ({ power, size })

test('what is in the wanted state already is left so, and a machine that only stopped is still billed', () => {
  expect(moveFor(goal('start'), look('running')).move).toBe('reached')
  for (const off of ['deallocated', 'hibernated'] as const) expect(moveFor(goal('deallocate'), look(off)).move).toBe('reached')
  expect(moveFor(goal('deallocate'), look('stopped')).move).toBe('call')
  expect(moveFor(goal('power_off'), look('stopped')).move).toBe('reached')
})

test('a size is compared without regard to case, and only a running machine is restarted, once', () => {
  expect(moveFor(goal('resize'), look('running', 'b2')).move).toBe('reached')
  expect(moveFor(goal('resize'), look('running', 'B4')).move).toBe('call')
  expect(moveFor(goal('restart'), look('deallocated')).move).toBe('skip')
  expect(moveFor(goal('restart'), look('running')).move).toBe('call')
  expect(moveFor(goal('restart', true), look('running')).move).toBe('reached')
})

control('RUN-1', 'a machine whose state is unknown is never stopped, and one on its way is never touched', () => {
  fc.assert(
    fc.property(fc.constantFrom(...actions), fc.constantFrom(...powerStates), fc.boolean(), (action, power, wasCalled) => {
      const { move } = moveFor(goal(action, wasCalled), look(power))
      if (power === 'unknown' && action !== 'start') expect(move).not.toBe('call')
      if (['creating', 'starting', 'stopping', 'deallocating'].includes(power)) expect(move).toBe('wait')
    }),
  )
})
