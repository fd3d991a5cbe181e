import { type ChangeTrace, CloudFailure, type CloudMachine, type CloudSession } from '../../cloud/cloud-provider.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import { lanesSeenStore } from './lanes-seen.store.ts'
import type { MachineNeeds } from './machine-needs.ts'
import { type MachineRow, machinesStore } from './machines.store.ts'
import { noteManualChanges } from './manual-changes.ts'
import { observe } from './observe.ts'
import { doneBetween } from './power-change.ts'
import { powerHistoryStore } from './power-history.store.ts'
import { noteUnread } from './unread-hours.ts'

export interface SyncedLane {
  id: string
  connection_id: string
  scope: string
}

/** Machines missing from a list that are asked for one by one in one go; the rest in the next. */
const ASKED_MAX = 50
/** Machines in one transaction: others wait for its locks, and a statement takes 65,535 values. */
const WRITTEN_MAX = 500
/** Machines changed by others about which the cloud’s log is asked in one go. */
const TRACED_MAX = 20
/** The log of the cloud lags, and so do lists: it is read from a little before the last reading on. */
const TRACE_BACK_MS = 15 * 60_000

/**
 * Reads all machines of a lane from the cloud: new ones, changed ones, ones that went, and what power they have. A list that lacks a machine
 * proves nothing (who may see little gets a short list, not a refusal): it is gone only when the cloud says so of itself.
 */
export function inventory(needs: MachineNeeds) {
  const { db, clock, newId, replan, noteFailure } = needs

  return async function sync(teamId: string, lane: SyncedLane, session: CloudSession, signal: AbortSignal): Promise<void> {
    const began = clock.now()
    try {
      for await (const page of session.list(lane.scope, signal)) {
        for (let from = 0; from < page.length; from += WRITTEN_MAX) {
          await takePage(teamId, lane, page.slice(from, from + WRITTEN_MAX), began, session, signal)
        }
      }
      await lookForMissing(teamId, lane, began, session, signal)
      await db.asTeam(teamId, (tx) => lanesSeenStore(tx).synced(lane.id, clock.now()))
    } catch (error) {
      if (error instanceof CloudFailure) {
        await db.asTeam(teamId, async (tx) => {
          // The connection before its lanes, as everybody locks them.
          await noteFailure(tx, lane.connection_id, error, clock.now())
          await lanesSeenStore(tx).failed(lane.id, error, clock.now())
        })
      }
      throw error
    }
  }

  async function takePage(
    teamId: string,
    lane: SyncedLane,
    page: readonly CloudMachine[],
    at: Date,
    session: CloudSession,
    signal: AbortSignal,
  ): Promise<void> {
    // Ordered, so that two who write about the same machines wait for each other and never both.
    const machines = [...new Map(page.map((one) => [one.provider_id, one])).values()]
    const traces = await tracesOf(teamId, lane, machines, session, signal)
    await db.asTeam(teamId, (tx) => write(tx, lane, machines, at, traces), { retry: true })
  }

  /** Who changed what others changed, as far as the cloud tells. Asked before the transaction: none stays open while a cloud thinks. */
  async function tracesOf(
    teamId: string,
    lane: SyncedLane,
    machines: readonly CloudMachine[],
    session: CloudSession,
    signal: AbortSignal,
  ): Promise<Map<string, ChangeTrace>> {
    const byId = new Map(machines.map((one) => [one.provider_id, one]))
    const rows = await db.asTeam(teamId, (tx) => machinesStore(tx).present(lane.connection_id, [...byId.keys()]), {
      readOnly: true,
    })
    const traces = new Map<string, ChangeTrace>()
    for (const row of rows.filter((one) => doneBetween(one.power, byId.get(one.provider_id)!.power)).slice(0, TRACED_MAX)) {
      const since = new Date(row.power_read_at.getTime() - TRACE_BACK_MS)
      try {
        const found = await session.changes(row.provider_id, since, signal)
        const last = found.toSorted((one, other) => one.at.getTime() - other.at.getTime()).at(-1)
        if (last) traces.set(row.id, last)
      } catch (error) {
        // Who it was is told where it can be; that it happened is told anyway.
        if (!(error instanceof CloudFailure)) throw error
      }
    }
    return traces
  }

  async function write(
    tx: TeamTx,
    lane: SyncedLane,
    machines: readonly CloudMachine[],
    at: Date,
    traces: ReadonlyMap<string, ChangeTrace>,
  ): Promise<void> {
    const store = machinesStore(tx)
    const known = await store.known(
      lane.connection_id,
      machines.map(({ provider_id }) => provider_id),
    )
    const touched: string[] = []
    const fresh: Omit<MachineRow, 'team_id'>[] = []
    const readings: { machine_id: string; power: CloudMachine['power']; provisioning: string | null }[] = []
    for (const machine of machines) {
      const rows = known.filter(({ provider_id }) => provider_id === machine.provider_id)
      const present = rows.find(({ gone_at }) => gone_at === null)
      const same = [present, ...rows].find((row) => row?.incarnation === machine.incarnation)
      if (present && present !== same) touched.push(...(await markGone(tx, [present.id], at)))
      if (!same) fresh.push(newRow(lane, machine, at))
      else {
        if (same.gone_at !== null) await store.back(same.id, lane.id)
        const change = changeOf(same, machine)
        if (change !== null) await store.describe(same.id, machine)
        if (same.size !== machine.size || same.gone_at !== null) {
          // Before it turns: the hours that nobody read are not those of the new size.
          if (same.gone_at === null) await noteUnread(tx, [same], at)
          await powerHistoryStore(tx).turn(same.id, at, same.power, machine.size)
        }
        if (change === 'reach' || same.gone_at !== null) touched.push(same.id)
        readings.push({ machine_id: same.id, power: machine.power, provisioning: machine.provisioning })
      }
    }
    await store.insert(fresh)
    await powerHistoryStore(tx).begin(fresh, at)
    const changes = await observe(tx, readings, at, 'other')
    await noteManualChanges(needs, tx, changes, at, traces)
    touched.push(...fresh.map(({ id }) => id))
    if (touched.length > 0) await replan(tx, { machine_ids: touched }, at)
  }

  function newRow(lane: SyncedLane, machine: CloudMachine, at: Date): Omit<MachineRow, 'team_id'> {
    return {
      ...machine,
      id: newId(),
      connection_id: lane.connection_id,
      lane_id: lane.id,
      tags: { ...machine.tags },
      power_read_at: at,
      power_since: at,
      power_changed_by: null,
      gone_at: null,
      first_seen_at: at,
    }
  }

  async function lookForMissing(
    teamId: string,
    lane: SyncedLane,
    began: Date,
    session: CloudSession,
    signal: AbortSignal,
  ): Promise<void> {
    const missing = await db.asTeam(teamId, (tx) => machinesStore(tx).unread(lane.id, began, ASKED_MAX), { readOnly: true })
    for (const { id, provider_id } of missing) {
      const at = clock.now()
      const found = await readOrGone(session, provider_id, signal)
      if (found === 'unproven') continue
      if (found !== 'gone') await takePage(teamId, lane, [found], at, session, signal)
      else {
        await db.asTeam(teamId, async (tx) => {
          const gone = await markGone(tx, [id], at)
          if (gone.length > 0) await replan(tx, { machine_ids: gone }, at)
        })
      }
    }
  }

  async function markGone(tx: TeamTx, ids: readonly string[], at: Date): Promise<string[]> {
    const rows = (await machinesStore(tx).lock(ids)).filter(({ gone_at }) => gone_at === null)
    for (const { id } of rows) {
      await machinesStore(tx).gone(id, at)
      await powerHistoryStore(tx).end(id, at)
    }
    return rows.map(({ id }) => id)
  }
}

async function readOrGone(
  session: CloudSession,
  providerId: string,
  signal: AbortSignal,
): Promise<CloudMachine | 'gone' | 'unproven'> {
  try {
    return await session.read(providerId, signal)
  } catch (error) {
    if (!(error instanceof CloudFailure)) throw error
    if (error.kind === 'gone') return 'gone'
    // Asked too often, or nobody there: the rest waits for the next time. A refusal proves nothing of the machine.
    if (error.kind === 'throttled' || error.kind === 'transient') throw error
    return 'unproven'
  }
}

/** What is different: nothing, its size, what schedules reach it by, or something that is only shown. */
function changeOf(row: MachineRow, machine: CloudMachine): 'reach' | 'size' | 'shown' | null {
  const reach = (one: Pick<MachineRow, 'tags' | 'resource_group' | 'managed_by' | 'can_hibernate'>) =>
    JSON.stringify([Object.entries(one.tags).sort(), one.resource_group, one.managed_by, one.can_hibernate])
  if (reach(row) !== reach({ ...machine, tags: { ...machine.tags } })) return 'reach'
  if (row.size !== machine.size) return 'size'
  const shown = ({ shown_id, name, region, zone, os, is_spot, license }: MachineRow | CloudMachine) =>
    JSON.stringify([shown_id, name, region, zone, os, is_spot, license])
  return shown(row) === shown(machine) ? null : 'shown'
}
