import { setImmediate as letOthersGo } from 'node:timers/promises'
import type { TeamTx } from '../../db/tenancy.ts'
import { knownPower } from './known-power.ts'
import { ledgerOf, type PlanSpan } from './machine-ledger.ts'
import { nothingPlanned, type OffPlan, plannedOff } from './off-plan.ts'
import { cutAtDays, dayOf, type Period, periodsOf } from './periods.ts'
import { billedSystem, PriceBook, type PriceRow } from './price-book.ts'
import { type CountedMachine, type PowerRow, type SpanRow, savingsStore, type VersionRow } from './savings.store.ts'
import type { SettingsRow } from './savings-settings.store.ts'
import { clipped, type Span } from './spans.ts'
import { discounted, Sum } from './sum.ts'

/** Machines read together: their history of a year is some ten thousands of rows. */
const TOGETHER = 50
/** Machines counted before others get their turn: some ten thousand entries in a year. */
const IN_A_ROW = 5

export interface Question {
  range: Span
  groupBy: string
  timeZone: string
  settings: SettingsRow
}

export interface Group {
  key: string
  name: string
  sum: Sum
}

export interface Counted {
  groups: Map<string, Group>
  total: Sum
  prices: Map<string, Pick<PriceRow, 'source' | 'valid_from'>>
  unpriced: Map<string, { region: string; size: string; os: string; is_spot: boolean }>
  /** Names of schedules with a rule that cannot be used any more. */
  unusable: Set<string>
}

/** A stretch of the range in which neither the period nor any price changes. */
interface Piece extends Span {
  at: number
  period: Period
}

interface Cost {
  micros: bigint | null
}

/** Counts hours and money of all machines of the team: what was, set against what the schedules said at each time. */
export async function countSavings(tx: TeamTx, { range, groupBy, timeZone, settings }: Question): Promise<Counted> {
  const store = savingsStore(tx)
  const prices = await store.prices(settings.currency)
  const book = new PriceBook(prices)
  const names = await store.scheduleNames()
  const counted: Counted = { groups: new Map(), total: new Sum(), prices: new Map(), unpriced: new Map(), unusable: new Set() }
  const planOf = plans(await store.versions(), range, (id) => counted.unusable.add(names.get(id) ?? id))
  const periods = groupBy === 'day' || groupBy === 'month' ? periodsOf(range, groupBy, timeZone) : [{ ...range, key: '' }]
  const days = prices.map(({ valid_from }) => valid_from)
  const pieces = periods.flatMap((period) => cutAtDays(period, days).map((span) => ({ ...span, period }))).map(numbered)
  if (periods[0]?.key !== '') for (const { key } of periods) groupOf(counted, key, key)
  for (let after: string | null = null; ; ) {
    const machines: CountedMachine[] = await store.machines(after, TOGETHER)
    await countThese(machines)
    if (machines.length < TOGETHER) return withTotal(counted)
    after = machines.at(-1)!.id
  }

  async function countThese(machines: readonly CountedMachine[]): Promise<void> {
    const ids = machines.map(({ id }) => id)
    const [from, to] = [new Date(range.from), new Date(range.to)]
    const power = Map.groupBy(await store.power(ids, from, to), ({ machine_id }) => machine_id)
    const scheduled = Map.groupBy(await store.scheduled(ids, from, to), ({ machine_id }) => machine_id)
    for (const [n, machine] of machines.entries()) {
      countOne(machine, power.get(machine.id) ?? [], scheduled.get(machine.id) ?? [])
      if (n % IN_A_ROW === 0) await letOthersGo()
    }
  }

  function countOne(machine: CountedMachine, history: readonly PowerRow[], scheduled: readonly SpanRow[]): void {
    const costOf = costs(machine)
    const known = knownPower(history, machine.read_at, range.to)
    for (const { size, plan, piece, hours } of ledgerOf(known, planSpans(scheduled, range, planOf), pieces)) {
      const { key, name } = nameOf(machine, plan.schedule, piece.period)
      groupOf(counted, key, name).sum.add(hours, costOf(size, piece).micros)
    }
  }

  /** What an hour of a machine cost, looked up once for each size and piece. */
  function costs(machine: CountedMachine): (size: string, piece: Piece) => Cost {
    const os = billedSystem(machine)
    const { provider, region, is_spot } = machine
    const bySize = new Map<string, Cost[]>()
    return (size, piece) => {
      const known = bySize.get(size) ?? []
      if (known.length === 0) bySize.set(size, known)
      known[piece.at] ??= priced()
      return known[piece.at]!

      function priced(): Cost {
        const price = book.at({ provider, region, size, os, is_spot }, dayOf(piece.from))
        if (price === null) {
          counted.unpriced.set(`${region}|${size}|${os}|${is_spot}`, { region, size, os, is_spot })
          return { micros: null }
        }
        counted.prices.set(`${price.source}|${price.valid_from}`, price)
        return { micros: discounted(price.micros_per_hour, settings.discount_basis_points) }
      }
    }
  }

  function nameOf(machine: CountedMachine, schedule: string | null, period: Period): { key: string; name: string } {
    if (groupBy === 'machine') return { key: machine.id, name: machine.name }
    if (groupBy === 'connection') return { key: machine.connection_id, name: machine.connection_name }
    if (groupBy === 'schedule')
      return schedule === null ? { key: '', name: '' } : { key: schedule, name: names.get(schedule) ?? '' }
    if (!groupBy.startsWith('tag:')) return { key: period.key, name: period.key }
    const asked = groupBy.slice(4).toLowerCase()
    const value = Object.entries(machine.tags).find(([key]) => key.toLowerCase() === asked)?.[1] ?? ''
    return { key: value, name: value }
  }
}

const numbered = (piece: Span & { period: Period }, at: number): Piece => ({ ...piece, at })

function withTotal(counted: Counted): Counted {
  for (const { sum } of counted.groups.values()) counted.total.addAll(sum)
  return counted
}

function groupOf({ groups }: Counted, key: string, name: string): Group {
  const known = groups.get(key)
  if (known) return known
  const group = { key, name, sum: new Sum() }
  groups.set(key, group)
  return group
}

/** When each schedule wanted machines off: computed once, whatever the number of its machines. */
function plans(
  rows: readonly VersionRow[],
  range: Span,
  tellUnusable: (schedule: string) => void,
): (schedule: string) => OffPlan {
  const versions = Map.groupBy(rows, ({ schedule_id }) => schedule_id)
  const known = new Map<string, OffPlan>()
  return (schedule) => {
    const found = known.get(schedule)
    if (found) return found
    const own = (versions.get(schedule) ?? []).map((row) => ({ ...row, valid_from: row.valid_from.getTime() }))
    const plan = plannedOff(own, range)
    if (plan.isPartial) tellUnusable(schedule)
    known.set(schedule, plan)
    return plan
  }
}

/** The range in the spans in which one schedule counted, or none. */
function planSpans(rows: readonly SpanRow[], range: Span, planOf: (schedule: string) => OffPlan): PlanSpan[] {
  const spans: PlanSpan[] = []
  let at = range.from
  const unplanned = (to: number) => spans.push({ from: at, to, schedule: null, plan: nothingPlanned })
  for (const { since, until, schedule_id } of rows) {
    const [span] = clipped([{ from: since, to: until ?? range.to }], range)
    if (!span) continue
    if (span.from > at) unplanned(span.from)
    spans.push({ ...span, schedule: schedule_id, plan: planOf(schedule_id) })
    at = span.to
  }
  if (at < range.to) unplanned(range.to)
  return spans
}
