import {
  type CertificateRequest,
  type Certificate,
  type Client,
  type ClientPatch,
  type ClientWithSecret,
  type IssuedCertificate,
  isPermission,
  type NewClient,
  type NewSecret,
  type Permission,
  permissionsOf,
  Problem,
} from '@skykeep/contract'
import type { Audit } from '../../audit/audit.ts'
import { mustHoldAll } from '../../auth/grants.ts'
import { type Caller, must } from '../../auth/principal.ts'
import type { Database } from '../../db/tenancy.ts'
import { idOfCursor, pageOf } from '../../lib/id-cursor.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { OnceOnly, Repeatable } from '../../lib/once-only.ts'
import { type ExpectedVersions, mustBeExpected } from '../../lib/versions.ts'
import type { CredentialService, PrincipalName } from '../credentials/credentials.service.ts'
import { type ClientRow, clientsStore } from './clients.store.ts'
import { mustFitMethod } from './fit-method.ts'
import { auditedClient, shownClient } from './shown-client.ts'

interface Needs {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  newId: () => string
  once: OnceOnly
  credentials: CredentialService
}

export type ClientService = ReturnType<typeof clientService>

/**
 * The API clients of a team. Whoever makes a client, changes it or gets at one of its credentials must have every permission that it
 * has: else `client:write` alone would be a way to all of them.
 */
export function clientService({ db, audit, clock, newId, once, credentials }: Needs) {
  return {
    async create(caller: Caller, input: NewClient, call?: Repeatable): Promise<ClientWithSecret> {
      must(caller, 'client:write')
      mustHoldAll(caller, permissionsGiven(input))
      mustFitMethod(input.auth_method, input)
      const expires_at = futureInstant(input.expires_at, clock)
      return once(caller, call, async (tx) => {
        const now = clock.now()
        const client = await clientsStore(tx).insert({
          id: newId(),
          name: input.name,
          roles: distinct(input.roles),
          permissions: distinct(input.permissions),
          auth_method: input.auth_method,
          jwks: input.jwks ?? null,
          certificate_thumbprints: distinct(input.certificate_thumbprints ?? []),
          expires_at,
          last_used_at: null,
          version: 1,
          created_at: now,
          updated_at: now,
        })
        await credentials.enrol(tx, nameOf(client))
        const needsSecret = client.auth_method === 'client_secret'
        const added = needsSecret ? await credentials.addSecret(tx, nameOf(client)) : undefined
        await audit.write(tx, caller, { action: 'client.created', resource: resourceOf(client), after: auditedClient(client) })
        return { ...shownClient(client), client_id: client.id, ...(added && { client_secret: added.secret }) }
      })
    },

    async list(caller: Caller, { limit, cursor }: { limit: number; cursor?: string | undefined }) {
      must(caller, 'client:read')
      const after = cursor === undefined ? undefined : idOfCursor(cursor)
      const rows = await db.asTeam(caller.team_id, (tx) => clientsStore(tx).list({ after, limit }), { readOnly: true })
      return pageOf(rows, limit, ({ id }) => id, shownClient)
    },

    async get(caller: Caller, id: string): Promise<Client> {
      must(caller, 'client:read')
      return shownClient(found(await db.asTeam(caller.team_id, (tx) => clientsStore(tx).find(id), { readOnly: true })))
    },

    async change(caller: Caller, id: string, patch: ClientPatch, expected: ExpectedVersions): Promise<Client> {
      must(caller, 'client:write')
      const expires_at = futureInstant(patch.expires_at, clock)
      return db.asTeam(caller.team_id, async (tx) => {
        const store = clientsStore(tx)
        const before = found(await store.lock(id))
        mustBeExpected(expected, before.version)
        const after = { ...changed(before, patch), version: before.version + 1, updated_at: clock.now() }
        if (patch.expires_at !== undefined) after.expires_at = expires_at
        mustHoldAll(caller, permissionsGiven(before))
        mustHoldAll(caller, permissionsGiven(after))
        mustFitMethod(before.auth_method, { ...patch, jwks: patch.jwks ?? before.jwks, kept: before.certificate_thumbprints })
        await store.update(after)
        await credentials.changed(tx, nameOf(after))
        await audit.write(tx, caller, {
          action: 'client.updated',
          resource: resourceOf(before),
          before: auditedClient(before),
          after: auditedClient(after),
        })
        return shownClient(after)
      })
    },

    async remove(caller: Caller, id: string, expected: ExpectedVersions): Promise<void> {
      must(caller, 'client:write')
      await db.asTeam(caller.team_id, async (tx) => {
        const store = clientsStore(tx)
        const client = found(await store.lock(id))
        mustBeExpected(expected, client.version)
        await credentials.remove(tx, nameOf(client))
        await store.remove(id)
        await audit.write(tx, caller, { action: 'client.deleted', resource: resourceOf(client), before: auditedClient(client) })
      })
    },
  }
}
