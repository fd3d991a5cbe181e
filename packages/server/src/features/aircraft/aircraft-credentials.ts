import type { Aircraft, Certificate, CertificateRequest, IssuedCertificate, RevokeAircraft } from '@skykeep/contract'
import { mustHoldAll } from '../../auth/grants.ts'
import { type Caller, must } from '../../auth/principal.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import type { Repeatable } from '../../lib/once-only.ts'
import { type AircraftRow, aircraftStore } from './aircraft.store.ts'
import type { AircraftNeeds } from './aircraft-registry.ts'
import { active, auditedAircraft, existing, nameOf, permissionsBeyond, resourceOf, shownAircraft } from './shown-aircraft.ts'

/** What aircraft prove themselves with, and its end. */
export function aircraftCredentials({ db, audit, clock, once, credentials }: AircraftNeeds) {
  return {
    /** A new secret, shown once; the former one is void at once. */
    async newSecret(caller: Caller, id: string, call?: Repeatable): Promise<{ aircraft_id: string; client_secret: string }> {
      must(caller, 'aircraft:credential')
      return once(caller, call, async (tx) => {
        const aircraft = await aircraftFor(tx, caller, id)
        const { secret } = await credentials.addSecret(tx, nameOf(aircraft))
        await audit.write(tx, caller, { action: 'aircraft.secret_issued', resource: resourceOf(aircraft) })
        return { aircraft_id: id, client_secret: secret }
      })
    },

    /** @throws Problem CERTIFICATE_REQUEST_REFUSED, AIRCRAFT_REVOKED */
    async issueCertificate(
      caller: Caller,
      id: string,
      request: CertificateRequest,
      call?: Repeatable,
    ): Promise<IssuedCertificate> {
      must(caller, 'aircraft:credential')
      const aircraft = await db.asTeam(caller.team_id, (tx) => aircraftFor(tx, caller, id))
      // Signed before the transaction: an authority may have to be made for it, and until it is kept it is worth nothing.
      const ordered = await credentials.order(caller, nameOf(aircraft), request)
      return once(caller, call, async (tx) => {
        await aircraftFor(tx, caller, id)
        const issued = await credentials.keepCertificate(tx, nameOf(aircraft), ordered)
        const details = { serial: issued.serial, thumbprint: issued.thumbprint, not_after: issued.not_after }
        await audit.write(tx, caller, { action: 'aircraft.certificate_issued', resource: resourceOf(aircraft), details })
        return issued
      })
    },

    async certificates(caller: Caller, id: string): Promise<Certificate[]> {
      must(caller, 'aircraft:read')
      return db.asTeam(
        caller.team_id,
        async (tx) => credentials.certificatesOf(tx, nameOf(existing(await aircraftStore(tx).find(id)))),
        { readOnly: true },
      )
    },

    /** The whole aircraft for good, or one of its certificates. Once more is no fault, and changes nothing. */
    async revoke(caller: Caller, id: string, { reason, serial }: RevokeAircraft): Promise<Aircraft> {
      must(caller, 'aircraft:credential')
      return db.asTeam(caller.team_id, async (tx) => {
        const aircraft = existing(await aircraftStore(tx).lock(id))
        const told = { resource: resourceOf(aircraft), ...(reason !== undefined && { reason }) }
        if (serial !== undefined) {
          const isNew = await credentials.revokeCertificate(tx, nameOf(aircraft), serial)
          if (isNew) await audit.write(tx, caller, { action: 'aircraft.certificate_revoked', ...told, details: { serial } })
          return shownAircraft(aircraft)
        }
        if (aircraft.status === 'revoked') return shownAircraft(aircraft)
        const revoked: AircraftRow = { ...aircraft, status: 'revoked', version: aircraft.version + 1, updated_at: clock.now() }
        await aircraftStore(tx).update(revoked)
        await credentials.dismiss(tx, nameOf(aircraft), 'privilege_withdrawn')
        const [before, after] = [auditedAircraft(aircraft), auditedAircraft(revoked)]
        await audit.write(tx, caller, { action: 'aircraft.revoked', ...told, before, after })
        return shownAircraft(revoked)
      })
    },
  }
}

/** The aircraft, locked, if it is active and the caller may have a credential of it in hand. */
async function aircraftFor(tx: TeamTx, caller: Caller, id: string): Promise<AircraftRow> {
  const aircraft = active(existing(await aircraftStore(tx).lock(id)))
  mustHoldAll(caller, permissionsBeyond(aircraft))
  return aircraft
}
