import { type AuthMethod, Problem, type PublicJwks } from '@skykeep/contract'
import { violates } from '../../db/errors.ts'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface ClientRow {
  team_id: string
  id: string
  name: string
  roles: string[]
  permissions: string[]
  auth_method: AuthMethod
  jwks: PublicJwks | null
  certificate_thumbprints: string[]
  redirect_uris: string[]
  device_flow: boolean
  expires_at: Date | null
  last_used_at: Date | null
  version: number
  created_at: Date
  updated_at: Date
}

declare module '../../db/tables.ts' {
  interface Tables {
    'directory.clients': ClientRow
  }
}

export const clientsStore = (tx: TeamTx) => ({
  async insert(row: Omit<ClientRow, 'team_id'>): Promise<ClientRow> {
    const client = { team_id: teamOf(tx), ...row }
    await namedOnce(tx.insertInto('directory.clients').values(client).execute())
    return client
  },

  async find(id: string): Promise<ClientRow | undefined> {
    return tx.selectFrom('directory.clients').selectAll().where('id', '=', id).executeTakeFirst()
  },

  /** As `find`, and nobody else changes it before this transaction ends. */
  async lock(id: string): Promise<ClientRow | undefined> {
    return tx.selectFrom('directory.clients').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  },

  /** In the order in which they were made; one more than `limit`, to see whether there is more. */
  async list({ after, limit }: { after: string | undefined; limit: number }): Promise<ClientRow[]> {
    const all = tx
      .selectFrom('directory.clients')
      .selectAll()
      .orderBy('id')
      .limit(limit + 1)
    return (after === undefined ? all : all.where('id', '>', after)).execute()
  },

  async update({ id, ...row }: ClientRow): Promise<void> {
    const { auth_method: _, last_used_at: __, created_at: ___, team_id: ____, ...changing } = row
    await namedOnce(tx.updateTable('directory.clients').set(changing).where('id', '=', id).execute())
  },

  async remove(id: string): Promise<void> {
    await tx.deleteFrom('directory.clients').where('id', '=', id).execute()
  },
})

/** @throws Problem CLIENT_NAME_TAKEN */
async function namedOnce(statement: Promise<unknown>): Promise<void> {
  try {
    await statement
  } catch (error) {
    throw violates(error, 'clients_name_unique') ? new Problem('CLIENT_NAME_TAKEN', { cause: error }) : error
  }
}
