import {
  type NewOverride,
  type NewScheduleOverride,
  OVERRIDE_AHEAD_DAYS_MAX,
  OVERRIDE_DAYS_MAX,
  OVERRIDE_HOURS_MAX,
  OVERRIDES_MAX,
  type Override,
  Problem,
} from '@skykeep/contract'
import type { AuditActor } from '../../audit/fact.ts'
import { type Caller, must, mustBePerson } from '../../auth/principal.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import { idOfCursor, pageOf } from '../../lib/id-cursor.ts'
import type { Repeatable } from '../../lib/once-only.ts'
import { unknownMachines } from './known-targets.ts'
import { makePlans } from './make-plans.ts'
import { type OverrideRow, overridesStore } from './overrides.store.ts'
import { plansStore } from './plans.store.ts'
import { reachedStore } from './reached.store.ts'
import type { ScheduleNeeds } from './schedule-registry.ts'
import { schedulesStore } from './schedules.store.ts'
import { existing, mustBeWithout } from './shown-schedule.ts'

type Row = Omit<OverrideRow, 'team_id'>
type Reach = Pick<Row, 'schedule_id' | 'machine_ids' | 'tags' | 'owner'>

const HOUR_MS = 3_600_000
/** A message comes a day before the stop at the earliest, and puts it off by half a day at most. */
const LINK_HOURS_MAX = 36
const DAY_MS = 24 * HOUR_MS

/** Schedules are set aside until an instant. Unlike a schedule that is saved, an override acts: its machines are due as soon as it begins or ends. */
export function overrideRegistry({ db, audit, clock, newId, once, prepared }: Omit<ScheduleNeeds, 'begin'>) {
  return {
    /** For the machines of a schedule. @throws Problem NOT_FOUND, VALIDATION_FAILED or SCHEDULE_LIMIT_REACHED */
    async createForSchedule(caller: Caller, scheduleId: string, input: NewScheduleOverride, call?: Repeatable) {
      must(caller, 'override:write')
      const now = clock.now()
      return once(caller, call, async (tx) => {
        existing(await schedulesStore(tx).find(scheduleId))
        return create(tx, byCaller(caller), { ...toAll, schedule_id: scheduleId }, input, now)
      })
    },

    /** @throws Problem VALIDATION_FAILED, SCHEDULE_LIMIT_REACHED, or PERMISSION_DENIED for a machine that asks for its own machines */
    async createForMachines(caller: Caller, input: NewOverride, call?: Repeatable): Promise<Override> {
      must(caller, 'override:write')
      if (input.mine) mustBePerson(caller)
      const now = clock.now()
      return once(caller, call, async (tx) => {
        const { machine_ids = [], tags = null } = input
        mustBeWithout(await unknownMachines(tx, machine_ids, '#/machine_ids'))
        const owner = input.mine ? await overridesStore(tx).addressOf(caller.id) : null
        if (input.mine && owner === null) throw new Problem('NOT_FOUND')
        return create(tx, byCaller(caller), { ...toAll, machine_ids: [...new Set(machine_ids)], tags, owner }, input, now)
      })
    },

    /**
     * Keeps machines on by the link of a message before their stop, in the transaction that uses the link up. @throws Problem VALIDATION_FAILED or SCHEDULE_LIMIT_REACHED
     */
    async keepOn(
      tx: TeamTx,
      link: { id: string; actor: AuditActor },
      machineIds: readonly string[],
      until: Date,
    ): Promise<Override> {
      const by = { actor: link.actor, created_by: { type: 'link', id: link.id }, hoursMax: LINK_HOURS_MAX }
      const input = { state: 'on' as const, until: until.toISOString(), reason: 'kept on by the link in a message' }
      return create(tx, by, { ...toAll, machine_ids: [...new Set(machineIds)] }, input, clock.now())
    },

    /** Those that are not over: of one schedule, or (null) of machines. */
    async list(caller: Caller, scheduleId: string | null, { limit, cursor }: { limit: number; cursor?: string | undefined }) {
      must(caller, 'schedule:read')
      const after = cursor === undefined ? undefined : idOfCursor(cursor)
      const rows = await db.asTeam(
        caller.team_id,
        async (tx) => {
          if (scheduleId !== null) existing(await schedulesStore(tx).find(scheduleId))
          return overridesStore(tx).list(scheduleId, clock.now(), { after, limit })
        },
        { readOnly: true },
      )
      return pageOf(rows, limit, ({ id }) => id, shownOverride)
    },

    /** What lies beneath applies at once. @throws Problem NOT_FOUND */
    async end(caller: Caller, scheduleId: string | null, id: string): Promise<void> {
      must(caller, 'override:write')
      await db.asTeam(caller.team_id, async (tx) => {
        await plansStore(tx).lockTeam()
        const now = clock.now()
        const row = existing(await overridesStore(tx).lockLive(id, scheduleId, now))
        await overridesStore(tx).end(row, now)
        const ids = await machinesOf(tx, row)
        await makePlans(tx, prepared, { machine_ids: ids }, now)
        if (row.from_at < now) await plansStore(tx).makeDue(ids, now, 'an override was ended')
        await audit.write(tx, caller, { action: 'override.ended', resource: resourceOf(row), ...audited(row, 'before') })
      })
    },
  }

  async function create(tx: TeamTx, by: Maker, reach: Reach, input: NewScheduleOverride, now: Date): Promise<Override> {
    const from_at = new Date(Math.max(Date.parse(input.from ?? now.toISOString()), now.getTime()))
    const until_at = new Date(input.until)
    mustBeWithin(by, from_at, until_at, now)
    await plansStore(tx).lockTeam()
    if ((await overridesStore(tx).countLive(now)) >= OVERRIDES_MAX) throw new Problem('SCHEDULE_LIMIT_REACHED')
    const { state, reason = null } = input
    const { created_by } = by
    const row: Row = { id: newId(), ...reach, state, from_at, until_at, reason, created_by, created_at: now }
    await overridesStore(tx).insert(row)
    const ids = await machinesOf(tx, row)
    await makePlans(tx, prepared, { machine_ids: ids }, now)
    if (from_at <= now) await plansStore(tx).makeDue(ids, now, 'an override has begun')
    await audit.write(tx, by.actor, { action: 'override.created', resource: resourceOf(row), ...audited(row, 'after') })
    return shownOverride(row)
  }
}

interface Maker {
  actor: Caller | AuditActor
  created_by: OverrideRow['created_by']
  /** From now until its end. Null: who may change schedules may set them aside for longer. */
  hoursMax: number | null
}

const byCaller = (caller: Caller): Maker => ({
  ...{ actor: caller, created_by: { type: caller.kind, id: caller.id } },
  hoursMax: caller.permissions.has('schedule:write') ? null : OVERRIDE_HOURS_MAX,
})

const toAll: Reach = { schedule_id: null, machine_ids: [], tags: null, owner: null }

/** The machines that it reaches. Of a schedule: those for which the schedule counts. */
async function machinesOf(tx: TeamTx, { schedule_id, machine_ids, tags, owner }: Reach): Promise<string[]> {
  if (schedule_id !== null) return plansStore(tx).plannedBy([schedule_id])
  if (owner !== null) return reachedStore(tx).idsOwnedBy(owner)
  return tags === null ? machine_ids : reachedStore(tx).reachedIds({ tags })
}

/** Who may not change schedules must not be able to set one aside for good, override by override. @throws Problem VALIDATION_FAILED */
function mustBeWithin({ hoursMax }: Maker, from: Date, until: Date, now: Date): void {
  const fault = (pointer: string, detail: string) => mustBeWithout([{ pointer, detail }])
  if (until <= from) fault('#/until', 'must be after its beginning, and in the future')
  if (hoursMax !== null) {
    if (until.getTime() - now.getTime() > hoursMax * HOUR_MS) {
      fault('#/until', `must be at most ${hoursMax} hours from now; longer ones need schedule:write`)
    }
    return
  }
  if (from.getTime() - now.getTime() > OVERRIDE_AHEAD_DAYS_MAX * DAY_MS) {
    fault('#/from', `must be at most ${OVERRIDE_AHEAD_DAYS_MAX} days ahead`)
  }
  if (until.getTime() - from.getTime() > OVERRIDE_DAYS_MAX * DAY_MS) {
    fault('#/until', `must be at most ${OVERRIDE_DAYS_MAX} days after its beginning`)
  }
}

const resourceOf = ({ id }: Pick<Row, 'id'>) => ({ type: 'override', id })

/** The address of a person stands beside the entry, where it can be erased. */
function audited(row: Row, side: 'before' | 'after') {
  const { id: _, owner, created_by: __, created_at: ___, ...told } = shownOverride(row)
  return { [side]: { ...told, mine: owner !== null }, ...(owner !== null && { personal: { owner } }) }
}

export const shownOverride = (row: Row): Override => ({
  id: row.id,
  schedule_id: row.schedule_id,
  machine_ids: row.machine_ids,
  tags: row.tags,
  owner: row.owner,
  state: row.state,
  from: row.from_at.toISOString(),
  until: row.until_at?.toISOString() ?? null,
  reason: row.reason,
  created_by: row.created_by,
  created_at: row.created_at.toISOString(),
})
