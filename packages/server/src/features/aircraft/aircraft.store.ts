import { type AircraftQuery, Problem, type PublicJwks } from '@skykeep/contract'
import { violates } from '../../db/errors.ts'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface AircraftRow {
  team_id: string
  id: string
  registration: string
  icao24: string | null
  name: string | null
  tier: 'standard' | 'premium'
  backfill: boolean
  status: 'active' | 'revoked'
  jwks: PublicJwks | null
  version: number
  created_at: Date
  updated_at: Date
}

declare module '../../db/tables.ts' {
  interface Tables {
    'directory.aircraft': AircraftRow
  }
}

type Filters = Omit<AircraftQuery, 'cursor'> & { after: string | undefined }

export const aircraftStore = (tx: TeamTx) => ({
  async insert(row: Omit<AircraftRow, 'team_id'>): Promise<AircraftRow> {
    const aircraft = { team_id: teamOf(tx), ...row }
    await registeredOnce(tx.insertInto('directory.aircraft').values(aircraft).execute())
    return aircraft
  },

  async find(id: string): Promise<AircraftRow | undefined> {
    return tx.selectFrom('directory.aircraft').selectAll().where('id', '=', id).executeTakeFirst()
  },

  /** As `find`, and nobody else changes it before this transaction ends. */
  async lock(id: string): Promise<AircraftRow | undefined> {
    return tx.selectFrom('directory.aircraft').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  },

  /** In the order in which they were registered; one more than `limit`, to see whether there is more. */
  async list({ after, limit, registration, icao24, status }: Filters): Promise<AircraftRow[]> {
    let rows = tx
      .selectFrom('directory.aircraft')
      .selectAll()
      .orderBy('id')
      .limit(limit + 1)
    if (after !== undefined) rows = rows.where('id', '>', after)
    if (registration !== undefined) rows = rows.where('registration', '=', registration)
    if (icao24 !== undefined) rows = rows.where('icao24', '=', icao24)
    if (status !== undefined) rows = rows.where('status', '=', status)
    return rows.execute()
  },

  async update({
    id,
    registration,
    icao24,
    name,
    tier,
    backfill,
    status,
    jwks,
    version,
    updated_at,
  }: AircraftRow): Promise<void> {
    const changing = { registration, icao24, name, tier, backfill, status, jwks, version, updated_at }
    await registeredOnce(tx.updateTable('directory.aircraft').set(changing).where('id', '=', id).execute())
  },

  async remove(id: string): Promise<void> {
    await tx.deleteFrom('directory.aircraft').where('id', '=', id).execute()
  },
})

/** @throws Problem AIRCRAFT_REGISTRATION_TAKEN */
async function registeredOnce(statement: Promise<unknown>): Promise<void> {
  try {
    await statement
  } catch (error) {
    if (!violates(error, 'aircraft_registration_unique')) throw error
    throw new Problem('AIRCRAFT_REGISTRATION_TAKEN', { cause: error })
  }
}
