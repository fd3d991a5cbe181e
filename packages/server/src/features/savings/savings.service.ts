import {
  Problem,
  SAVINGS_DAYS_MAX,
  type Savings,
  type SavingsCsvQuery,
  type SavingsQuery,
  type SavingsSettings,
  type SavingsSettingsInput,
} from '@skykeep/contract'
import { isZone } from '@skykeep/schedule'
import type { Audit } from '../../audit/audit.ts'
import { type Caller, must } from '../../auth/principal.ts'
import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import { type ExpectedVersions, mustBeExpected } from '../../lib/versions.ts'
import { type Counted, countSavings, type Group, type Question } from './count-savings.ts'
import { csvOf } from './savings-csv.ts'
import { type SettingsRow, savingsSettingsStore } from './savings-settings.store.ts'
import type { Span } from './spans.ts'

export type SavingsService = ReturnType<typeof savingsService>

interface Needs {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
}

const DAY_MS = 24 * 3_600_000

const assumptions = [
  'Prices are list prices of the provider, less your own discount; an invoice says what was paid.',
  'Disks, static addresses, backups and licences cost the same while a machine is off, and are in no figure.',
  'A machine that a reservation or a savings plan covers saves nothing by being off: leave it out of schedules, or read its hours only.',
  'Overrides and changes by hand are no part of the plan: what they keep on is counted as missed.',
  'Windows machines with the hybrid benefit have the price of Linux.',
  'A state counts for an hour after it was last read; after that the hours are unknown until it is read again.',
]

/** What schedules save: hours and money, plan against actual. The same question about the past has the same answer. */
export function savingsService({ db, audit, clock }: Needs) {
  return {
    async get(caller: Caller, query: SavingsQuery): Promise<Savings> {
      must(caller, 'savings:read')
      const { question, counted } = await count(caller, query)
      const groups = inOrder(counted, question)
      return {
        from: new Date(question.range.from).toISOString(),
        to: new Date(question.range.to).toISOString(),
        group_by: question.groupBy,
        time_zone: question.timeZone,
        currency: question.settings.currency,
        discount_percent: question.settings.discount_basis_points / 100,
        groups: groups.slice(0, query.limit).map(({ key, name, sum }) => ({ key, name, ...sum.figures() })),
        groups_total: groups.length,
        total: counted.total.figures(),
        prices: [...counted.prices.values()].map(({ source, valid_from }) => ({ source, valid_from })),
        unpriced: [...counted.unpriced.values()],
        assumptions: [...assumptions, ...unusableTold(counted.unusable)],
      }
    },

    /** All groups, as RFC 4180 has it. */
    async csv(caller: Caller, query: SavingsCsvQuery): Promise<string> {
      must(caller, 'savings:read')
      const { question, counted } = await count(caller, query)
      const groups = inOrder(counted, question).map(({ key, name, sum }) => ({ key, name, ...sum.figures() }))
      return csvOf(groups, { currency: question.settings.currency, total: counted.total.figures() })
    },

    async settings(caller: Caller): Promise<SavingsSettings> {
      must(caller, 'savings:read')
      return shown(await db.asTeam(caller.team_id, (tx) => savingsSettingsStore(tx).read(), { readOnly: true }))
    },

    /** @throws Problem PRECONDITION_FAILED when they were changed meanwhile */
    async change(caller: Caller, input: SavingsSettingsInput, expected: ExpectedVersions): Promise<SavingsSettings> {
      must(caller, 'team:write')
      return db.asTeam(caller.team_id, async (tx) => {
        const store = savingsSettingsStore(tx)
        const before = await store.read()
        mustBeExpected(expected, before.version)
        const after = {
          currency: input.currency,
          discount_basis_points: Math.round(input.discount_percent * 100),
          version: before.version + 1,
        }
        if (!(await store.write(after, clock.now()))) throw new Problem('PRECONDITION_FAILED')
        const resource = { type: 'team', id: caller.team_id }
        await audit.write(tx, caller, {
          action: 'savings.settings_changed',
          resource,
          before: shown(before),
          after: shown(after),
        })
        return shown(after)
      })
    },
  }

  async function count(caller: Caller, query: SavingsCsvQuery): Promise<{ question: Question; counted: Counted }> {
    if (!isZone(query.time_zone)) fault('#/query/time_zone', 'is not the name of a time zone')
    const range = rangeOf(query, clock.now().getTime())
    return db.asTeam(
      caller.team_id,
      async (tx) => {
        const settings = await savingsSettingsStore(tx).read()
        const question = { range, groupBy: query.group_by, timeZone: query.time_zone, settings }
        return { question, counted: await countSavings(tx, question) }
      },
      { readOnly: true },
    )
  }
}

function rangeOf({ from, to, time_zone }: SavingsCsvQuery, now: number): Span {
  const end = Math.min(to === undefined ? now : Date.parse(to), now)
  const start = from === undefined ? startOfMonth(end, time_zone) : Date.parse(from)
  if (start >= end) fault('#/query/from', to === undefined || Date.parse(to) > now ? 'must be before now' : 'must be before to')
  if (end - start > SAVINGS_DAYS_MAX * DAY_MS) fault('#/query/from', `must be at most ${SAVINGS_DAYS_MAX} days before to`)
  return { from: start, to: end }
}

function startOfMonth(at: number, timeZone: string): number {
  const here = Temporal.Instant.fromEpochMilliseconds(at - 1).toZonedDateTimeISO(timeZone)
  return here.toPlainDate().with({ day: 1 }).toZonedDateTime({ timeZone }).epochMilliseconds
}

function fault(pointer: string, detail: string): never {
  throw new Problem('VALIDATION_FAILED', { errors: [{ pointer, detail }] })
}

const unusableTold = (names: ReadonlySet<string>): string[] =>
  names.size === 0
    ? []
    : [
        `A rule of these schedules cannot be used any more, and counts as having planned nothing: ${[...names].sort().join(', ')}.`,
      ]

/** The largest plans first; days and months as they come. */
function inOrder({ groups }: Counted, { groupBy }: Question): Group[] {
  const all = [...groups.values()]
  if (groupBy === 'day' || groupBy === 'month') return all
  return all.sort((a, b) => b.sum.plannedOffMs - a.sum.plannedOffMs || (a.name < b.name ? -1 : 1))
}

const shown = ({ currency, discount_basis_points, version }: SettingsRow): SavingsSettings => ({
  currency,
  discount_percent: discount_basis_points / 100,
  version,
})
