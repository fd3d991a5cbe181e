import { type Permission, permissionNames, permissionsOf, roleNames } from '@skykeep/contract'
import { expect } from 'vitest'
import { control } from '../../testing/control.ts'

/** The reference's table (facts of SkyLink, 2.5), letter for letter. */
const reference = `
  role              | weather:read | contacts:read | telemetry:write | telemetry:read | config:read | config:write | audit:read
  aircraft_standard |      x       |       -       |        x        |       -        |      -      |      -       |     -
  aircraft_premium  |      x       |       x       |        x        |       -        |      -      |      -       |     -
  ground_control    |      x       |       x       |        -        |       x        |      -      |      -       |     -
  maintenance       |      x       |       -       |        x        |       x        |      x      |      -       |     -
  admin             |      x       |       x       |        x        |       x        |      x      |      x       |     x
`

/** Ours, complete: what is not marked here, a role does not have. */
const ours = `
  role              | team:r w d | member:r w | role:r w | client:r w | aircraft:r w c | telemetry:r w b | weather:r | contacts:r | config:r w | audit:r x | connection:r w | machine:r o s | schedule:r w | override:w | run:r c | savings:r | notification:r w
  owner             |      x x x |        x x |      x x |        x x |          x x x |           x x x |         x |          x |        x x |       x x |            x x |         x x x |          x x |          x |     x x |         x |              x x
  admin             |      x x - |        x x |      x x |        x x |          x x x |           x x x |         x |          x |        x x |       x x |            x x |         x x x |          x x |          x |     x x |         x |              x x
  operator          |      x - - |        x - |      x - |        x - |          x x x |           x - - |         x |          x |        x - |       - - |            x - |         x x x |          x x |          x |     x x |         x |              x x
  contributor       |      x - - |        - - |      x - |        - - |          x x - |           x - - |         x |          x |        x - |       - - |            x - |         x - - |          x x |          x |     x - |         x |              x -
  reader            |      x - - |        - - |      x - |        - - |          x - - |           x - - |         x |          x |        x - |       - - |            x - |         x - - |          x - |          - |     x - |         x |              x -
  auditor           |      x - - |        x - |      x - |        x - |          x - - |           - - - |         - |          - |        x - |       x x |            x - |         x - - |          x - |          - |     x - |         x |              x -
  aircraft_standard |      - - - |        - - |      - - |        - - |          - - - |           - x - |         x |          - |        - - |       - - |            - - |         - - - |          - - |          - |     - - |         - |              - -
  aircraft_premium  |      - - - |        - - |      - - |        - - |          - - - |           - x - |         x |          x |        - - |       - - |            - - |         - - - |          - - |          - |     - - |         - |              - -
  ground_control    |      - - - |        - - |      - - |        - - |          - - - |           x - - |         x |          x |        - - |       - - |            - - |         - - - |          - - |          - |     - - |         - |              - -
  maintenance       |      - - - |        - - |      - - |        - - |          - - - |           x x - |         x |          - |        x - |       - - |            - - |         - - - |          - - |          - |     - - |         - |              - -
  service           |      - - - |        - - |      - - |        - - |          - - - |           - - - |         - |          - |        - - |       - - |            - - |         - - - |          - - |          - |     - - |         - |              - -
`
const columns: Permission[] = [
  ...(['team:read', 'team:write', 'team:delete', 'member:read', 'member:write', 'role:read', 'role:write'] as const),
  ...(['client:read', 'client:write', 'aircraft:read', 'aircraft:write', 'aircraft:credential'] as const),
  ...(['telemetry:read', 'telemetry:write', 'telemetry:backfill', 'weather:read', 'contacts:read'] as const),
  ...(['config:read', 'config:write', 'audit:read', 'audit:export', 'connection:read', 'connection:write'] as const),
  ...(['machine:read', 'machine:operate', 'machine:resize', 'schedule:read', 'schedule:write', 'override:write'] as const),
  ...(['run:read', 'run:cancel', 'savings:read', 'notification:read', 'notification:write'] as const),
]

control('ROLES-1', 'the five roles of the reference have exactly its permissions among its seven', () => {
  const [head = [], ...rows] = reference
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
  const names = head.slice(1) as Permission[]
  expect(names).toHaveLength(7)
  expect(rows).toHaveLength(5)
  for (const [role = '', ...cells] of rows) {
    const granted = permissionsOf([role])
    expect([role, ...names.map((name) => (granted.has(name) ? 'x' : '-'))]).toEqual([role, ...cells])
  }
})

control(
  'ROLES-2',
  'every standard role has exactly the permissions that are marked for it, and a role that is none has nothing',
  () => {
    const rows = ours
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(/[\s|]+/).filter(Boolean))
    expect(rows.map(([role]) => role)).toEqual(roleNames)
    expect(columns.toSorted()).toEqual(permissionNames.toSorted())
    for (const [role = '', ...marks] of rows) {
      const granted = permissionsOf([role])
      expect([role, ...columns.map((name) => (granted.has(name) ? 'x' : '-'))]).toEqual([role, ...marks])
    }
    for (const role of ['root', 'Admin', 'ADMIN', 'admin ', '', '__proto__', 'constructor'])
      expect(permissionsOf([role]).size).toBe(0)
  },
)
