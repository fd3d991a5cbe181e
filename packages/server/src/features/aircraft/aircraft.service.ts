import { aircraftCredentials } from './aircraft-credentials.ts'
import { type AircraftNeeds, aircraftRegistry } from './aircraft-registry.ts'

export type AircraftService = ReturnType<typeof aircraftService>

/** The aircraft of a team: who they are, what they may do, and what they prove it with. */
export function aircraftService(needs: AircraftNeeds) {
  return { ...aircraftRegistry(needs), ...aircraftCredentials(needs) }
}
