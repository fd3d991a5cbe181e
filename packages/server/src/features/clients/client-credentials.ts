import {
  type AuthMethod,
  type Certificate,
  type CertificateRequest,
  type IssuedCertificate,
  type NewSecret,
  Problem,
} from '@skykeep/contract'
import { mustHoldAll } from '../../auth/grants.ts'
import { type Caller, must } from '../../auth/principal.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import type { Repeatable } from '../../lib/once-only.ts'
import type { ClientNeeds } from './client-registry.ts'
import { type ClientRow, clientsStore } from './clients.store.ts'
import { existing, nameOf, permissionsGiven, resourceOf } from './shown-client.ts'

/** Secrets and certificates of API clients. Whoever gets one in hand can act as the client, so they must have all that it has. */
export function clientCredentials({ db, audit, once, credentials }: ClientNeeds) {
  return {
    /** A new secret, shown once; the former one stays valid for as long as the overlap says. */
    async rotateSecret(
      caller: Caller,
      id: string,
      { overlap_seconds }: { overlap_seconds: number },
      call?: Repeatable,
    ): Promise<NewSecret> {
      must(caller, 'client:write')
      return once(caller, call, async (tx) => {
        const client = await clientFor(tx, caller, id, 'client_secret')
        const { secret, former_until } = await credentials.addSecret(tx, nameOf(client), overlap_seconds)
        const details = { overlap_seconds, former_valid_until: former_until }
        await audit.write(tx, caller, { action: 'client.secret_rotated', resource: resourceOf(client), details })
        return { client_id: id, client_secret: secret, former_valid_until: former_until?.toISOString() ?? null }
      })
    },

    /** @throws Problem CERTIFICATE_REQUEST_REFUSED */
    async issueCertificate(
      caller: Caller,
      id: string,
      request: CertificateRequest,
      call?: Repeatable,
    ): Promise<IssuedCertificate> {
      must(caller, 'client:write')
      const client = await db.asTeam(caller.team_id, (tx) => clientFor(tx, caller, id, 'tls_client_auth'))
      // Signed before the transaction: an authority may have to be made for it, and until it is kept it is worth nothing.
      const ordered = await credentials.order(caller, nameOf(client), request)
      return once(caller, call, async (tx) => {
        await clientFor(tx, caller, id, 'tls_client_auth')
        const issued = await credentials.keepCertificate(tx, nameOf(client), ordered)
        const details = { serial: issued.serial, thumbprint: issued.thumbprint, not_after: issued.not_after }
        await audit.write(tx, caller, { action: 'client.certificate_issued', resource: resourceOf(client), details })
        return issued
      })
    },

    async certificates(caller: Caller, id: string): Promise<Certificate[]> {
      must(caller, 'client:read')
      return db.asTeam(
        caller.team_id,
        async (tx) => credentials.certificatesOf(tx, nameOf(existing(await clientsStore(tx).find(id)))),
        { readOnly: true },
      )
    },

    /** Taking away needs less than giving: anybody who may change clients may revoke. */
    async revokeCertificate(caller: Caller, id: string, serial: string): Promise<void> {
      must(caller, 'client:write')
      await db.asTeam(caller.team_id, async (tx) => {
        const client = existing(await clientsStore(tx).lock(id))
        if (!(await credentials.revokeCertificate(tx, nameOf(client), serial))) return
        const details = { serial }
        await audit.write(tx, caller, { action: 'client.certificate_revoked', resource: resourceOf(client), details })
      })
    },
  }
}

/** The client, locked, if the caller may have a credential of it and it uses that kind. */
async function clientFor(tx: TeamTx, caller: Caller, id: string, method: AuthMethod): Promise<ClientRow> {
  const client = existing(await clientsStore(tx).lock(id))
  mustHoldAll(caller, await permissionsGiven(tx, client))
  if (client.auth_method !== method) {
    throw new Problem('AUTH_METHOD_MISMATCH', { detail: `It authenticates by ${client.auth_method}; this is for ${method}.` })
  }
  return client
}
