import { type ConnectionCheck, Problem } from '@skykeep/contract'
import { systemActor } from '../../audit/fact.ts'
import { type Caller, must } from '../../auth/principal.ts'
import { CloudFailure } from '../../cloud/cloud-provider.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import { type ConnectionKeyRow, connectionKeysStore } from './connection-keys.store.ts'
import type { ConnectionNeeds } from './connection-needs.ts'
import { type ConnectionRow, connectionsStore } from './connections.store.ts'
import { chosenScopes, type Examined, examine, isPassingRefusal, refusalOf } from './examine.ts'
import { lanesStore } from './lanes.store.ts'
import { openConnection } from './open-connection.ts'
import { existing, resourceOf } from './shown-connection.ts'

/** Shorter than what waits for the answer: a cloud that hangs must not hold the caller. */
const CHECK_MS = 25_000

export const careActor = systemActor('automation')

/** Looks whether a connection works, and whether it may more than it needs. What comes of it decides whether it is used. */
export function connectionChecks(needs: ConnectionNeeds) {
  const { db, audit, clock, newId, tell } = needs

  return {
    async check(caller: Caller, id: string): Promise<ConnectionCheck> {
      must(caller, 'connection:write')
      return examineAndStore(caller.team_id, id, caller)
    },

    /** By ourselves, when it is due. */
    checkDue: (teamId: string, id: string): Promise<ConnectionCheck> => examineAndStore(teamId, id, careActor),

    /** Lets the next key sign. @throws Problem CERTIFICATE_NOT_REGISTERED when the cloud does not take it yet */
    async activate(caller: Caller, id: string): Promise<ConnectionCheck> {
      must(caller, 'connection:write')
      const { next } = await read(caller.team_id, id)
      if (!next) throw new Problem('CONNECTION_WITHOUT_CERTIFICATE', { detail: 'No rotation is open.' })
      const check = await examineAndStore(caller.team_id, id, caller)
      if (check.rotation === 'waiting') throw new Problem('CERTIFICATE_NOT_REGISTERED')
      return check
    },
  }

  async function examineAndStore(teamId: string, id: string, who: Caller | typeof careActor): Promise<ConnectionCheck> {
    const { connection, active, next } = await read(teamId, id)
    const signal = AbortSignal.timeout(CHECK_MS)
    // The next key first: once the cloud takes it, it is the one to judge by.
    const isTaken = next !== undefined && (await takes(connection, next, signal))
    const key = isTaken ? next : active
    const examined = await examineWith(connection, key, signal)
    const rotation = next === undefined ? 'none' : isTaken ? 'switched' : 'waiting'
    return db.asTeam(teamId, async (tx) => {
      const before = existing(await connectionsStore(tx).lock(id))
      if (before.version !== connection.version) {
        throw new Problem('PRECONDITION_FAILED', { detail: 'It was changed while it was checked: check it again.' })
      }
      if (isTaken) await switchKeys(tx, before, next, active, who)
      return store(tx, before, examined, { rotation, key, who })
    })
  }

  async function read(teamId: string, id: string) {
    return db.asTeam(
      teamId,
      async (tx) => {
        const keys = connectionKeysStore(tx)
        const connection = existing(await connectionsStore(tx).find(id))
        return { connection, active: await keys.inState(id, 'active'), next: await keys.inState(id, 'next') }
      },
      { readOnly: true },
    )
  }

  async function takes(connection: ConnectionRow, key: ConnectionKeyRow, signal: AbortSignal): Promise<boolean> {
    try {
      await (await openConnection(needs, connection, key)).identify(signal)
      return true
    } catch (error) {
      // Whatever the reason, the active key goes on: a rotation stops nothing.
      if (error instanceof CloudFailure) return false
      throw error
    }
  }

  async function examineWith(
    connection: ConnectionRow,
    key: ConnectionKeyRow | undefined,
    signal: AbortSignal,
  ): Promise<Examined> {
    const thumbprint = key?.thumbprint ?? null
    try {
      return await examine(await openConnection(needs, connection, key), connection, thumbprint, signal)
    } catch (error) {
      const identity = { ok: false, principal_id: null, thumbprint, refusal: refusalOf(error) }
      return { identity, scopes: [], ok: false, isPassing: false }
    }
  }

  async function switchKeys(
    tx: TeamTx,
    connection: ConnectionRow,
    next: ConnectionKeyRow,
    active: ConnectionKeyRow | undefined,
    who: Caller | typeof careActor,
  ): Promise<void> {
    const keys = connectionKeysStore(tx)
    const stillNext = await keys.inState(connection.id, 'next')
    if (stillNext?.id !== next.id) return
    if (active) await keys.move(active.id, 'former')
    await keys.move(next.id, 'active')
    connection.certificate_not_after = next.not_after
    await audit.write(tx, who, {
      action: 'connection.certificate_activated',
      resource: resourceOf(connection),
      before: { thumbprint: active?.thumbprint ?? null },
      after: { thumbprint: next.thumbprint },
    })
  }

  async function store(
    tx: TeamTx,
    connection: ConnectionRow,
    examined: Examined,
    {
      rotation,
      key,
      who,
    }: { rotation: ConnectionCheck['rotation']; key: ConnectionKeyRow | undefined; who: Caller | typeof careActor },
  ): Promise<ConnectionCheck> {
    const now = clock.now()
    const ids = examined.scopes.map(({ scope }) => scope)
    const role = needs.clouds[connection.provider].customRole(
      connection.provider,
      { resize: connection.resize },
      ids.length > 0 ? ids : chosenScopes(connection),
    )
    const check: ConnectionCheck = {
      ...{ ok: examined.ok, at: now.toISOString(), identity: examined.identity, rotation },
      scopes: examined.scopes,
      custom_role: role,
    }
    // A cloud that cannot be reached has not refused anything: what was known before goes on counting.
    const status = examined.ok ? 'ready' : examined.isPassing ? connection.status : 'failing'
    const not_after = key?.not_after ?? connection.certificate_not_after
    const after = {
      ...connection,
      status,
      last_check: check,
      checked_at: now,
      certificate_not_after: not_after,
    } satisfies ConnectionRow
    await connectionsStore(tx).update(after)
    await settleLanes(tx, after, examined, now)
    needs.metrics?.connectionChecks.inc({ outcome: status })
    await audit.write(tx, who, {
      action: 'connection.checked',
      outcome: examined.ok ? 'success' : 'failure',
      resource: resourceOf(connection),
      before: { status: connection.status },
      after: { status },
      details: auditedCheck(check),
    })
    await tellOf(tx, connection, after, now)
    return check
  }

  /** Each part that passed is a lane of its own; the others are left alone until they pass. */
  async function settleLanes(
    tx: TeamTx,
    connection: ConnectionRow,
    { ok, isPassing, scopes }: Examined,
    now: Date,
  ): Promise<void> {
    const lanes = lanesStore(tx)
    const passed = scopes.filter((scope) => scope.ok).map(({ scope, name }) => ({ id: newId(), scope, name }))
    await lanes.open(connection.id, passed, now)
    if (connection.paused_at !== null || (!ok && !isPassing)) await lanes.closeAll(connection.id)
    for (const { scope, refusal } of scopes.filter((one) => !one.ok && !isPassingRefusal(one.refusal))) {
      const why = refusal ?? { kind: 'authorization', reason: 'PERMISSIONS_MISSING', message: 'Needed permissions are missing' }
      await lanes.close(connection.id, scope, { ...why, at: now.toISOString() })
    }
  }

  async function tellOf(tx: TeamTx, before: ConnectionRow, after: ConnectionRow, now: Date): Promise<void> {
    const event =
      after.status === 'failing' && before.status !== 'failing'
        ? 'connection.failing'
        : after.status === 'ready' && before.status === 'failing'
          ? 'connection.recovered'
          : null
    if (event === null) return
    const title = `The connection “${after.name}” ${event === 'connection.failing' ? 'does not pass its check' : 'works again'}`
    const refusal = after.last_check?.identity.refusal ?? null
    await tell(tx, { event, at: now, title, connection_id: after.id, detail: { name: after.name, refusal } })
  }
}

const auditedCheck = ({ rotation, identity, scopes }: ConnectionCheck): Record<string, unknown> => ({
  rotation,
  thumbprint: identity.thumbprint,
  refusal: identity.refusal?.reason ?? null,
  scopes: scopes.length,
  scopes_refused: scopes.filter(({ ok }) => !ok).length,
  missing: [...new Set(scopes.flatMap(({ missing }) => missing.map(({ action }) => action)))].slice(0, 50),
  excess: [...new Set(scopes.flatMap(({ excess }) => excess.map(({ what }) => what)))].slice(0, 50),
})
