import type { TeamTx } from '../../db/tenancy.ts'

export interface ConnectionKeyRow {
  team_id: string
  id: string
  connection_id: string
  state: 'next' | 'active' | 'former' | 'destroyed'
  certificate: string
  thumbprint: string
  bits: number
  not_before: Date
  not_after: Date
  sealed_key: string | null
  sealed_passphrase: string | null
  warned_days: number | null
  created_at: Date
  destroyed_at: Date | null
}

declare module '../../db/tables.ts' {
  interface Tables {
    'automation.connection_keys': ConnectionKeyRow
  }
}

export const connectionKeysStore = (tx: TeamTx) => ({
  async insert(row: ConnectionKeyRow): Promise<void> {
    await tx.insertInto('automation.connection_keys').values(row).execute()
  },

  /** Of a connection, the newest first. */
  async of(connectionId: string): Promise<ConnectionKeyRow[]> {
    const all = tx.selectFrom('automation.connection_keys').selectAll()
    return all.where('connection_id', '=', connectionId).orderBy('id', 'desc').execute()
  },

  async inState(connectionId: string, state: 'next' | 'active'): Promise<ConnectionKeyRow | undefined> {
    const all = tx.selectFrom('automation.connection_keys').selectAll()
    return all.where('connection_id', '=', connectionId).where('state', '=', state).executeTakeFirst()
  },

  async move(id: string, state: 'active' | 'former'): Promise<void> {
    await tx.updateTable('automation.connection_keys').set({ state }).where('id', '=', id).execute()
  },

  async warned(id: string, warned_days: number): Promise<void> {
    await tx.updateTable('automation.connection_keys').set({ warned_days }).where('id', '=', id).execute()
  },

  /** Its private part goes; that it was there stays. */
  async destroy(id: string, destroyed_at: Date): Promise<void> {
    const gone = { state: 'destroyed', sealed_key: null, sealed_passphrase: null, destroyed_at } as const
    await tx.updateTable('automation.connection_keys').set(gone).where('id', '=', id).execute()
  },
})
