/**
 * The closed list of permissions, `resource:action`, and the standard roles made of them. What is not listed here does not
 * exist: an unknown permission in a store, a token or a route is refused, never guessed.
 */
export const permissions = {
  'team:read': 'See the team',
  'team:write': 'Rename the team and change its settings',
  'team:delete': 'Delete the team',
  'client:read': 'See the API clients of the team',
  'client:write': 'Create, change, rotate and delete API clients',
  'aircraft:read': 'See the aircraft of the team',
  'aircraft:write': 'Register, change and delete aircraft',
  'aircraft:credential': 'Issue and revoke certificates and secrets of aircraft',
  'telemetry:read': 'Read events, positions, tracks and the live stream',
  'telemetry:write': 'Send events (an aircraft: its own only)',
  'telemetry:backfill': 'Send events older than the accepted window',
  'weather:read': 'Read weather',
  'contacts:read': 'Read linked contacts',
  'config:read': 'See the installation: roles alive, versions, queues, key ages',
  'config:write': 'Change the configuration of the team',
  'audit:read': 'Read audit entries, checkpoints and proofs',
  'audit:export': 'Export the audit trail',
} as const satisfies Record<string, string>

export type Permission = keyof typeof permissions
export const permissionNames = Object.keys(permissions) as [Permission, ...Permission[]]

export const isPermission = (text: string): text is Permission => Object.hasOwn(permissions, text)

interface StandardRole {
  title: string
  kind: 'person' | 'machine'
  permissions: readonly Permission[]
}

const everyRead = permissionNames.filter((name) => name.endsWith(':read') && name !== 'audit:read' && name !== 'client:read')

/**
 * The standard roles. The five machine roles and their seven permissions are those of the reference (SkyLink); the rest is ours.
 * An owner holds everything, so that an owner can grant everything; events are written by aircraft alone all the same, each its own.
 */
export const standardRoles = {
  owner: { title: 'Owner', kind: 'person', permissions: permissionNames },
  operator: {
    title: 'Operator',
    kind: 'person',
    permissions: [...everyRead, 'client:read', 'aircraft:write', 'aircraft:credential'],
  },
  contributor: { title: 'Contributor', kind: 'person', permissions: [...everyRead, 'aircraft:write'] },
  reader: { title: 'Reader', kind: 'person', permissions: everyRead },
  auditor: {
    title: 'Auditor',
    kind: 'person',
    permissions: ['team:read', 'client:read', 'aircraft:read', 'config:read', 'audit:read', 'audit:export'],
  },
  aircraft_standard: { title: 'Aircraft, standard', kind: 'machine', permissions: ['weather:read', 'telemetry:write'] },
  aircraft_premium: {
    title: 'Aircraft, premium',
    kind: 'machine',
    permissions: ['weather:read', 'contacts:read', 'telemetry:write'],
  },
  ground_control: { title: 'Ground control', kind: 'machine', permissions: ['weather:read', 'contacts:read', 'telemetry:read'] },
  maintenance: {
    title: 'Maintenance',
    kind: 'machine',
    permissions: ['weather:read', 'telemetry:write', 'telemetry:read', 'config:read'],
  },
  admin: {
    title: 'Admin',
    kind: 'machine',
    permissions: [
      'weather:read',
      'contacts:read',
      'telemetry:write',
      'telemetry:read',
      'config:read',
      'config:write',
      'audit:read',
      'audit:export',
      'team:read',
      'team:write',
      'client:read',
      'client:write',
      'aircraft:read',
      'aircraft:write',
      'aircraft:credential',
      'telemetry:backfill',
    ],
  },
  service: { title: 'Service, empty until permissions are listed', kind: 'machine', permissions: [] },
} as const satisfies Record<string, StandardRole>

export type RoleName = keyof typeof standardRoles
export const roleNames = Object.keys(standardRoles) as [RoleName, ...RoleName[]]

export const isRole = (text: string): text is RoleName => Object.hasOwn(standardRoles, text)

/** The permissions of a set of roles: their union; an unknown role adds nothing. */
export function permissionsOf(roles: readonly string[]): ReadonlySet<Permission> {
  return new Set(roles.filter(isRole).flatMap((role): readonly Permission[] => standardRoles[role].permissions))
}
