import type { InstallationTx, TeamTx } from '../../db/tenancy.ts'

export interface MailRow {
  id: string
  sealed: string
  /** How often somebody began to send it. */
  attempts: number
  /** From then on anybody may send it: after a pause, or because whoever had it is gone. */
  next_attempt_at: Date
  created_at: Date
}

declare module '../../db/tables.ts' {
  interface Tables {
    'identity.mails': MailRow
  }
}

export const mailsStore = (tx: TeamTx | InstallationTx) => ({
  async insert(row: MailRow): Promise<void> {
    await tx.insertInto('identity.mails').values(row).execute()
  },

  /** Takes up to `limit` mails that are due, which nobody else takes before `until`. Those that another process is taking are passed over. */
  async lease(now: Date, until: Date, limit: number): Promise<MailRow[]> {
    return tx
      .with('due', (from) =>
        from
          .selectFrom('identity.mails')
          .select('id')
          .where('next_attempt_at', '<=', now)
          .orderBy('next_attempt_at')
          .limit(limit)
          .forUpdate()
          .skipLocked(),
      )
      .updateTable('identity.mails')
      .set((row) => ({ attempts: row('attempts', '+', 1), next_attempt_at: until }))
      .where('id', 'in', (from) => from.selectFrom('due').select('due.id'))
      .returningAll()
      .execute()
  },

  /** Only for whoever still has it: a process that was slower than its lease must not disturb the next one. */
  async postpone({ id, attempts }: MailRow, next_attempt_at: Date): Promise<void> {
    await tx
      .updateTable('identity.mails')
      .set({ next_attempt_at })
      .where('id', '=', id)
      .where('attempts', '=', attempts)
      .execute()
  },

  async remove(id: string): Promise<void> {
    await tx.deleteFrom('identity.mails').where('id', '=', id).execute()
  },

  /** Those that nobody has even tried to send since. */
  async removeDueBefore(before: Date): Promise<number> {
    const { numDeletedRows } = await tx.deleteFrom('identity.mails').where('next_attempt_at', '<', before).executeTakeFirst()
    return Number(numDeletedRows)
  },
})
