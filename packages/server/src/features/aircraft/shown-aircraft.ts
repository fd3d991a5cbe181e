import { type Aircraft, Problem, permissionsOf } from '@skykeep/contract'
import type { PrincipalName } from '../credentials/credentials.service.ts'
import type { AircraftRow } from './aircraft.store.ts'

/** @throws Problem NOT_FOUND */
export function existing(aircraft: AircraftRow | undefined): AircraftRow {
  if (!aircraft) throw new Problem('NOT_FOUND')
  return aircraft
}

/** @throws Problem AIRCRAFT_REVOKED */
export function active(aircraft: AircraftRow): AircraftRow {
  if (aircraft.status === 'revoked') throw new Problem('AIRCRAFT_REVOKED', { detail: 'Revocation is final: register it anew.' })
  return aircraft
}

const ofStandard = permissionsOf(['aircraft_standard'])
const ofPremium = [...permissionsOf(['aircraft_premium'])].filter((name) => !ofStandard.has(name))

/** What this aircraft may do beyond any aircraft. Whoever registers aircraft may make standard ones; the rest they must have themselves. */
export const permissionsBeyond = ({ tier, backfill }: Pick<AircraftRow, 'tier' | 'backfill'>): ReadonlySet<string> =>
  new Set([...(tier === 'premium' ? ofPremium : []), ...(backfill ? ['telemetry:backfill'] : [])])

export const nameOf = ({ id }: Pick<AircraftRow, 'id'>): PrincipalName => ({ kind: 'aircraft', id })

export const resourceOf = ({ id }: Pick<AircraftRow, 'id'>) => ({ type: 'aircraft', id })

export const shownAircraft = ({ team_id: _, ...aircraft }: AircraftRow): Aircraft => ({
  ...aircraft,
  created_at: aircraft.created_at.toISOString(),
  updated_at: aircraft.updated_at.toISOString(),
})

/** What an audit entry keeps of an aircraft. Keys are named by their ids: their content is long, and the aircraft's own answer has it. */
export const auditedAircraft = ({
  registration,
  icao24,
  name,
  tier,
  backfill,
  status,
  jwks,
}: AircraftRow): Record<string, unknown> => ({
  registration,
  icao24,
  name,
  tier,
  backfill,
  status,
  jwk_ids: jwks?.keys.map(({ kid }) => kid ?? null) ?? null,
})
