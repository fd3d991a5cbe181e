import { sql } from 'kysely'
import type { TeamTx } from '../../db/tenancy.ts'
import type { RoughPlace } from './weather-provider.ts'

export const weatherStore = (tx: TeamTx) => ({
  /** Where an aircraft of the team was last, to a tenth of a degree: the exact position does not leave the database. Null: not known. */
  async lastRoughPosition(aircraftId: string): Promise<RoughPlace | null> {
    const { rows } = await sql<RoughPlace>`select lat, lon from telemetry.last_rough_position(${aircraftId}::uuid)`.execute(tx)
    return rows[0] ?? null
  },
})
