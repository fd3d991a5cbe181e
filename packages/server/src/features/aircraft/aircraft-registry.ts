import type { Aircraft, AircraftPatch, AircraftQuery, NewAircraft } from '@skykeep/contract'
import type { Audit } from '../../audit/audit.ts'
import { mustHoldAll } from '../../auth/grants.ts'
import { type Caller, must } from '../../auth/principal.ts'
import type { Database } from '../../db/tenancy.ts'
import { mustBeUsableKeys } from '../../keys/usable-keys.ts'
import { idOfCursor, pageOf } from '../../lib/id-cursor.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { OnceOnly, Repeatable } from '../../lib/once-only.ts'
import { type ExpectedVersions, mustBeExpected } from '../../lib/versions.ts'
import type { CredentialService } from '../credentials/credentials.service.ts'
import { aircraftStore } from './aircraft.store.ts'
import { auditedAircraft, existing, nameOf, permissionsBeyond, resourceOf, shownAircraft } from './shown-aircraft.ts'

export interface AircraftNeeds {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  newId: () => string
  once: OnceOnly
  credentials: CredentialService
}

/** The registry of aircraft. It alone says what an aircraft may do: nothing in a request of the aircraft does. */
export function aircraftRegistry({ db, audit, clock, newId, once, credentials }: AircraftNeeds) {
  return {
    async create(caller: Caller, input: NewAircraft, call?: Repeatable): Promise<Aircraft> {
      must(caller, 'aircraft:write')
      mustHoldAll(caller, permissionsBeyond(input))
      mustBeUsableKeys(input.jwks)
      const now = clock.now()
      const { registration, icao24 = null, name = null, tier, backfill, jwks = null } = input
      const given = { registration, icao24, name, tier, backfill, jwks }
      return once(caller, call, async (tx) => {
        const states = { id: newId(), status: 'active' as const, version: 1, created_at: now, updated_at: now }
        const aircraft = await aircraftStore(tx).insert({ ...given, ...states })
        await credentials.enrol(tx, nameOf(aircraft))
        await audit.write(tx, caller, {
          action: 'aircraft.registered',
          resource: resourceOf(aircraft),
          after: auditedAircraft(aircraft),
        })
        return shownAircraft(aircraft)
      })
    },

    async list(caller: Caller, { cursor, ...filters }: AircraftQuery) {
      must(caller, 'aircraft:read')
      const after = cursor === undefined ? undefined : idOfCursor(cursor)
      const rows = await db.asTeam(caller.team_id, (tx) => aircraftStore(tx).list({ ...filters, after }), { readOnly: true })
      return pageOf(rows, filters.limit, ({ id }) => id, shownAircraft)
    },

    async get(caller: Caller, id: string): Promise<Aircraft> {
      must(caller, 'aircraft:read')
      return shownAircraft(existing(await db.asTeam(caller.team_id, (tx) => aircraftStore(tx).find(id), { readOnly: true })))
    },

    async change(caller: Caller, id: string, patch: AircraftPatch, expected: ExpectedVersions): Promise<Aircraft> {
      must(caller, 'aircraft:write')
      // A key is a credential: whoever may put one there can act as the aircraft.
      if (patch.jwks !== undefined) must(caller, 'aircraft:credential')
      mustBeUsableKeys(patch.jwks)
      return db.asTeam(caller.team_id, async (tx) => {
        const store = aircraftStore(tx)
        const before = existing(await store.lock(id))
        mustBeExpected(expected, before.version)
        const after = { ...before, ...given(patch), version: before.version + 1, updated_at: clock.now() }
        mustHoldAll(caller, permissionsBeyond(after))
        if (patch.jwks) mustHoldAll(caller, permissionsBeyond(before))
        await store.update(after)
        await credentials.changed(tx, nameOf(after))
        const [was, is] = [auditedAircraft(before), auditedAircraft(after)]
        await audit.write(tx, caller, { action: 'aircraft.updated', resource: resourceOf(after), before: was, after: is })
        return shownAircraft(after)
      })
    },

    /** Its events stay: they are the team's, and the retention ends them. */
    async remove(caller: Caller, id: string, expected: ExpectedVersions): Promise<void> {
      must(caller, 'aircraft:write')
      await db.asTeam(caller.team_id, async (tx) => {
        const store = aircraftStore(tx)
        const aircraft = existing(await store.lock(id))
        mustBeExpected(expected, aircraft.version)
        await credentials.remove(tx, nameOf(aircraft))
        await store.remove(id)
        await audit.write(tx, caller, {
          action: 'aircraft.deleted',
          resource: resourceOf(aircraft),
          before: auditedAircraft(aircraft),
        })
      })
    },
  }
}

/** The members that are there; one that is undefined must not overwrite what is stored. */
const given = (patch: AircraftPatch): AircraftPatch =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
