import { expect, test } from 'vitest'
import { assignCommands, nextStep, registerCommand, trustPolicy } from './azure-steps.ts'

test('commands name the application, the role and each place', () => {
  const role = { Name: 'Skykeep', AssignableScopes: ['/subscriptions/one', '/subscriptions/two'] }
  expect(assignCommands({ client_id: 'app' }, role)).toEqual([
    'az role assignment create --assignee app --role "Skykeep" --scope "/subscriptions/one"',
    'az role assignment create --assignee app --role "Skykeep" --scope "/subscriptions/two"',
  ])
  expect(assignCommands({ client_id: 'app' }, {})).toEqual([])
  // Without it, credentials that are registered already would be removed.
  expect(registerCommand({ client_id: 'app' })).toContain('--append')
  expect(JSON.parse(trustPolicy({ external_id: 'ours' })).Statement[0].Condition.StringEquals['sts:ExternalId']).toBe('ours')
})

test('the next step follows from what the last check found', () => {
  const check = (known: boolean) => ({ identity: { ok: known } }) as never
  const lanes = (synced_at: string | null) => [{ synced_at }] as never
  expect(nextStep({ last_check: null, status: 'unchecked', lanes: [] })).toBe('certificate')
  expect(nextStep({ last_check: check(false), status: 'failing', lanes: [] })).toBe('certificate')
  expect(nextStep({ last_check: check(true), status: 'failing', lanes: [] })).toBe('rights')
  expect(nextStep({ last_check: check(true), status: 'ready', lanes: lanes(null) })).toBe('machines')
  expect(nextStep({ last_check: check(true), status: 'ready', lanes: lanes('2026-11-26T12:00:00Z') })).toBe('done')
})
