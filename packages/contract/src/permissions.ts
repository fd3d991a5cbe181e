/**
 * The closed list of permissions, `resource:action`, and the standard roles made of them. What is not listed here does not
 * exist: an unknown permission in a store, a token or a route is refused, never guessed.
 */
export const permissions = {
  'team:read': 'See the team',
  'team:write': 'Rename the team and change its settings',
  'team:delete': 'Delete the team',
  'member:read': 'See the members of the team, their roles and open invitations',
  'member:write': 'Invite people, change their roles, remove them',
  'role:read': 'See the roles of the team and what they permit',
  'role:write': 'Create, change and delete roles of the team',
  'client:read': 'See the API clients of the team',
  'client:write': 'Create, change, rotate and delete API clients',
  'aircraft:read': 'See the aircraft of the team',
  'aircraft:write': 'Register, change and delete aircraft',
  'aircraft:credential': 'Issue and revoke certificates and secrets of aircraft',
  'telemetry:read': 'Read events, positions, tracks and the live stream',
  'telemetry:write': 'Send events (an aircraft: its own only)',
  'telemetry:backfill': 'Send events older than the accepted window',
  'connection:read': 'See connections to clouds, their certificates and checks',
  'connection:write': 'Make, change, check, pause and delete connections to clouds',
  'machine:read': 'See machines, their state and why they are in it',
  'machine:operate': 'Start, stop and restart machines by hand',
  'machine:resize': 'Give machines another size',
  'schedule:read': 'See schedules, calendars and what comes next',
  'schedule:write': 'Make, change and delete schedules and calendars',
  'override:write': 'Set schedules aside until an instant, for some machines',
  'run:read': 'See runs and their steps, live too',
  'run:cancel': 'Cancel a run',
  'savings:read': 'See what schedules save',
  'notification:read': 'See rules of notification and what was sent',
  'notification:write': 'Make, change, test and delete rules of notification',
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

/** What only machines do: no role that a team makes for itself can hold these, so no person gets them by one. */
export const machinePermissions = ['telemetry:write', 'telemetry:backfill'] as const satisfies readonly Permission[]

interface StandardRole {
  title: string
  /** What it is for, in plain words. */
  description: string
  /** Whom it is made for. Only `person` roles can be given to members. */
  kind: 'person' | 'machine'
  permissions: readonly Permission[]
}

/** What everybody in a team may see: not who else is in it, nor its machines' clients, nor the trail. */
const guarded: readonly Permission[] = ['audit:read', 'client:read', 'member:read']
const everyRead = permissionNames.filter((name) => name.endsWith(':read') && !guarded.includes(name))

/**
 * The standard roles. Five of them (the machines' and admin) and their seven permissions are those of the reference (SkyLink); the rest
 * is ours. An owner holds everything, so that an owner can grant everything; an admin all but the end of the team, so that nobody but
 * an owner can make or unmake owners. Events are written by aircraft alone all the same, each its own.
 */
export const standardRoles = {
  owner: {
    title: 'Owner',
    description: 'Everything, the end of the team included',
    kind: 'person',
    permissions: permissionNames,
  },
  admin: {
    title: 'Admin',
    description: 'Everything but the end of the team, and making owners',
    kind: 'person',
    permissions: permissionNames.filter((name) => name !== 'team:delete'),
  },
  operator: {
    title: 'Operator',
    description: 'Switches machines, makes schedules, keeps aircraft and notifications in order',
    kind: 'person',
    permissions: [
      ...everyRead,
      'client:read',
      'member:read',
      'aircraft:write',
      'aircraft:credential',
      'machine:operate',
      'machine:resize',
      'schedule:write',
      'override:write',
      'run:cancel',
      'notification:write',
    ],
  },
  contributor: {
    title: 'Contributor',
    description: 'Makes schedules, overrides and aircraft; switches nothing by hand',
    kind: 'person',
    permissions: [...everyRead, 'aircraft:write', 'schedule:write', 'override:write'],
  },
  reader: { title: 'Reader', description: 'Sees machines, aircraft, runs and savings', kind: 'person', permissions: everyRead },
  auditor: {
    title: 'Auditor',
    description: 'Sees who did what, and proves it; reads no telemetry, weather or contacts',
    kind: 'person',
    permissions: [
      'team:read',
      'member:read',
      'role:read',
      'client:read',
      'aircraft:read',
      'connection:read',
      'machine:read',
      'schedule:read',
      'run:read',
      'savings:read',
      'notification:read',
      'config:read',
      'audit:read',
      'audit:export',
    ],
  },
  aircraft_standard: {
    title: 'Aircraft, standard',
    description: 'An aircraft that sends its events and reads weather',
    kind: 'machine',
    permissions: ['weather:read', 'telemetry:write'],
  },
  aircraft_premium: {
    title: 'Aircraft, premium',
    description: 'An aircraft that sends its events and reads weather and contacts',
    kind: 'machine',
    permissions: ['weather:read', 'contacts:read', 'telemetry:write'],
  },
  ground_control: {
    title: 'Ground control',
    description: 'Follows aircraft, reads weather and contacts',
    kind: 'machine',
    permissions: ['weather:read', 'contacts:read', 'telemetry:read'],
  },
  maintenance: {
    title: 'Maintenance',
    description: 'Sends and reads events, sees the state of the installation',
    kind: 'machine',
    permissions: ['weather:read', 'telemetry:write', 'telemetry:read', 'config:read'],
  },
  service: { title: 'Service', description: 'Nothing, until single permissions are listed', kind: 'machine', permissions: [] },
} as const satisfies Record<string, StandardRole>

export type RoleName = keyof typeof standardRoles
export const roleNames = Object.keys(standardRoles) as [RoleName, ...RoleName[]]

export const isRole = (text: string): text is RoleName => Object.hasOwn(standardRoles, text)

/** The permissions of a set of roles: their union; an unknown role adds nothing. */
export function permissionsOf(roles: readonly string[]): ReadonlySet<Permission> {
  return new Set(roles.filter(isRole).flatMap((role): readonly Permission[] => standardRoles[role].permissions))
}
