import type { MachinesQuery } from '@skykeep/contract'
import { sql } from 'kysely'
import type { CloudMachine, PowerState } from '../../cloud/cloud-provider.ts'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface MachineRow {
  team_id: string
  id: string
  connection_id: string
  lane_id: string
  provider_id: string
  shown_id: string
  incarnation: string
  name: string
  resource_group: string | null
  region: string
  zone: string | null
  size: string
  os: 'linux' | 'windows' | 'unknown'
  tags: Record<string, string>
  is_spot: boolean
  managed_by: string | null
  can_hibernate: boolean
  license: string | null
  power: PowerState
  provisioning: string | null
  power_read_at: Date
  power_since: Date
  power_changed_by: 'skykeep' | 'other' | null
  gone_at: Date | null
  first_seen_at: Date
}

declare module '../../db/tables.ts' {
  interface Tables {
    'automation.machines': MachineRow
  }
}

/** What the cloud tells of a machine beside its power. */
export type MachineModel = Omit<CloudMachine, 'power' | 'provisioning'>

/** As they are listed: with where they are, and what is wanted of them. */
export interface ListedMachine extends MachineRow {
  scope: string
  plan: {
    schedule_id: string | null
    wanted: 'on' | 'off' | 'none'
    next_at: string | null
    next_state: 'on' | 'off' | 'none' | null
    has_conflict: boolean
    override: { state: 'on' | 'off' | 'none'; until: string | null } | null
  } | null
}

type Filters = Omit<MachinesQuery, 'cursor'> & { after?: string | undefined }

/** Of several overrides the last that was made counts. */
const listed = (
  now: Date,
) => sql`m.*, l.scope, case when p.machine_id is null then null else json_build_object('schedule_id', p.schedule_id, 'wanted', p.wanted,
    'next_at', p.next_at, 'next_state', p.next_state, 'has_conflict', cardinality(p.conflicts) > 0,
    'override', (select json_build_object('state', o.state, 'until', o.until_at) from automation.overrides o
      where o.team_id = p.team_id and o.id = any(p.override_ids) and o.from_at <= ${now} and (o.until_at is null or o.until_at > ${now})
      order by o.id desc limit 1)) end as plan
  from automation.machines m
  join automation.lanes l on l.team_id = m.team_id and l.id = m.lane_id
  left join automation.plans p on p.team_id = m.team_id and p.machine_id = m.id`

export const machinesStore = (tx: TeamTx) => ({
  /** Those that are there, in the order in which they were seen first; one more than `limit`, to see whether there is more. */
  async list({ limit, after, ...filters }: Filters, now: Date): Promise<ListedMachine[]> {
    const { connection_id, schedule_id, tag, state, region, q } = filters
    const [key, value] = tag === undefined ? [] : splitTag(tag)
    const { rows } = await sql<ListedMachine>`select ${listed(now)} where m.gone_at is null
      and (${after ?? null}::uuid is null or m.id > ${after ?? null}::uuid)
      and (${connection_id ?? null}::uuid is null or m.connection_id = ${connection_id ?? null}::uuid)
      and (${schedule_id ?? null}::uuid is null or p.schedule_id = ${schedule_id ?? null}::uuid)
      and (${state ?? null}::text is null or m.power = ${state ?? null}::text)
      and (${region ?? null}::text is null or m.region = ${region ?? null}::text)
      and (${q ?? null}::text is null or strpos(lower(m.name), lower(${q ?? null}::text)) > 0)
      and (${key ?? null}::text is null or exists (select from jsonb_each_text(m.tags) t
        where lower(t.key) = lower(${key ?? null}::text) and (${value ?? null}::text is null or t.value = ${value ?? null}::text)))
      order by m.id limit ${limit + 1}`.execute(tx)
    return rows
  },

  /** Also one that is gone. */
  async find(id: string, now: Date): Promise<ListedMachine | undefined> {
    const { rows } = await sql<ListedMachine>`select ${listed(now)} where m.id = ${id}`.execute(tx)
    return rows[0]
  },

  async these(ids: readonly string[]): Promise<MachineRow[]> {
    if (ids.length === 0) return []
    return tx.selectFrom('automation.machines').selectAll().where('id', 'in', ids).execute()
  },

  /** As `these`, and nobody else changes them before this transaction ends. */
  async lock(ids: readonly string[]): Promise<MachineRow[]> {
    if (ids.length === 0) return []
    return tx.selectFrom('automation.machines').selectAll().where('id', 'in', ids).orderBy('id').forUpdate().execute()
  },

  /** Those of a connection with these names at the cloud that are there. */
  async present(connectionId: string, providerIds: readonly string[]): Promise<MachineRow[]> {
    if (providerIds.length === 0) return []
    const all = tx.selectFrom('automation.machines').selectAll().where('connection_id', '=', connectionId)
    return all.where('provider_id', 'in', providerIds).where('gone_at', 'is', null).execute()
  },

  /** Those of a connection with these names at the cloud: the ones that are there, and the last of each that went. Locked in order. */
  async known(connectionId: string, providerIds: readonly string[]): Promise<MachineRow[]> {
    if (providerIds.length === 0) return []
    const all = tx.selectFrom('automation.machines').selectAll().where('connection_id', '=', connectionId)
    return all.where('provider_id', 'in', providerIds).orderBy('id').forUpdate().execute()
  },

  /** Those of a lane that were not read since then. */
  async unread(laneId: string, before: Date, limit: number): Promise<{ id: string; provider_id: string }[]> {
    const all = tx.selectFrom('automation.machines').select(['id', 'provider_id']).where('lane_id', '=', laneId)
    return all.where('gone_at', 'is', null).where('power_read_at', '<', before).orderBy('power_read_at').limit(limit).execute()
  },

  async insert(rows: readonly Omit<MachineRow, 'team_id'>[]): Promise<void> {
    if (rows.length === 0) return
    const team_id = teamOf(tx)
    await tx
      .insertInto('automation.machines')
      .values(rows.map((row) => ({ ...row, team_id })))
      .execute()
  },

  async describe(id: string, model: MachineModel): Promise<void> {
    const { shown_id, name, resource_group, region, zone, size, os, tags, is_spot, managed_by, can_hibernate, license } = model
    const facts = { shown_id, name, resource_group, region, zone, size, os, tags, is_spot, managed_by, can_hibernate, license }
    await tx.updateTable('automation.machines').set(facts).where('id', '=', id).execute()
  },

  async gone(id: string, gone_at: Date): Promise<void> {
    await tx.updateTable('automation.machines').set({ gone_at }).where('id', '=', id).execute()
  },

  async back(id: string, lane_id: string): Promise<void> {
    await tx.updateTable('automation.machines').set({ gone_at: null, lane_id }).where('id', '=', id).execute()
  },

  /** Nothing changed: they were only read. */
  async stillSo(readings: readonly { id: string; provisioning: string | null }[], power_read_at: Date): Promise<void> {
    if (readings.length === 0) return
    const ids = readings.map(({ id }) => id)
    const provisioning = readings.map((one) => one.provisioning)
    await sql`update automation.machines m set power_read_at = ${power_read_at}, provisioning = r.provisioning
      from unnest(${ids}::uuid[], ${provisioning}::text[]) r (id, provisioning) where m.id = r.id`.execute(tx)
  },

  async changePower(
    id: string,
    change: Pick<MachineRow, 'power' | 'provisioning' | 'power_read_at' | 'power_since' | 'power_changed_by'>,
  ) {
    await tx.updateTable('automation.machines').set(change).where('id', '=', id).execute()
  },
})

function splitTag(tag: string): [string, string?] {
  const at = tag.indexOf('=')
  return at < 1 ? [tag] : [tag.slice(0, at), tag.slice(at + 1)]
}
