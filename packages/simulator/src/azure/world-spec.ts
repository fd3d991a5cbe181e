/** A whole pretend cloud as data: what `startAzure` is given, and what a program may send it as JSON. */
export type WorldSpec = {
  tenant_id: string
  tenant_name?: string
  subscriptions: SubscriptionSpec[]
  groups: GroupSpec[]
  machines: MachineSpec[]
  applications: ApplicationSpec[]
  role_definitions?: RoleDefinitionSpec[]
  role_assignments: RoleAssignmentSpec[]
}

export type SubscriptionSpec = { id: string; name: string; state?: SubscriptionState; tags?: Record<string, string> }
export type SubscriptionState = 'Enabled' | 'Warned' | 'PastDue' | 'Disabled' | 'Deleted'

export type GroupSpec = { subscription: string; name: string; location: string; tags?: Record<string, string> }

export type MachineSpec = {
  subscription: string
  group: string
  name: string
  location: string
  zones?: string[]
  size?: string
  tags?: Record<string, string>
  os?: 'Linux' | 'Windows'
  priority?: 'Regular' | 'Spot'
  licence?: string
  /** Name of the uniform or flexible scale set in the same group. */
  scale_set?: string
  availability_set?: string
  hibernation?: boolean
  power?: PowerState
  /** How long its extensions take at each start, after the machine runs. */
  extension_delay_seconds?: number
  /** Azure's own nightly shutdown of this machine. */
  auto_shutdown?: AutoShutdown
  created_ms?: number
}

/** `time` as `1900`, `time_zone` by the name Windows gives it. */
export type AutoShutdown = { time: string; time_zone: string; enabled?: boolean; minutes_before?: number; email?: string }

export type PowerState = 'creating' | 'starting' | 'running' | 'stopping' | 'stopped' | 'deallocating' | 'deallocated' | 'unknown'

export type ApplicationSpec = {
  /** The application's (client) id. */
  id: string
  /** The service principal's: what roles are given to. */
  object_id: string
  name: string
  enabled?: boolean
  /** PEM certificates, each with its own dates. */
  certificates?: string[]
  secrets?: { value: string; expires_ms?: number }[]
  /** Blocked by conditional access (AADSTS53003). */
  blocked?: boolean
}

export type RoleDefinitionSpec = { id: string; name: string; actions: string[]; not_actions?: string[]; built_in?: boolean }

export type RoleAssignmentSpec = {
  id?: string
  object_id: string
  /** Id of a definition, or the name of one. */
  role: string
  /** A subscription, group or resource id. */
  scope: string
  /** A group through which the principal has it: `assignedTo` finds it, `principalId` does not. */
  through_group?: string
  /** When it begins to work, from when it is made: new assignments take minutes. */
  effective_after_seconds?: number
}
