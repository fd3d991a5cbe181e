import { sql } from 'kysely'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface SettingsRow {
  currency: string
  discount_basis_points: number
  version: number
}

export const usualSettings: SettingsRow = { currency: 'USD', discount_basis_points: 0, version: 1 }

export const savingsSettingsStore = (tx: TeamTx) => ({
  async read(): Promise<SettingsRow> {
    const { rows } =
      await sql<SettingsRow>`select currency, discount_basis_points, version from automation.savings_settings`.execute(tx)
    return rows[0] ?? usualSettings
  },

  async write({ currency, discount_basis_points, version }: SettingsRow, now: Date): Promise<boolean> {
    const { numAffectedRows } =
      await sql`insert into automation.savings_settings (team_id, currency, discount_basis_points, version, updated_at)
      values (${teamOf(tx)}, ${currency}, ${discount_basis_points}, ${version}, ${now})
      on conflict (team_id) do update set currency = excluded.currency, discount_basis_points = excluded.discount_basis_points,
        version = excluded.version, updated_at = excluded.updated_at
        where automation.savings_settings.version = excluded.version - 1`.execute(tx)
    return numAffectedRows === 1n
  },
})
