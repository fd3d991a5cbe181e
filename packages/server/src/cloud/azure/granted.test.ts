import { expect, test } from 'vitest'
import { isGranted, readGrant } from './granted.ts'
import { excessOf } from './permissions.ts'

const START = 'Microsoft.Compute/virtualMachines/start/action'
const grant = (actions: string[], notActions: string[] = []) =>
  readGrant({ actions, notActions, dataActions: [], notDataActions: [] })

test.each([
  [['*'], [], true],
  [['Microsoft.Compute/*'], [], true],
  [['Microsoft.Compute/virtualMachines/*'], [], true],
  [['microsoft.compute/virtualmachines/start/action'], [], true],
  [['Microsoft.Compute/virtualMachines/*/action'], [], true],
  [['*/action'], [], true],
  [['*/read'], [], false],
  [['Microsoft.Compute/virtualMachines/start'], [], false],
  [['Microsoft.Compute/virtualMachines/start/actions'], [], false],
  [['MicrosoftXCompute/virtualMachines/start/action'], [], false],
  [[], [], false],
  [['*'], ['Microsoft.Compute/*'], false],
  [['*'], ['Microsoft.Compute/virtualMachines/start/action'], false],
  [['*'], ['Microsoft.Compute/virtualMachines/deallocate/action'], true],
])('%j without %j grants a start: %s', (actions, notActions, expected) => {
  expect(isGranted(START, [grant(actions, notActions)])).toBe(expected)
})

test('what one role takes out another may give, as Azure adds roles up', () => {
  expect(isGranted(START, [grant(['*'], ['Microsoft.Compute/*']), grant([START])])).toBe(true)
  expect(isGranted(START, [])).toBe(false)
})

test('too wide a role is called by its name', () => {
  const what = (...args: Parameters<typeof grant>) => excessOf([grant(...args)], { resize: false }).map((one) => one.what)
  expect(what(['*'])).toEqual(expect.arrayContaining(['everything (*), as Owner']))
  expect(what(['*'], ['Microsoft.Authorization/*/Write'])).toEqual(expect.arrayContaining(['everything (*), as Contributor']))
  expect(what(['Microsoft.Compute/virtualMachines/*'])).toEqual(
    expect.arrayContaining(['everything with machines, as Virtual Machine Contributor', 'run commands inside machines']),
  )
  expect(what([START])).toEqual([])
  expect(excessOf([grant(['Microsoft.Compute/virtualMachines/write'])], { resize: true })).toEqual([])
})
