import type { ScheduleTargets } from '@skykeep/contract'
import { sql } from 'kysely'
import type { TeamTx } from '../../db/tenancy.ts'
import { selectorRank, type TargetMachine } from './targets.ts'

/** A machine, as far as planning concerns it. */
export interface PlannedMachine extends TargetMachine {
  name: string
  lane_id: string
  power: string
  managed_by: string | null
  can_hibernate: boolean
  is_gone: boolean
}

const columns = sql.raw(
  `m.id, m.connection_id, m.resource_group, m.tags, m.name, m.lane_id, m.power, m.managed_by, m.can_hibernate,
   m.gone_at is not null as is_gone`,
)

/** Machines, read only: they belong to the feature that takes stock of them. */
export const reachedStore = (tx: TeamTx) => ({
  async some(ids: readonly string[]): Promise<PlannedMachine[]> {
    const { rows } = await sql<PlannedMachine>`
      select ${columns} from automation.machines m where m.id = any (${ids}::uuid[]) order by m.id`.execute(tx)
    return rows
  },

  /** The ids among these that the team has, present or gone. */
  async known(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await sql<{ id: string }>`
      select id from automation.machines where id = any (${ids}::uuid[])`.execute(tx)
    return new Set(rows.map(({ id }) => id))
  },

  async hasConnection(id: string): Promise<boolean> {
    const { rows } = await sql`select from automation.connections where id = ${id}::uuid`.execute(tx)
    return rows.length > 0
  },

  /** After this id, in the order of ids; gone ones too, since they may have a plan still. */
  async page(connectionId: string | null, after: string | null, limit: number): Promise<PlannedMachine[]> {
    const { rows } = await sql<PlannedMachine>`
      select ${columns} from automation.machines m
       where (${connectionId}::uuid is null or m.connection_id = ${connectionId}::uuid)
         and (${after}::uuid is null or m.id > ${after}::uuid)
       order by m.id limit ${limit}`.execute(tx)
    return rows
  },

  /** Those present that these targets reach. */
  async reached(targets: ScheduleTargets): Promise<PlannedMachine[]> {
    const { rows } = await sql<PlannedMachine>`
      select ${columns} from automation.machines m where m.gone_at is null and (${isReached(targets)}) order by m.id`.execute(tx)
    return rows
  },

  async reachedIds(targets: ScheduleTargets): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select m.id from automation.machines m where m.gone_at is null and (${isReached(targets)}) order by m.id`.execute(tx)
    return rows.map(({ id }) => id)
  },

  /** Those whose tag `owner` is this address, in any spelling. */
  async idsOwnedBy(address: string): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select m.id from automation.machines m where m.gone_at is null and exists (
        select from jsonb_each_text(m.tags) tag where lower(tag.key) = 'owner' and lower(tag.value) = lower(${address}))
      order by m.id`.execute(tx)
    return rows.map(({ id }) => id)
  },
})

/** The same rule as `rankFor`, in SQL; a test holds the two against each other. */
function isReached(targets: ScheduleTargets) {
  const { machine_ids = [], connection_id = null, resource_group = null, tags = {} } = targets
  const named = sql<boolean>`m.id = any (${machine_ids}::uuid[])`
  if (selectorRank(targets) === null) return named
  return sql<boolean>`${named} or (
    (${connection_id}::uuid is null or m.connection_id = ${connection_id}::uuid)
    and (${resource_group}::text is null or lower(m.resource_group) = lower(${resource_group}::text))
    and (${mayHave(tags)})
    and not exists (select from jsonb_each_text(${JSON.stringify(tags)}::jsonb) wanted where not exists (
      select from jsonb_each_text(m.tags) own where lower(own.key) = lower(wanted.key) and own.value = wanted.value)))`
}

/** Looks at the text of all tags first: of 100,000 machines most are left out by it, in a third of the time. */
function mayHave(tags: Readonly<Record<string, string>>) {
  const looks = Object.entries(tags).map(
    ([name, value]) =>
      sql<boolean>`position(lower(to_jsonb(${name}::text)::text || ': ' || to_jsonb(${value}::text)::text) in lower(m.tags::text)) > 0`,
  )
  return looks.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(looks, sql` and `)}`
}
