import type { ScheduleRule } from '@skykeep/schedule'
import { sql } from 'kysely'
import type { TeamTx } from '../../db/tenancy.ts'
import type { StoredSpan } from './known-power.ts'
import type { PriceRow } from './price-book.ts'

export interface CountedMachine {
  id: string
  name: string
  connection_id: string
  connection_name: string
  provider: string
  region: string
  os: string
  license: string | null
  is_spot: boolean
  tags: Record<string, string>
  /** When its state was last read, in epoch ms. */
  read_at: number
}

export interface PowerRow extends StoredSpan {
  machine_id: string
}

export interface SpanRow {
  machine_id: string
  schedule_id: string
  /** Epoch ms; null: it lasts. */
  since: number
  until: number | null
}

export interface VersionRow {
  schedule_id: string
  valid_from: Date
  enabled: boolean
  rule: ScheduleRule
}

/** As a number: a year of many machines has a million of them, and an object for each takes its time. */
const epochMs = (column: string) => sql`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`

/** What savings are counted from: read, and never written, here. */
export const savingsStore = (tx: TeamTx) => ({
  /** Also those that are gone: they were there then. */
  async machines(after: string | null, limit: number): Promise<CountedMachine[]> {
    const { rows } =
      await sql<CountedMachine>`select m.id, m.name, m.connection_id, c.name as connection_name, c.provider, m.region, m.os,
        m.license, m.is_spot, m.tags, ${epochMs('m.power_read_at')} as read_at
      from automation.machines m join automation.connections c on c.team_id = m.team_id and c.id = m.connection_id
      where (${after}::uuid is null or m.id > ${after}::uuid) order by m.id limit ${limit}`.execute(tx)
    return rows
  },

  async power(ids: readonly string[], from: Date, to: Date): Promise<PowerRow[]> {
    const { rows } =
      await sql<PowerRow>`select machine_id, ${epochMs('since')} as since, ${epochMs('until')} as until, power, size
      from automation.power_history
      where machine_id = any (${ids}::uuid[]) and since < ${to} and (until is null or until > ${from}) order by machine_id, power_history.since`.execute(
        tx,
      )
    return rows
  },

  async scheduled(ids: readonly string[], from: Date, to: Date): Promise<SpanRow[]> {
    const { rows } = await sql<SpanRow>`select machine_id, schedule_id, ${epochMs('since')} as since, ${epochMs('until')} as until
      from automation.schedule_spans
      where machine_id = any (${ids}::uuid[]) and since < ${to} and (until is null or until > ${from}) order by machine_id, schedule_spans.since`.execute(
      tx,
    )
    return rows
  },

  async versions(): Promise<VersionRow[]> {
    const { rows } = await sql<VersionRow>`select schedule_id, valid_from, enabled, rule from automation.schedule_versions
      order by schedule_id, valid_from, version`.execute(tx)
    return rows
  },

  /** Also of those that were deleted, as far as a run still knows them. */
  async scheduleNames(): Promise<Map<string, string>> {
    const { rows } = await sql<{ id: string; name: string }>`select id, name from automation.schedules`.execute(tx)
    return new Map(rows.map(({ id, name }) => [id, name]))
  },

  async prices(currency: string): Promise<PriceRow[]> {
    const { rows } = await sql<PriceRow>`select provider, region, size, os, is_spot, currency, valid_from::text as valid_from,
        micros_per_hour::float8 as micros_per_hour, source from automation.prices where currency = ${currency}`.execute(tx)
    return rows
  },
})
