import { type Client, type ClientPatch, type ClientWithSecret, type NewClient, Problem } from '@skykeep/contract'
import type { Audit } from '../../audit/audit.ts'
import { mustHoldAll } from '../../auth/grants.ts'
import { type Caller, must } from '../../auth/principal.ts'
import type { Database } from '../../db/tenancy.ts'
import { idOfCursor, pageOf } from '../../lib/id-cursor.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { OnceOnly, Repeatable } from '../../lib/once-only.ts'
import { type ExpectedVersions, mustBeExpected } from '../../lib/versions.ts'
import type { CredentialService } from '../credentials/credentials.service.ts'
import { type ClientRow, clientsStore } from './clients.store.ts'
import { mustFitMethod, mustLeadSomewhere } from './fit-method.ts'
import { auditedClient, existing, nameOf, permissionsGiven, permissionsToGive, resourceOf, shownClient } from './shown-client.ts'

export interface ClientNeeds {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  newId: () => string
  once: OnceOnly
  credentials: CredentialService
}

/**
 * The API clients of a team. Whoever makes a client, or changes it, must have every permission that it has before and after: else
 * `client:write` alone would be a way to all of them.
 */
export function clientRegistry({ db, audit, clock, newId, once, credentials }: ClientNeeds) {
  return {
    async create(caller: Caller, input: NewClient, call?: Repeatable): Promise<ClientWithSecret> {
      must(caller, 'client:write')
      mustFitMethod(input.auth_method, input, { isNew: true })
      mustLeadSomewhere(input)
      const now = clock.now()
      const row = { ...rowOf(input), id: newId(), version: 1, created_at: now, updated_at: now }
      mustLieAhead(row.expires_at, now)
      return once(caller, call, async (tx) => {
        mustHoldAll(caller, await permissionsToGive(tx, row))
        const client = await clientsStore(tx).insert(row)
        await credentials.enrol(tx, nameOf(client))
        const added = client.auth_method === 'client_secret' ? await credentials.addSecret(tx, nameOf(client)) : undefined
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
      return shownClient(existing(await db.asTeam(caller.team_id, (tx) => clientsStore(tx).find(id), { readOnly: true })))
    },

    async change(caller: Caller, id: string, patch: ClientPatch, expected: ExpectedVersions): Promise<Client> {
      must(caller, 'client:write')
      const now = clock.now()
      return db.asTeam(caller.team_id, async (tx) => {
        const store = clientsStore(tx)
        const before = existing(await store.lock(id))
        mustBeExpected(expected, before.version)
        const after = { ...before, ...changesOf(patch), version: before.version + 1, updated_at: now }
        const gets = await (patch.roles === undefined ? permissionsGiven : permissionsToGive)(tx, after)
        mustHoldAll(caller, new Set([...gets, ...(await permissionsGiven(tx, before))]))
        mustFitMethod(before.auth_method, patch, { isNew: false })
        mustLeadSomewhere(after)
        if (patch.expires_at !== undefined) mustLieAhead(after.expires_at, now)
        await store.update(after)
        await credentials.changed(tx, nameOf(after))
        const [was, is] = [auditedClient(before), auditedClient(after)]
        await audit.write(tx, caller, { action: 'client.updated', resource: resourceOf(after), before: was, after: is })
        return shownClient(after)
      })
    },

    async remove(caller: Caller, id: string, expected: ExpectedVersions): Promise<void> {
      must(caller, 'client:write')
      await db.asTeam(caller.team_id, async (tx) => {
        const store = clientsStore(tx)
        const client = existing(await store.lock(id))
        mustBeExpected(expected, client.version)
        await credentials.remove(tx, nameOf(client))
        await store.remove(id)
        await audit.write(tx, caller, { action: 'client.deleted', resource: resourceOf(client), before: auditedClient(client) })
      })
    },
  }
}

type NewRow = Omit<ClientRow, 'team_id' | 'id' | 'version' | 'created_at' | 'updated_at'>

const rowOf = (input: NewClient): NewRow => ({
  name: input.name,
  auth_method: input.auth_method,
  jwks: null,
  certificate_thumbprints: [],
  redirect_uris: [],
  device_flow: false,
  expires_at: null,
  last_used_at: null,
  roles: [],
  permissions: [],
  ...changesOf(input),
})

/** The members that are there, as a row keeps them. */
function changesOf({
  roles,
  permissions,
  certificate_thumbprints,
  redirect_uris,
  expires_at,
  ...rest
}: ClientPatch): Partial<NewRow> {
  const { name, jwks, device_flow } = rest
  return {
    ...(name !== undefined && { name }),
    ...(jwks !== undefined && { jwks }),
    ...(device_flow !== undefined && { device_flow }),
    ...(roles !== undefined && { roles: distinct(roles) }),
    ...(permissions !== undefined && { permissions: distinct(permissions) }),
    ...(certificate_thumbprints !== undefined && { certificate_thumbprints: distinct(certificate_thumbprints) }),
    ...(redirect_uris !== undefined && { redirect_uris: distinct(redirect_uris) }),
    ...(expires_at !== undefined && { expires_at: expires_at === null ? null : new Date(expires_at) }),
  }
}

const distinct = <Item>(items: readonly Item[]): Item[] => [...new Set(items)]

function mustLieAhead(expires_at: Date | null, now: Date): void {
  if (expires_at === null || expires_at > now) return
  throw new Problem('VALIDATION_FAILED', { errors: [{ pointer: '#/expires_at', detail: 'must lie ahead' }] })
}
