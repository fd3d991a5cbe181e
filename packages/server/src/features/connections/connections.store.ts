import { type ConnectionCheck, Problem } from '@skykeep/contract'
import { violates } from '../../db/errors.ts'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface AzureSettings {
  cloud: string
  tenant_id: string
  client_id: string
  subscription_ids: string[]
}

export interface AwsSettings {
  role_arn: string
  external_id: string
  regions: string[]
}

interface Common {
  team_id: string
  id: string
  name: string
  resize: boolean
  status: 'unchecked' | 'ready' | 'failing'
  paused_at: Date | null
  last_check: ConnectionCheck | null
  checked_at: Date | null
  care_due_at: Date
  certificate_not_after: Date | null
  version: number
  created_at: Date
  updated_at: Date
}

interface ConnectionTable extends Common {
  provider: 'azure' | 'aws'
  settings: AzureSettings | AwsSettings
}

/** What `provider` says decides what the settings are. */
export type ConnectionRow = Common & ({ provider: 'azure'; settings: AzureSettings } | { provider: 'aws'; settings: AwsSettings })

declare module '../../db/tables.ts' {
  interface Tables {
    'automation.connections': ConnectionTable
  }
}

export const connectionsStore = (tx: TeamTx) => ({
  async insert(row: ConnectionRow): Promise<void> {
    await namedOnce(tx.insertInto('automation.connections').values(row).execute())
  },

  async find(id: string): Promise<ConnectionRow | undefined> {
    return rowOf(await tx.selectFrom('automation.connections').selectAll().where('id', '=', id).executeTakeFirst())
  },

  /** As `find`, and nobody else changes it before this transaction ends. */
  async lock(id: string): Promise<ConnectionRow | undefined> {
    return rowOf(await tx.selectFrom('automation.connections').selectAll().where('id', '=', id).forUpdate().executeTakeFirst())
  },

  /** In the order in which they were made; one more than `limit`, to see whether there is more. */
  async list({ after, limit }: { after: string | undefined; limit: number }): Promise<ConnectionRow[]> {
    const all = tx
      .selectFrom('automation.connections')
      .selectAll()
      .orderBy('id')
      .limit(limit + 1)
    return (await (after === undefined ? all : all.where('id', '>', after)).execute()) as ConnectionRow[]
  },

  async update({ id, team_id: _, provider: __, created_at: ___, ...changing }: ConnectionRow): Promise<void> {
    await namedOnce(tx.updateTable('automation.connections').set(changing).where('id', '=', id).execute())
  },

  async remove(id: string): Promise<void> {
    await tx.deleteFrom('automation.connections').where('id', '=', id).execute()
  },

  /** Takes care of it over until then, if it is still due. Whoever dies in between leaves it to the next. */
  async takeCare(id: string, now: Date, until: Date): Promise<ConnectionRow | undefined> {
    const taken = tx.updateTable('automation.connections').set({ care_due_at: until })
    return rowOf(await taken.where('id', '=', id).where('care_due_at', '<=', now).returningAll().executeTakeFirst())
  },

  team: () => teamOf(tx),
})

const rowOf = (row: ConnectionTable | undefined) => row as ConnectionRow | undefined

/** @throws Problem CONNECTION_NAME_TAKEN */
async function namedOnce(statement: Promise<unknown>): Promise<void> {
  try {
    await statement
  } catch (error) {
    throw violates(error, 'connections_name_unique') ? new Problem('CONNECTION_NAME_TAKEN', { cause: error }) : error
  }
}
