import type { TeamTx } from '../../db/tenancy.ts'
import { ledgerOf, type PowerSpan } from './machine-ledger.ts'
import { cutAtDays, dayOf, type Period, periodsOf } from './periods.ts'
import { plannedOff } from './planned-off.ts'
import { billedSystem, PriceBook, type PriceRow } from './price-book.ts'
import { type CountedMachine, type SpanRow, savingsStore, type VersionRow } from './savings.store.ts'
import type { SettingsRow } from './savings-settings.store.ts'
import { clipped, type Span } from './spans.ts'
import { discounted, Sum } from './sum.ts'

/** Machines read together: their history of a month is some tens of thousands of rows. */
const TOGETHER = 1_000

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
}

/** Counts hours and money of all machines of the team: what was, set against what the schedules said at each time. */
export async function countSavings(tx: TeamTx, { range, groupBy, timeZone, settings }: Question): Promise<Counted> {
  const store = savingsStore(tx)
  const rows = await store.prices(settings.currency)
  const book = new PriceBook(rows)
  const off = plansOff(await store.versions(), range)
  const names = await store.scheduleNames()
  const periods = groupBy === 'day' || groupBy === 'month' ? periodsOf(range, groupBy, timeZone) : [{ ...range, key: '' }]
  // Within a piece neither the period nor any price changes.
  const pieces = periods.flatMap((period) =>
    cutAtDays(
      period,
      rows.map(({ valid_from }) => valid_from),
    ).map((span) => ({ period, span })),
  )
  const counted: Counted = { groups: new Map(), total: new Sum(), prices: new Map(), unpriced: new Map() }
  if (periods[0]?.key !== '') for (const { key } of periods) groupOf(counted, key, key)
  for (let after: string | null = null; ; ) {
    const machines: CountedMachine[] = await store.machines(after, TOGETHER)
    await countThese(machines)
    if (machines.length < TOGETHER) return counted
    after = machines.at(-1)!.id
  }

  async function countThese(machines: readonly CountedMachine[]): Promise<void> {
    const ids = machines.map(({ id }) => id)
    const [from, to] = [new Date(range.from), new Date(range.to)]
    const power = Map.groupBy(await store.power(ids, from, to), ({ machine_id }) => machine_id)
    const scheduled = Map.groupBy(await store.scheduled(ids, from, to), ({ machine_id }) => machine_id)
    for (const machine of machines) {
      const spans = (power.get(machine.id) ?? []).map(
        (row): PowerSpan => ({ ...spanOf(row, range.to), power: row.power, size: row.size }),
      )
      for (const part of partsOf(scheduled.get(machine.id) ?? [], range)) {
        const planned = part.schedule === null ? [] : clipped(off(part.schedule), part)
        for (const { period, span } of pieces) {
          const [piece] = clipped([span], part)
          if (piece) add(machine, part.schedule, period, ledgerOf(spans, planned, piece))
        }
      }
    }
  }

  function add(machine: CountedMachine, schedule: string | null, period: Period, entries: ReturnType<typeof ledgerOf>): void {
    const os = billedSystem(machine)
    for (const entry of entries) {
      const wanted = { provider: machine.provider, region: machine.region, size: entry.size, os, is_spot: machine.is_spot }
      const price = book.at(wanted, dayOf(entry.at))
      const micros = price === null ? null : discounted(price.micros_per_hour, settings.discount_basis_points)
      if (price === null)
        counted.unpriced.set(`${wanted.region}|${wanted.size}|${os}|${wanted.is_spot}`, {
          region: wanted.region,
          size: wanted.size,
          os,
          is_spot: wanted.is_spot,
        })
      else counted.prices.set(`${price.source}|${price.valid_from}`, price)
      const { key, name } = nameOf(machine, schedule, period)
      groupOf(counted, key, name).sum.add(entry, micros)
      counted.total.add(entry, micros)
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

function groupOf({ groups }: Counted, key: string, name: string): Group {
  const known = groups.get(key)
  if (known) return known
  const group = { key, name, sum: new Sum() }
  groups.set(key, group)
  return group
}

/** When each schedule wanted machines off: computed once, whatever the number of its machines. */
function plansOff(rows: readonly VersionRow[], range: Span): (schedule: string) => Span[] {
  const versions = Map.groupBy(rows, ({ schedule_id }) => schedule_id)
  const known = new Map<string, Span[]>()
  return (schedule) => {
    const found = known.get(schedule)
    if (found) return found
    const own = (versions.get(schedule) ?? []).map((row) => ({ ...row, valid_from: row.valid_from.getTime() }))
    const spans = plannedOff(own, range)
    known.set(schedule, spans)
    return spans
  }
}

/** The range in the parts in which one schedule counted, or none. */
function partsOf(rows: readonly SpanRow[], range: Span): (Span & { schedule: string | null })[] {
  const parts: (Span & { schedule: string | null })[] = []
  let at = range.from
  for (const row of rows) {
    const [span] = clipped([spanOf(row, range.to)], range)
    if (!span) continue
    if (span.from > at) parts.push({ from: at, to: span.from, schedule: null })
    parts.push({ ...span, schedule: row.schedule_id })
    at = span.to
  }
  if (at < range.to) parts.push({ from: at, to: range.to, schedule: null })
  return parts
}

const spanOf = ({ since, until }: { since: Date; until: Date | null }, end: number): Span => ({
  from: since.getTime(),
  to: until?.getTime() ?? end,
})
