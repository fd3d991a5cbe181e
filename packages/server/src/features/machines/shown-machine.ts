import { type Machine, type MachineDetails, type PowerSpan, Problem } from '@skykeep/contract'
import type { OverrideFacts, PlanFacts, TransitionFacts } from './machine-page.store.ts'
import type { ListedMachine } from './machines.store.ts'
import type { PowerSpanRow } from './power-history.store.ts'

/** @throws Problem NOT_FOUND */
export function existing<Row>(machine: Row | undefined): Row {
  if (!machine) throw new Problem('NOT_FOUND')
  return machine
}

export function shownMachine(row: ListedMachine, now: Date): Machine {
  const { id, connection_id, scope, name, resource_group, region, zone, size, os, tags, is_spot, managed_by, can_hibernate } = row
  return {
    ...{ id, connection_id, scope, name, resource_group, region, zone, size, os, tags, is_spot, managed_by, can_hibernate },
    provider_id: row.shown_id,
    power: {
      state: row.power,
      since: row.power_since.toISOString(),
      read_at: row.power_read_at.toISOString(),
      age_seconds: Math.max(0, Math.round((now.getTime() - row.power_read_at.getTime()) / 1_000)),
      changed_by: row.power_changed_by,
    },
    provisioning: row.provisioning,
    plan: row.plan && shownPlan(row.plan),
    gone_at: row.gone_at?.toISOString() ?? null,
    first_seen_at: row.first_seen_at.toISOString(),
  }
}

/** Instants within JSON of the database are spelled its way. */
const instant = (at: string | null): string | null => (at === null ? null : new Date(at).toISOString())
const shownPlan = (plan: NonNullable<ListedMachine['plan']>) => ({
  ...plan,
  next_at: instant(plan.next_at),
  override: plan.override && { ...plan.override, until: instant(plan.override.until) },
})

export function shownDetails(
  row: ListedMachine,
  now: Date,
  more: {
    why: string[]
    plan: PlanFacts | undefined
    overrides: readonly OverrideFacts[]
    transitions: readonly TransitionFacts[]
  },
): MachineDetails {
  const { why, plan, overrides, transitions } = more
  const schedule = plan?.schedule_id ? { id: plan.schedule_id, name: plan.schedule_name ?? '', rank: plan.rank } : null
  return {
    ...shownMachine(row, now),
    why,
    schedule,
    conflicts: plan?.conflicts ?? [],
    overrides: overrides.map(({ id, state, from_at, until_at, reason }) => ({
      ...{ id, state, reason },
      from: from_at.toISOString(),
      until: until_at?.toISOString() ?? null,
    })),
    transitions: transitions.map((one) => ({ ...one, at: one.at.toISOString(), ended_at: one.ended_at?.toISOString() ?? null })),
  }
}

export const shownSpan = ({ since, until, power, size }: PowerSpanRow): PowerSpan => ({
  since: since.toISOString(),
  until: until?.toISOString() ?? null,
  power: power as PowerSpan['power'],
  size,
})
