import { type DeviceApproval, type DeviceRequest, Problem } from '@skykeep/contract'
import type { Audit } from '../../audit/audit.ts'
import { type Caller, mustBeThemselves, type PersonCaller } from '../../auth/principal.ts'
import type { Database, TeamTx } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import { DEVICE_MODEL } from './adapter.ts'
import { type Artefact, artefactStore } from './artefacts.store.ts'
import { askedScopes, chosenScopes } from './asked-scopes.ts'
import { type AskingClientService, actsIn } from './asking-clients.service.ts'
import { GRANT_SECONDS, type GrantService } from './grants.service.ts'
import type { MachinePrincipal } from './machine-principal.ts'
import { type MethodsOf, secondsOf } from './person-session.ts'
import { describedScopes } from './scopes.ts'
import { mustBeAbleToAgree } from './signed-in.ts'
import { type HashUserCode, shownUserCode } from './user-codes.ts'

interface Needs {
  issuer: string
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  grants: GrantService
  clients: AskingClientService
  methodsOf: MethodsOf
  hashUserCode: HashUserCode
}

/** A device that waits for its person. */
interface Waiting extends Artefact {
  payload: {
    clientId: string
    params: Record<string, unknown>
    exp: number
    deviceInfo?: { address?: string }
    accountId?: string
    error?: string
  }
}

export type DeviceService = ReturnType<typeof deviceService>

/**
 * Devices without a browser (RFC 8628): the person types the code that the device shows, sees who asks for what and from where, and
 * decides once. Callers limit how many codes somebody may try.
 */
export function deviceService({ issuer, db, audit, clock, grants, clients, methodsOf, hashUserCode }: Needs) {
  return {
    /** @throws Problem NOT_FOUND when no device waits with that code */
    async read(caller: Caller, user_code: string): Promise<DeviceRequest> {
      mustBeThemselves(caller)
      const waiting = await find(user_code)
      return {
        user_code: shownUserCode(user_code),
        client: await clients.show(await askingClient(waiting)),
        scopes: describedScopes(askedScopes(waiting.payload.params)),
        access_seconds: GRANT_SECONDS,
        expires_at: new Date(waiting.payload.exp * 1_000).toISOString(),
        address: waiting.payload.deviceInfo?.address ?? null,
      }
    },

    /** @throws Problem NOT_FOUND, SECOND_FACTOR_REQUIRED, ADDRESS_NOT_ALLOWED, TEAM_MISMATCH, VALIDATION_FAILED */
    async approve(caller: Caller, { user_code, scopes }: DeviceApproval): Promise<void> {
      mustBeThemselves(caller)
      mustBeAbleToAgree(caller, caller.address)
      const waiting = await find(user_code)
      const client = await askingClient(waiting)
      if (!actsIn(client, caller.team_id)) throw new Problem('TEAM_MISMATCH', { detail: 'The client belongs to another team.' })
      const agreed = chosenScopes(askedScopes(waiting.payload.params), scopes)
      const proven = await howProven(caller)
      await decide(caller, user_code, async (tx) => {
        const { id } = await grants.give(tx, caller, { client_id: client.id, scopes: agreed, way: 'device' })
        return { grant_id: id, change: { ...proven, grantId: id, scope: agreed.join(' '), resource: issuer } }
      })
    },

    /** @throws Problem NOT_FOUND */
    async deny(caller: Caller, user_code: string): Promise<void> {
      mustBeThemselves(caller)
      await decide(caller, user_code, async (tx, { payload }) => {
        const details = { client_id: payload.clientId, scopes: askedScopes(payload.params) }
        await audit.write(tx, caller, { action: 'consent.refused', details })
        return { grant_id: null, change: { error: 'access_denied', errorDescription: 'the person refused' } }
      })
    },
  }

  async function find(user_code: string): Promise<Waiting> {
    const hashed = hashUserCode(user_code)
    const found = await db.withoutTeam((tx) => artefactStore(tx).find(DEVICE_MODEL, 'user_code', hashed, clock.now()), {
      readOnly: true,
    })
    return existing(found)
  }

  async function decide(
    caller: PersonCaller,
    user_code: string,
    decision: (tx: TeamTx, waiting: Waiting) => Promise<{ grant_id: string | null; change: object }>,
  ): Promise<void> {
    await db.asTeam(caller.team_id, async (tx) => {
      const found = await artefactStore(tx).lock(DEVICE_MODEL, 'user_code', hashUserCode(user_code), clock.now())
      const waiting = existing(found)
      const { grant_id, change } = await decision(tx, waiting)
      await artefactStore(tx).decide(waiting, { ...waiting.payload, ...change }, grant_id)
    })
  }

  async function askingClient({ payload }: Waiting): Promise<MachinePrincipal> {
    const client = await clients.find(payload.clientId)
    if (!client) throw new Problem('NOT_FOUND')
    return client
  }

  /** How the person of the session proved who they are: the tokens will say so. */
  async function howProven(caller: PersonCaller) {
    const { authenticated_at, assurance } = caller.person
    const amr = [...(await methodsOf(caller))]
    return { accountId: caller.id, acr: assurance, amr, authTime: secondsOf(authenticated_at) }
  }
}

/** One that waits still. */
function existing(found: Artefact | undefined): Waiting {
  const waiting = found as Waiting | undefined
  if (!waiting || waiting.payload.accountId !== undefined || waiting.payload.error !== undefined) throw new Problem('NOT_FOUND')
  return waiting
}
