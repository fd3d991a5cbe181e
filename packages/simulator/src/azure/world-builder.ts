import { groupId, guidFrom, machineId } from './ids.ts'
import type { ApplicationSpec, MachineSpec, RoleAssignmentSpec, SubscriptionSpec, WorldSpec } from './world-spec.ts'

export type WorldBuilder = {
  tenant_id: string
  subscription(name: string, more?: Partial<SubscriptionSpec>): SubscriptionBuilder
  application(name: string, more?: Partial<ApplicationSpec>): ApplicationBuilder
  /** A custom role; returns its id. */
  role(name: string, actions: readonly string[], notActions?: readonly string[]): string
  /** What was built so far, to be handed to `startAzure`. */
  spec(): WorldSpec
}

export type SubscriptionBuilder = {
  id: string
  /** As a scope of roles. */
  scope: string
  group(name: string, location: string, tags?: Record<string, string>): GroupBuilder
}

export type GroupBuilder = {
  scope: string
  /** Returns the machine's resource id. */
  machine(name: string, more?: Partial<MachineSpec>): string
}

export type ApplicationBuilder = {
  id: string
  object_id: string
  /** Gives it a role, by name or id, at a scope. */
  may(role: string, scope: string, more?: Partial<RoleAssignmentSpec>): ApplicationBuilder
}

/** Builds a world step by step; the ids follow from the seed and the names. */
export function worldBuilder({ seed = 1 }: { seed?: string | number } = {}): WorldBuilder {
  const spec: WorldSpec = {
    tenant_id: guidFrom(seed, 'tenant'),
    subscriptions: [],
    groups: [],
    machines: [],
    applications: [],
    role_definitions: [],
    role_assignments: [],
  }
  return {
    tenant_id: spec.tenant_id,
    subscription(name, more) {
      const id = more?.id ?? guidFrom(seed, 'subscription', name)
      spec.subscriptions.push({ id, name, ...more })
      return {
        id,
        scope: `/subscriptions/${id}`,
        group: (group, location, tags) => groupBuilder(spec, id, group, location, tags),
      }
    },
    application(name, more) {
      const id = more?.id ?? guidFrom(seed, 'application', name)
      const object_id = more?.object_id ?? guidFrom(seed, 'principal', name)
      spec.applications.push({ id, object_id, name, ...more })
      const it: ApplicationBuilder = {
        id,
        object_id,
        may(role, scope, assignment) {
          spec.role_assignments.push({ object_id, role, scope, ...assignment })
          return it
        },
      }
      return it
    },
    role(name, actions, notActions = []) {
      const id = guidFrom(seed, 'role', name)
      spec.role_definitions?.push({ id, name, actions: [...actions], not_actions: [...notActions] })
      return id
    },
    spec: () => structuredClone(spec),
  }
}

function groupBuilder(
  spec: WorldSpec,
  subscription: string,
  name: string,
  location: string,
  tags?: Record<string, string>,
): GroupBuilder {
  spec.groups.push({ subscription, name, location, ...(tags ? { tags } : {}) })
  return {
    scope: groupId(subscription, name),
    machine(machine, more) {
      spec.machines.push({ subscription, group: name, name: machine, location, ...more })
      return machineId(subscription, name, machine)
    },
  }
}
