import { sql } from 'kysely'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface KeptMachine {
  id: string
  name: string
}

export interface KeepLinkRow {
  team_id: string
  id: string
  message_id: string
  token_hash: Buffer
  machines: KeptMachine[]
  told_to: string
  stops_at: Date
  /** In which its times are told; null: in UTC. */
  time_zone: string | null
  created_at: Date
  expires_at: Date
  used_at: Date | null
}

declare module '../../db/tables.ts' {
  interface Tables {
    'automation.keep_links': KeepLinkRow
  }
}

const table = 'automation.keep_links'

export const keepLinksStore = (tx: TeamTx) => ({
  async insert(row: Omit<KeepLinkRow, 'team_id' | 'used_at'>): Promise<void> {
    const values = { team_id: teamOf(tx), ...row, machines: JSON.stringify(row.machines) as never, used_at: null }
    await tx.insertInto(table).values(values).execute()
  },

  async find(id: string): Promise<KeepLinkRow | undefined> {
    return tx.selectFrom(table).selectAll().where('id', '=', id).executeTakeFirst()
  },

  /** With all others of its message, in one order, so that of two who come at once one waits for the other. */
  async lockMessage(messageId: string): Promise<KeepLinkRow[]> {
    return tx.selectFrom(table).selectAll().where('message_id', '=', messageId).orderBy('id').forUpdate().execute()
  },

  async burn(messageId: string, used_at: Date): Promise<void> {
    await tx.updateTable(table).set({ used_at }).where('message_id', '=', messageId).where('used_at', 'is', null).execute()
  },

  /** Kept for a while, so that who comes late is told so. */
  async removeBefore(before: Date): Promise<void> {
    await sql`delete from automation.keep_links where expires_at < ${before}`.execute(tx)
  },
})
