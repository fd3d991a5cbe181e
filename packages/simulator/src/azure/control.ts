import type { Shortage } from './capacity.ts'
import type { Cloud } from './cloud.ts'
import type { Fault } from './faults.ts'
import type { Lock, Policy } from './governance.ts'
import { keyOf } from './ids.ts'
import type { JournalEntry, JournalQuery, Tally } from './journal.ts'
import { changeMachine, type MachineOrder, type MachineReport, reportOf } from './machine-orders.ts'
import { goOn } from './power-engine.ts'
import type { Settings } from './settings.ts'
import type { Restriction } from './skus.ts'
import type { ClockOrder, SettableClock } from './time.ts'
import { addAssignment, addGroup, addMachine, applicationOf } from './world.ts'
import type {
  ApplicationSpec,
  GroupSpec,
  MachineSpec,
  RoleAssignmentSpec,
  RoleDefinitionSpec,
  SubscriptionSpec,
} from './world-spec.ts'

/** What can be done to the cloud from outside of it. Each is also `POST /_control/{name}` with the argument as its body. */
export type Control = {
  /** Moves or paces the clock; refused when it was handed in. */
  clock(order: ClockOrder): { now_ms: number; rate: number | null }
  settings(changes: Partial<Settings> & { throttle_scale?: number }): Settings
  /** Switches a fault on. */
  faults(fault: Fault): { id: number }
  /** Switches one fault off, or all. */
  clear_faults(which?: { id?: number }): { faults: (Fault & { id: number; hits: number })[] }
  /** No room, or with `{restore: true}` room everywhere again. */
  capacity(shortage: Shortage & { restore?: boolean }): { shortages: Shortage[] }
  locks(locks: Lock[]): { locks: Lock[] }
  policies(policies: Policy[]): { policies: Policy[] }
  restrictions(restrictions: Restriction[]): { restrictions: Restriction[] }
  /** Adds a subscription, or changes one: `{id, state: 'Disabled'}`. */
  subscription(change: Partial<SubscriptionSpec> & { id: string }): SubscriptionSpec
  /** Adds a group, or marks one as going: `deleting`. */
  group(change: GroupSpec & { deleting?: boolean }): { id: string }
  /** Adds a machine. */
  add_machine(machine: MachineSpec): MachineReport
  machine(order: MachineOrder): MachineReport
  /** Adds an application or changes what is given of it: certificates, secrets, `enabled`, `blocked`. */
  application(change: Partial<ApplicationSpec> & { id: string }): ApplicationSpec
  role_definition(definition: RoleDefinitionSpec): RoleDefinitionSpec
  /** Gives a role; it works after `effective_after_seconds`. */
  assign(assignment: RoleAssignmentSpec): { id: string }
  /** Takes roles away: one by its id, or all of a principal (within a scope). */
  revoke(which: { id?: string; object_id?: string; scope?: string }): { removed: number }
  /** Every token given out is worth nothing from now on. */
  revoke_tokens(): Record<string, never>
  journal(query?: JournalQuery): { entries: JournalEntry[] }
  tally(query?: { machine?: string }): Tally & { requests: Record<string, number>; machines_touched?: number; entries?: number }
  /** Of each machine that anything was asked of or done to, by its id in lower case. */
  tallies(): Record<string, Tally>
  state(): { now_ms: number; machines: number; powers: Record<string, number>; faults: Fault[]; settings: Settings }
  /** The power of each machine as it really is, by its id in lower case. */
  powers(): Record<string, string>
  /** A machine as it really is. */
  look(query: { machine: string }): MachineReport
}

export function controlOf(cloud: Cloud, clock: SettableClock | undefined): Control {
  const { world, faults, capacity, governance, journal, settings } = cloud
  const settle = () => cloud.queue.runUpTo(cloud.now())
  return {
    clock(order) {
      if (clock) clock.order(order)
      else if (Object.keys(order).length > 0) throw new Error('The clock was handed in: whoever did that moves it.')
      settle()
      return { now_ms: cloud.now(), rate: clock?.rate() ?? null }
    },
    settings({ throttle_scale, ...changes }) {
      const unknown = Object.keys(changes).find((name) => !(name in settings))
      if (unknown) throw new Error(`There is no setting ${unknown}; there are ${Object.keys(settings).join(', ')}.`)
      if (throttle_scale !== undefined) {
        cloud.throttle.scale = throttle_scale
        cloud.throttle.reset()
      }
      return Object.assign(settings, changes)
    },
    faults: (fault) => ({ id: faults.add(fault) }),
    clear_faults({ id } = {}) {
      faults.remove(id)
      return { faults: faults.list() }
    },
    capacity({ restore, ...shortage }) {
      settle()
      if (restore) capacity.restore()
      else capacity.exhaust(shortage, cloud.now())
      return { shortages: capacity.list() }
    },
    locks(locks) {
      governance.locks = locks
      return { locks }
    },
    policies(policies) {
      governance.policies = policies
      return { policies }
    },
    restrictions(restrictions) {
      governance.restrictions = restrictions
      return { restrictions }
    },
    subscription(change) {
      const before = world.subscriptions.get(keyOf(change.id))
      const after = { name: change.id, state: 'Enabled' as const, ...before, ...change }
      world.subscriptions.set(keyOf(change.id), after)
      return after
    },
    group({ deleting = false, ...spec }) {
      const group = addGroup(world, spec)
      group.deleting = deleting
      return { id: group.id }
    },
    add_machine(spec) {
      settle()
      const machine = addMachine(world, spec, cloud.now())
      goOn(cloud, machine)
      return reportOf(cloud, machine)
    },
    machine(order) {
      settle()
      return changeMachine(cloud, order)
    },
    application(change) {
      const before = world.applications.get(keyOf(change.id))
      const after = applicationOf({ name: change.id, object_id: change.id, ...before, ...change })
      world.applications.set(keyOf(change.id), after)
      return after
    },
    role_definition(definition) {
      world.definitions.set(keyOf(definition.id), definition)
      return definition
    },
    assign: (assignment) => ({ id: addAssignment(world, assignment, cloud.now(), settings.assignment_delay_seconds).id }),
    revoke({ id, object_id, scope }) {
      if (!id && !object_id && !scope) throw new Error('Say whose or which.')
      const same = (wanted: string | undefined, is: string) => wanted === undefined || keyOf(wanted) === keyOf(is)
      const kept = world.assignments.filter(
        (one) => !(same(id, one.id) && same(object_id, one.object_id) && same(scope, one.scope)),
      )
      const removed = world.assignments.length - kept.length
      world.assignments = kept
      return { removed }
    },
    revoke_tokens() {
      cloud.tokenKey.current = Buffer.from(crypto.randomUUID())
      return {}
    },
    journal(query) {
      settle()
      return { entries: journal.read(query) }
    },
    tally({ machine } = {}) {
      settle()
      return { ...(machine ? journal.tallyOf(machine) : journal.total()), requests: journal.requests }
    },
    tallies() {
      settle()
      return journal.tallies()
    },
    state() {
      settle()
      const powers: Record<string, number> = {}
      for (const { power } of world.machines.values()) powers[power] = (powers[power] ?? 0) + 1
      return { now_ms: cloud.now(), machines: world.machines.size, powers, faults: faults.list(), settings }
    },
    powers() {
      settle()
      return Object.fromEntries([...world.machines.values()].map(({ key, power }) => [key, power]))
    },
    look({ machine }) {
      settle()
      const found = world.machines.get(keyOf(machine))
      if (!found) throw new Error(`There is no machine ${machine}.`)
      return reportOf(cloud, found)
    },
  }
}
