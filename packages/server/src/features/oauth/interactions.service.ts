import { type Approval, type AuthorizationRequest, type Decision, Problem } from '@skykeep/contract'
import type { Audit } from '../../audit/audit.ts'
import { type Caller, mustBeThemselves } from '../../auth/principal.ts'
import type { Database, TeamTx } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { SessionService } from '../sessions/sessions.service.ts'
import { INTERACTION_MODEL, storedId } from './adapter.ts'
import { type Artefact, artefactStore } from './artefacts.store.ts'
import { askedScopes, chosenScopes } from './asked-scopes.ts'
import { type AskingClientService, actsIn } from './asking-clients.service.ts'
import { GRANT_SECONDS, type GrantService } from './grants.service.ts'
import { isTooOld } from './interaction-policy.ts'
import type { MachinePrincipal } from './machine-principal.ts'
import { describedScopes } from './scopes.ts'
import { mustBeAbleToAgree, type SignedIn } from './signed-in.ts'

interface Needs {
  issuer: string
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  grants: GrantService
  clients: AskingClientService
  sessions: Pick<SessionService, 'current'>
}

/** An authorization request that waits for its person. */
interface Waiting extends Artefact {
  payload: { params: Record<string, unknown>; iat: number; exp: number; result?: object }
}

export type InteractionService = ReturnType<typeof interactionService>

/**
 * Authorization requests that wait for a person. What they decide is written down once, in the transaction of the grant; the code is
 * issued when their own browser, in the session that decided, comes back to the OAuth server.
 */
export function interactionService({ issuer, db, audit, clock, grants, clients, sessions }: Needs) {
  return {
    /** @throws Problem NOT_FOUND when there is no such request, or it was decided */
    async read(uid: string, person: SignedIn | null): Promise<AuthorizationRequest> {
      const waiting = existing(
        await db.withoutTeam((tx) => artefactStore(tx).find(INTERACTION_MODEL, 'id', storedId(uid), clock.now()), {
          readOnly: true,
        }),
      )
      const client = await askingClient(waiting)
      const { params } = waiting.payload
      const session = person && (await sessions.current({ ...person, trace_id: null, address: null }))
      return {
        client: await clients.show(client),
        scopes: describedScopes(askedScopes(params)),
        access_seconds: GRANT_SECONDS,
        expires_at: new Date(waiting.payload.exp * 1_000).toISOString(),
        redirect_uri: String(params.redirect_uri),
        account: session?.account ?? null,
        team: session?.team ?? null,
        needs_sign_in: person === null || isStale(waiting, person),
        second_factor_needed: session?.second_factor_needed ?? false,
        other_team_needed: person !== null && !actsIn(client, person.team_id),
      }
    },

    /** @throws Problem NOT_FOUND, SECOND_FACTOR_REQUIRED, ADDRESS_NOT_ALLOWED, STEP_UP_REQUIRED, TEAM_MISMATCH, VALIDATION_FAILED */
    async approve(caller: Caller, uid: string, { scopes }: Approval): Promise<Decision> {
      mustBeThemselves(caller)
      mustBeAbleToAgree(caller, caller.address)
      const { client, scopes: asked } = await ask(uid, caller)
      const agreed = chosenScopes(asked, scopes)
      return decide(caller, uid, async (tx) => {
        const grant = await grants.give(tx, caller, { client_id: client.id, scopes: agreed, way: 'browser' })
        return { grant_id: grant.id, result: { consent: { grantId: grant.id } } }
      })
    },

    /** @throws Problem NOT_FOUND */
    async deny(caller: Caller, uid: string): Promise<Decision> {
      mustBeThemselves(caller)
      return decide(caller, uid, async (tx, { payload }) => {
        const details = { client_id: payload.params.client_id, scopes: askedScopes(payload.params) }
        await audit.write(tx, caller, { action: 'consent.refused', details })
        return { grant_id: null, result: { error: 'access_denied', error_description: 'the person refused' } }
      })
    },
  }

  /** What would be agreed to, if the person may agree to it now. Client and keys are asked before the transaction begins. */
  async function ask(uid: string, person: SignedIn): Promise<{ client: MachinePrincipal; scopes: string[] }> {
    const waiting = existing(
      await db.withoutTeam((tx) => artefactStore(tx).find(INTERACTION_MODEL, 'id', storedId(uid), clock.now()), {
        readOnly: true,
      }),
    )
    const client = await askingClient(waiting)
    if (isStale(waiting, person)) throw new Problem('STEP_UP_REQUIRED', { detail: 'The client asks for a fresh sign-in.' })
    if (!actsIn(client, person.team_id)) throw new Problem('TEAM_MISMATCH', { detail: 'The client belongs to another team.' })
    return { client, scopes: askedScopes(waiting.payload.params) }
  }

  /** Once: whoever comes second finds nothing that waits. */
  async function decide(
    caller: Caller,
    uid: string,
    decision: (tx: TeamTx, waiting: Waiting) => Promise<{ grant_id: string | null; result: object }>,
  ): Promise<Decision> {
    await db.asTeam(caller.team_id, async (tx) => {
      const waiting = existing(await artefactStore(tx).lock(INTERACTION_MODEL, 'id', storedId(uid), clock.now()))
      const { grant_id, result } = await decision(tx, waiting)
      await artefactStore(tx).decide(waiting, { ...waiting.payload, result }, grant_id)
    })
    return { redirect_to: `${issuer}/oauth/authorize/${uid}` }
  }

  async function askingClient({ payload }: Waiting): Promise<MachinePrincipal> {
    const client = await clients.find(String(payload.params.client_id))
    if (!client) throw new Problem('NOT_FOUND')
    return client
  }

  function isStale({ payload }: Waiting, { person }: SignedIn): boolean {
    return isTooOld(person.authenticated_at, payload.params, payload.iat, clock.now())
  }
}

function existing(found: Artefact | undefined): Waiting {
  if (!found || found.payload.result !== undefined) throw new Problem('NOT_FOUND')
  return found as Waiting
}
