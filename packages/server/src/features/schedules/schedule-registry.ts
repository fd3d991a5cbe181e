import { isDeepStrictEqual } from 'node:util'
import { type NewSchedule, Problem, type SavedSchedule, SCHEDULES_MAX, type Schedule } from '@skykeep/contract'
import type { Audit } from '../../audit/audit.ts'
import { type Caller, must } from '../../auth/principal.ts'
import type { Database, TeamTx } from '../../db/tenancy.ts'
import { idOfCursor, pageOf } from '../../lib/id-cursor.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { OnceOnly, Repeatable } from '../../lib/once-only.ts'
import { type ExpectedVersions, mustBeExpected } from '../../lib/versions.ts'
import { type Effect, effectOf, shownEffect } from './affected.ts'
import { applyNow } from './apply-now.ts'
import { calendarsStore } from './calendars.store.ts'
import { mustNotConflict } from './conflicts.ts'
import type { BeginRun } from './due-plan.ts'
import { prepareFor } from './evaluate.ts'
import { unknownMachines, unknownTargets } from './known-targets.ts'
import { makePlans } from './make-plans.ts'
import { plansStore } from './plans.store.ts'
import type { PreparedSchedules } from './prepared-schedules.ts'
import { type ScheduleRow, schedulesStore } from './schedules.store.ts'
import {
  auditedSchedule,
  existing,
  mustBeFew,
  mustBeWithout,
  resourceOf,
  ruleOf,
  shownSchedule,
  shownWarnings,
} from './shown-schedule.ts'
import { workInCalendars } from './work-in-calendars.ts'

export interface ScheduleNeeds {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  newId: () => string
  once: OnceOnly
  prepared: PreparedSchedules
  /** Begins a run in the transaction that asks for it. */
  begin: BeginRun
}

type Row = Omit<ScheduleRow, 'team_id'>

/** Schedules are saved, and nothing starts or stops by it: the answer says what would, and only `apply_now` does it. */
export function scheduleRegistry({ db, audit, clock, newId, once, prepared, begin }: ScheduleNeeds) {
  return {
    /** @throws Problem SCHEDULE_NAME_TAKEN, SCHEDULE_CONFLICT or SCHEDULE_LIMIT_REACHED */
    async create(caller: Caller, input: NewSchedule, call?: Repeatable): Promise<SavedSchedule> {
      must(caller, 'schedule:write')
      mustBeAbleToResize(caller, [], input)
      return once(caller, call, async (tx) => {
        const store = schedulesStore(tx)
        await plansStore(tx).lockTeam()
        if ((await store.count()) >= SCHEDULES_MAX) throw new Problem('SCHEDULE_LIMIT_REACHED')
        const now = clock.now()
        const parts = await partsOf(tx, input)
        const row: Row = { id: newId(), ...parts, revision: 1, version: 1, created_at: now, updated_at: now }
        await store.insert(row)
        await audit.write(tx, caller, { action: 'schedule.created', resource: resourceOf(row), after: auditedSchedule(row) })
        return saved(tx, caller, row, input.apply_now, now)
      })
    },

    async list(caller: Caller, { limit, cursor }: { limit: number; cursor?: string | undefined }) {
      must(caller, 'schedule:read')
      const after = cursor === undefined ? undefined : idOfCursor(cursor)
      const rows = await db.asTeam(caller.team_id, (tx) => schedulesStore(tx).list({ after, limit }), { readOnly: true })
      return pageOf(rows, limit, ({ id }) => id, shownSchedule)
    },

    async get(caller: Caller, id: string): Promise<Schedule> {
      must(caller, 'schedule:read')
      const row = await db.asTeam(caller.team_id, (tx) => schedulesStore(tx).find(id), { readOnly: true })
      return shownSchedule(existing(row))
    },

    /** The whole schedule anew. @throws Problem as `create`, and NOT_FOUND or PRECONDITION_FAILED */
    async replace(caller: Caller, id: string, input: NewSchedule, expected: ExpectedVersions): Promise<SavedSchedule> {
      must(caller, 'schedule:write')
      return db.asTeam(caller.team_id, async (tx) => {
        const store = schedulesStore(tx)
        await plansStore(tx).lockTeam()
        const before = existing(await store.lock(id))
        mustBeExpected(expected, before.version)
        mustBeAbleToResize(caller, before.other_sizes, input)
        const now = clock.now()
        const parts = await partsOf(tx, input)
        const { team_id: _, ...was } = before
        const row: Row = { ...was, ...parts, revision: was.revision + 1, version: was.version + 1, updated_at: now }
        await store.update({ ...row, team_id: before.team_id })
        const [told, tells] = [auditedSchedule(before), auditedSchedule(row)]
        await audit.write(tx, caller, { action: 'schedule.updated', resource: resourceOf(row), before: told, after: tells })
        return saved(tx, caller, row, input.apply_now, now)
      })
    },

    /** Its machines are left as they are. */
    async remove(caller: Caller, id: string, expected: ExpectedVersions): Promise<void> {
      must(caller, 'schedule:write')
      await db.asTeam(caller.team_id, async (tx) => {
        const store = schedulesStore(tx)
        await plansStore(tx).lockTeam()
        const row = existing(await store.lock(id))
        mustBeExpected(expected, row.version)
        const now = clock.now()
        await store.writeVersion({ ...row, version: row.version + 1, enabled: false }, now)
        await store.remove(id)
        await makePlans(tx, prepared, { schedule_ids: [id] }, now)
        await audit.write(tx, caller, { action: 'schedule.deleted', resource: resourceOf(row), before: auditedSchedule(row) })
      })
    },
  }

  async function saved(tx: TeamTx, caller: Caller, row: Row, isApplied: boolean, now: Date): Promise<SavedSchedule> {
    await schedulesStore(tx).writeVersion(row, now)
    const effect: Effect = await effectOf(tx, row, now)
    mustNotConflict(effect.conflicts)
    await makePlans(tx, prepared, { schedule_ids: [row.id] }, now)
    const run_ids = isApplied ? await applyNow(tx, begin, caller, row, effect.changes, now) : []
    if (run_ids.length > 0) {
      const details = { run_ids, machines: effect.changes.length }
      await audit.write(tx, caller, { action: 'schedule.applied', resource: resourceOf(row), details })
    }
    return {
      ...shownSchedule(row),
      ...shownEffect(effect),
      warnings: shownWarnings(prepareFor(row.effective_rule, []).schedule, now.getTime()),
      run_ids,
    }
  }
}

/** A schedule that gives machines other sizes does what `machine:resize` is for. @throws Problem PERMISSION_DENIED */
function mustBeAbleToResize(caller: Caller, before: readonly string[], { other_sizes }: Pick<NewSchedule, 'other_sizes'>): void {
  if (other_sizes.length > 0 && !isDeepStrictEqual(before, other_sizes)) must(caller, 'machine:resize')
}

/** What an input makes of a schedule. @throws Problem VALIDATION_FAILED for machines, connections and calendars that the team has not */
async function partsOf(tx: TeamTx, input: NewSchedule) {
  const { name, enabled, mode, targets, on_manual_change, order, other_sizes, notify, calendar_ids } = input
  const calendars = new Map((await calendarsStore(tx).share(calendar_ids)).map((row) => [row.id, row]))
  const steps = await Promise.all(
    order.map(({ machine_ids = [] }, at) => unknownMachines(tx, machine_ids, `#/order/${at}/machine_ids`)),
  )
  const unknownCalendars = calendar_ids.flatMap((id, at) =>
    calendars.has(id) ? [] : [{ pointer: `#/calendar_ids/${at}`, detail: 'is no calendar of this team' }],
  )
  mustBeWithout([...(await unknownTargets(tx, targets, '#/targets')), ...steps.flat(), ...unknownCalendars])
  const rule = ruleOf(input)
  const exceptions = workInCalendars(
    rule.exceptions,
    calendar_ids.map((id) => calendars.get(id)!.exceptions),
  )
  const effective_rule = { ...rule, exceptions }
  mustBeFew(effective_rule, '#/calendar_ids')
  const kept = { name, enabled, mode, targets, on_manual_change, start_order: order, other_sizes, notify, calendar_ids }
  return { ...kept, rule, effective_rule }
}
