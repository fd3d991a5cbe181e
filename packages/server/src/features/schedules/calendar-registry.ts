import {
  CALENDARS_MAX,
  type Calendar,
  type CalendarDay,
  type CalendarPreview,
  type ImportCalendar,
  type ImportedCalendar,
  type NewCalendar,
  Problem,
  type ReadCalendar,
  type SavedCalendar,
} from '@skykeep/contract'
import { type Caller, must } from '../../auth/principal.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import { idOfCursor, pageOf } from '../../lib/id-cursor.ts'
import type { Repeatable } from '../../lib/once-only.ts'
import { type ExpectedVersions, mustBeExpected } from '../../lib/versions.ts'
import { type CalendarRow, calendarsStore } from './calendars.store.ts'
import { makePlans } from './make-plans.ts'
import { plansStore } from './plans.store.ts'
import { readCalendar } from './read-calendar.ts'
import { calendarFaults } from './rule-faults.ts'
import type { ScheduleNeeds } from './schedule-registry.ts'
import { schedulesStore } from './schedules.store.ts'
import { existing, mustBeFew, mustBeWithout } from './shown-schedule.ts'
import { workInCalendars } from './work-in-calendars.ts'

type Row = Omit<CalendarRow, 'team_id'>

/** Exceptions that schedules share. A change of one changes what its schedules want; as with those, nothing starts or stops by it. */
export function calendarRegistry({ db, audit, clock, newId, once, prepared }: Omit<ScheduleNeeds, 'begin'>) {
  return {
    /** @throws Problem CALENDAR_NAME_TAKEN or SCHEDULE_LIMIT_REACHED */
    async create(caller: Caller, input: NewCalendar, call?: Repeatable): Promise<SavedCalendar> {
      must(caller, 'schedule:write')
      return once(caller, call, (tx) => insert(tx, caller, input))
    },

    /** What cannot be read is told, and left out. @throws Problem as `create`, and VALIDATION_FAILED when nothing can be read */
    async import(caller: Caller, input: ImportCalendar, call?: Repeatable): Promise<ImportedCalendar> {
      must(caller, 'schedule:write')
      const { exceptions, faults } = daysOf(input)
      return once(caller, call, async (tx) => ({ ...(await insert(tx, caller, { name: input.name, exceptions })), faults }))
    },

    /** What an import would have in it; nothing is kept. @throws Problem VALIDATION_FAILED when nothing can be read */
    preview(caller: Caller, input: ReadCalendar): CalendarPreview {
      must(caller, 'schedule:read')
      return daysOf(input)
    },

    async list(caller: Caller, { limit, cursor }: { limit: number; cursor?: string | undefined }) {
      must(caller, 'schedule:read')
      const after = cursor === undefined ? undefined : idOfCursor(cursor)
      const rows = await db.asTeam(caller.team_id, (tx) => calendarsStore(tx).list({ after, limit }), { readOnly: true })
      return pageOf(rows, limit, ({ id }) => id, shownCalendar)
    },

    async get(caller: Caller, id: string): Promise<Calendar> {
      must(caller, 'schedule:read')
      const row = await db.asTeam(caller.team_id, (tx) => calendarsStore(tx).find(id), { readOnly: true })
      return shownCalendar(existing(row))
    },

    /** The whole calendar anew, and with it what its schedules want. */
    async replace(caller: Caller, id: string, input: NewCalendar, expected: ExpectedVersions): Promise<SavedCalendar> {
      must(caller, 'schedule:write')
      return db.asTeam(caller.team_id, async (tx) => {
        await plansStore(tx).lockTeam()
        const before = existing(await calendarsStore(tx).lock(id))
        mustBeExpected(expected, before.version)
        const now = clock.now()
        const row = { ...before, ...input, version: before.version + 1, updated_at: now }
        await calendarsStore(tx).update(row)
        const schedule_ids = await workInAgain(tx, id, now)
        const [was, is] = [audited(before), audited(row)]
        const fact = { action: 'calendar.updated', resource: resourceOf(row), before: was, after: is, details: { schedule_ids } }
        await audit.write(tx, caller, fact)
        return { ...shownCalendar(row), schedule_ids }
      })
    },

    /** @throws Problem CALENDAR_IN_USE while a schedule names it */
    async remove(caller: Caller, id: string, expected: ExpectedVersions): Promise<void> {
      must(caller, 'schedule:write')
      await db.asTeam(caller.team_id, async (tx) => {
        const row = existing(await calendarsStore(tx).lock(id))
        mustBeExpected(expected, row.version)
        const users = await schedulesStore(tx).withCalendar(id)
        if (users.length > 0) {
          const names = users.slice(0, 10).map(({ name }) => `“${name}”`)
          throw new Problem('CALENDAR_IN_USE', { detail: `It is in ${users.length} schedules: ${names.join(', ')}.` })
        }
        await calendarsStore(tx).remove(id)
        await audit.write(tx, caller, { action: 'calendar.deleted', resource: resourceOf(row), before: audited(row) })
      })
    },
  }

  function daysOf(input: ReadCalendar): CalendarPreview {
    const { exceptions, faults } = readCalendar(input, clock.now())
    if (exceptions.length === 0) {
      const pointer = input.ical === undefined ? '#/text' : '#/ical'
      mustBeWithout(faults.length > 0 ? faults : [{ pointer, detail: 'has no day in it' }])
    }
    mustBeWithout(calendarFaults(exceptions))
    return { exceptions, faults }
  }

  async function insert(tx: TeamTx, caller: Caller, { name, exceptions }: NewCalendar): Promise<SavedCalendar> {
    const store = calendarsStore(tx)
    await plansStore(tx).lockTeam()
    if ((await store.count()) >= CALENDARS_MAX) throw new Problem('SCHEDULE_LIMIT_REACHED')
    const now = clock.now()
    const row: Row = { id: newId(), name, exceptions, version: 1, created_at: now, updated_at: now }
    await store.insert(row)
    await audit.write(tx, caller, { action: 'calendar.created', resource: resourceOf(row), after: audited(row) })
    return { ...shownCalendar(row), schedule_ids: [] }
  }

  /** Makes the rules of its schedules, and the plans of their machines, anew. */
  async function workInAgain(tx: TeamTx, id: string, now: Date): Promise<string[]> {
    const schedules = await schedulesStore(tx).withCalendar(id)
    const all = [...new Set(schedules.flatMap(({ calendar_ids }) => calendar_ids))]
    const calendars = new Map((await calendarsStore(tx).some(all)).map((row) => [row.id, row.exceptions]))
    for (const schedule of schedules) {
      const days = schedule.calendar_ids.map((one) => calendars.get(one) ?? [])
      const effective_rule = { ...schedule.rule, exceptions: workInCalendars(schedule.rule.exceptions, days) }
      mustBeFew(effective_rule, '#/exceptions', `the schedule “${schedule.name}”`)
      const row = { ...schedule, effective_rule, revision: schedule.revision + 1 }
      await schedulesStore(tx).update(row)
      await schedulesStore(tx).writeVersion(row, now)
    }
    const ids = schedules.map((schedule) => schedule.id)
    if (ids.length > 0) await makePlans(tx, prepared, { schedule_ids: ids }, now)
    return ids
  }
}

const resourceOf = ({ id }: Pick<Row, 'id'>) => ({ type: 'calendar', id })

const audited = ({ name, exceptions }: { name: string; exceptions: CalendarDay[] }) => ({ name, exceptions })

const shownCalendar = ({ id, name, exceptions, version, created_at, updated_at }: Row): Calendar => ({
  id,
  name,
  exceptions,
  version,
  created_at: created_at.toISOString(),
  updated_at: updated_at.toISOString(),
})
