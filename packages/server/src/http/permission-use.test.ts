import { permissionNames } from '@skykeep/contract'
import { expect, test } from 'vitest'
import { permissionsOfRoutes } from '../openapi.ts'
import { control } from '../testing/control.ts'
import { mustBeUsed, namedByNoRoute } from './permission-use.ts'

control('ROLES-11', 'the program does not start with a permission that nothing asks for', () => {
  const named = permissionsOfRoutes()
  expect(() => mustBeUsed(named)).not.toThrow()
  for (const name of named) {
    expect(() => mustBeUsed(new Set([...named].filter((one) => one !== name)))).toThrow(`no route asks for ${name}`)
  }
  const [[unused = ''] = []] = Object.entries(namedByNoRoute)
  expect(() => mustBeUsed(new Set([...named, unused]))).toThrow(`${unused} is named by a route`)
  expect(() => mustBeUsed(named, {})).toThrow('no route asks for telemetry:backfill')
})

test('every permission is named by a route or has a reason', () => {
  expect([...permissionsOfRoutes(), ...Object.keys(namedByNoRoute)].toSorted()).toEqual(permissionNames.toSorted())
})
