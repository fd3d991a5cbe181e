import { sql } from 'kysely'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface WebhookSecretRow {
  team_id: string
  id: string
  rule_id: string
  sealed: string
  created_at: Date
  /** Null: the present one. */
  ends_at: Date | null
}

declare module '../../db/tables.ts' {
  interface Tables {
    'automation.webhook_secrets': WebhookSecretRow
  }
}

const table = 'automation.webhook_secrets'

export const webhookSecretsStore = (tx: TeamTx) => ({
  async insert(row: Omit<WebhookSecretRow, 'team_id'>): Promise<void> {
    await tx
      .insertInto(table)
      .values({ team_id: teamOf(tx), ...row })
      .execute()
  },

  /** Those that sign, the present one first. */
  async living(ruleId: string, now: Date): Promise<WebhookSecretRow[]> {
    const all = tx.selectFrom(table).selectAll().where('rule_id', '=', ruleId)
    return all.where(sql<boolean>`(ends_at is null or ends_at > ${now})`).orderBy('id', 'desc').execute()
  },

  /** The present one ends then; those before it are gone at once, so that never more than two sign. */
  async endPresent(ruleId: string, endsAt: Date): Promise<void> {
    await tx.deleteFrom(table).where('rule_id', '=', ruleId).where('ends_at', 'is not', null).execute()
    await tx.updateTable(table).set({ ends_at: endsAt }).where('rule_id', '=', ruleId).execute()
  },

  async removeEnded(ruleId: string, now: Date): Promise<void> {
    await tx.deleteFrom(table).where('rule_id', '=', ruleId).where('ends_at', '<=', now).execute()
  },
})
