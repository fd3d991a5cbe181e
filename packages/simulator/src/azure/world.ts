import { groupId, guidFrom, keyOf, machineId } from './ids.ts'
import type { Operation } from './operations.ts'
import { builtInRoles } from './role-definitions.ts'
import type {
  ApplicationSpec,
  GroupSpec,
  MachineSpec,
  PowerState,
  RoleAssignmentSpec,
  RoleDefinitionSpec,
  SubscriptionSpec,
  SubscriptionState,
  WorldSpec,
} from './world-spec.ts'

export type Subscription = SubscriptionSpec & { state: SubscriptionState }
export type Group = GroupSpec & { id: string; deleting: boolean }
export type Application = Required<Pick<ApplicationSpec, 'certificates' | 'secrets' | 'enabled' | 'blocked'>> & ApplicationSpec

export type Provisioning = 'Creating' | 'Updating' | 'Deleting' | 'Migrating' | 'Succeeded' | 'Failed' | 'Canceled'

export type Machine = Omit<MachineSpec, 'power' | 'tags'> & {
  id: string
  key: string
  vm_id: string
  /** Counts up with each change of the model: the etag. */
  version: number
  size: string
  tags: Record<string, string>
  zones: string[]
  os: 'Linux' | 'Windows'
  priority: 'Regular' | 'Spot'
  created_ms: number
  power: PowerState
  power_since_ms: number
  hibernated: boolean
  /** It has a place on a host: starting it needs no room. */
  placed: boolean
  provisioning: Provisioning
  /** The code behind Failed. */
  failed_with?: string
  provisioning_since_ms: number
  deleting: boolean
  operation?: Operation
  /** What the resource graph may still say of it: the states it had, the oldest first. */
  past: Past[]
}

export type Past = { at_ms: number; power: PowerState; size: string; tags: Record<string, string>; gone: boolean }

export type RoleAssignment = RoleAssignmentSpec & {
  id: string
  definition: RoleDefinitionSpec
  made_ms: number
  effective_ms: number
}

export type World = {
  tenant: { id: string; name: string }
  subscriptions: Map<string, Subscription>
  groups: Map<string, Group>
  machines: Map<string, Machine>
  /** Machines that are gone, for as long as the resource graph still knows them. */
  gone: Machine[]
  applications: Map<string, Application>
  definitions: Map<string, RoleDefinitionSpec>
  assignments: RoleAssignment[]
}

export function worldOf(spec: WorldSpec, nowMs: number): World {
  const world: World = {
    tenant: { id: spec.tenant_id, name: spec.tenant_name ?? 'Pretend tenant' },
    subscriptions: new Map(spec.subscriptions.map((one) => [keyOf(one.id), { state: 'Enabled', ...one }])),
    groups: new Map(),
    machines: new Map(),
    gone: [],
    applications: new Map(spec.applications.map((one) => [keyOf(one.id), applicationOf(one)])),
    definitions: new Map([...builtInRoles, ...(spec.role_definitions ?? [])].map((one) => [keyOf(one.id), one])),
    assignments: [],
  }
  for (const group of spec.groups) addGroup(world, group)
  for (const machine of spec.machines) addMachine(world, machine, nowMs)
  for (const assignment of spec.role_assignments) addAssignment(world, assignment, nowMs, 0)
  return world
}

export const applicationOf = (spec: ApplicationSpec): Application => ({
  certificates: [],
  secrets: [],
  enabled: true,
  blocked: false,
  ...spec,
})

export function addGroup(world: World, spec: GroupSpec): Group {
  if (!world.subscriptions.has(keyOf(spec.subscription))) throw new Error(`The group ${spec.name} is in no subscription.`)
  const id = groupId(spec.subscription, spec.name)
  const group = { ...spec, id, deleting: false }
  world.groups.set(keyOf(id), group)
  return group
}

export function addMachine(world: World, { power = 'running', ...spec }: MachineSpec, nowMs: number): Machine {
  if (!world.groups.has(keyOf(groupId(spec.subscription, spec.group))))
    throw new Error(`The machine ${spec.name} is in no group.`)
  const id = machineId(spec.subscription, spec.group, spec.name)
  const created_ms = spec.created_ms ?? nowMs
  const machine: Machine = {
    size: 'Standard_D2s_v5',
    tags: {},
    zones: [],
    os: 'Linux',
    priority: 'Regular',
    ...spec,
    id,
    key: keyOf(id),
    vm_id: guidFrom('vm', keyOf(id), created_ms),
    version: 1,
    created_ms,
    power,
    power_since_ms: created_ms,
    hibernated: false,
    placed: power !== 'deallocated',
    provisioning: 'Succeeded',
    provisioning_since_ms: created_ms,
    deleting: false,
    past: [],
  }
  world.machines.set(machine.key, machine)
  remember(machine, created_ms)
  return machine
}

// An hour: the resource graph lags by minutes, and never more than this here.
const PAST_KEPT_MS = 3_600_000

/** Notes the present state for those who see it late. */
export function remember(machine: Machine, atMs: number, gone = false): void {
  machine.past.push({ at_ms: atMs, power: machine.power, size: machine.size, tags: machine.tags, gone })
  while (machine.past.length > 1 && machine.past[1]!.at_ms <= atMs - PAST_KEPT_MS) machine.past.shift()
}

export function removeMachine(world: World, machine: Machine, atMs: number): void {
  world.machines.delete(machine.key)
  remember(machine, atMs, true)
  world.gone = [...world.gone.filter(({ past }) => past.at(-1)!.at_ms > atMs - PAST_KEPT_MS), machine]
}

export function addAssignment(world: World, spec: RoleAssignmentSpec, nowMs: number, delaySeconds: number): RoleAssignment {
  const wanted = spec.role.toLowerCase()
  const definition =
    world.definitions.get(wanted) ?? [...world.definitions.values()].find(({ name }) => name.toLowerCase() === wanted)
  if (!definition) throw new Error(`There is no role ${spec.role}.`)
  const assignment = {
    ...spec,
    id: spec.id ?? guidFrom('assignment', spec.object_id, definition.id, keyOf(spec.scope)),
    definition,
    made_ms: nowMs,
    effective_ms: nowMs + 1000 * (spec.effective_after_seconds ?? delaySeconds),
  }
  world.assignments.push(assignment)
  return assignment
}
