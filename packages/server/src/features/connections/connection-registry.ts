import {
  type ConnectionDependents,
  type ConnectionDetails,
  type ConnectionPatch,
  type NewConnection,
  Problem,
  type SyncAsked,
} from '@skykeep/contract'
import { type Caller, must } from '../../auth/principal.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import { idOfCursor, pageOf } from '../../lib/id-cursor.ts'
import type { Repeatable } from '../../lib/once-only.ts'
import { type ExpectedVersions, mustBeExpected } from '../../lib/versions.ts'
import { connectionKeysStore } from './connection-keys.store.ts'
import { newConnectionKey } from './connection-keys.ts'
import type { ConnectionNeeds } from './connection-needs.ts'
import { type ConnectionRow, connectionsStore } from './connections.store.ts'
import { countDependents } from './dependents.store.ts'
import { chosenScopes } from './examine.ts'
import { lanesStore } from './lanes.store.ts'
import { mustBeUsable } from './open-connection.ts'
import { auditedConnection, existing, resourceOf, shownConnection, shownDetails } from './shown-connection.ts'

const usual = { bits: 3072, days: 365 } as const

/** The connections of a team. What leads somewhere else is checked anew before it is used. */
export function connectionRegistry({ db, audit, clock, newId, once, keyRing, clouds, replan }: ConnectionNeeds) {
  return {
    async create(caller: Caller, input: NewConnection, call?: Repeatable): Promise<ConnectionDetails> {
      must(caller, 'connection:write')
      mustBeKnownCloud(input.azure?.cloud)
      const now = clock.now()
      const about = { team_id: caller.team_id, connection_id: newId(), id: newId(), now }
      const key = input.provider === 'azure' ? await newConnectionKey(keyRing, about, input.certificate ?? usual) : undefined
      const row = {
        ...{ team_id: caller.team_id, id: about.connection_id, name: input.name, resize: input.resize, status: 'unchecked' },
        ...{ paused_at: null, last_check: null, checked_at: null, certificate_not_after: key?.not_after ?? null },
        ...{ provider: input.provider, settings: settingsOf(input, newId) },
        ...{ care_due_at: now, version: 1, created_at: now, updated_at: now },
      } as ConnectionRow
      return once(caller, call, async (tx) => {
        await connectionsStore(tx).insert(row)
        const keys = key ? [{ ...key, state: 'active' as const }] : []
        for (const one of keys) await connectionKeysStore(tx).insert(one)
        const after = { ...auditedConnection(row), thumbprint: key?.thumbprint ?? null }
        await audit.write(tx, caller, { action: 'connection.created', resource: resourceOf(row), after })
        return shownDetails(row, keys, [])
      })
    },

    async list(caller: Caller, { limit, cursor }: { limit: number; cursor?: string | undefined }) {
      must(caller, 'connection:read')
      const after = cursor === undefined ? undefined : idOfCursor(cursor)
      const rows = await db.asTeam(caller.team_id, (tx) => connectionsStore(tx).list({ after, limit }), { readOnly: true })
      return pageOf(rows, limit, ({ id }) => id, shownConnection)
    },

    async get(caller: Caller, id: string): Promise<ConnectionDetails> {
      must(caller, 'connection:read')
      return db.asTeam(caller.team_id, (tx) => details(tx, id), { readOnly: true })
    },

    async change(caller: Caller, id: string, patch: ConnectionPatch, expected: ExpectedVersions): Promise<ConnectionDetails> {
      must(caller, 'connection:write')
      mustBeKnownCloud(patch.azure?.cloud)
      const now = clock.now()
      return db.asTeam(caller.team_id, async (tx) => {
        const before = existing(await connectionsStore(tx).lock(id))
        mustBeExpected(expected, before.version)
        mustFitProvider(before, patch)
        const after = changed(before, patch, now)
        await connectionsStore(tx).update(after)
        await settle(tx, before, after, now)
        const [was, is] = [auditedConnection(before), auditedConnection(after)]
        await audit.write(tx, caller, { action: 'connection.updated', resource: resourceOf(after), before: was, after: is })
        return details(tx, id)
      })
    },

    /** What stops with it, for somebody who is about to delete it. */
    async dependents(caller: Caller, id: string): Promise<ConnectionDependents> {
      must(caller, 'connection:read')
      return db.asTeam(
        caller.team_id,
        async (tx) => {
          const { name } = existing(await connectionsStore(tx).find(id))
          return { connection_id: id, name, ...(await countDependents(tx, id)) }
        },
        { readOnly: true },
      )
    },

    /** Nothing is asked of the cloud: machines stay as they are, and nobody switches them any more. Its keys are gone with it. */
    async remove(caller: Caller, id: string, expected: ExpectedVersions): Promise<void> {
      must(caller, 'connection:write')
      await db.asTeam(caller.team_id, async (tx) => {
        const connection = existing(await connectionsStore(tx).lock(id))
        mustBeExpected(expected, connection.version)
        const { schedules, ...lost } = await countDependents(tx, id)
        await connectionsStore(tx).remove(id)
        const fact = { action: 'connection.deleted', resource: resourceOf(connection), before: auditedConnection(connection) }
        await audit.write(tx, caller, { ...fact, details: { ...lost, schedules: schedules.length } })
      })
    },

    /** Has the machines read from the cloud soon. @throws Problem CONNECTION_PAUSED, CONNECTION_NOT_READY */
    async sync(caller: Caller, id: string): Promise<SyncAsked> {
      must(caller, 'connection:write')
      const now = clock.now()
      return db.asTeam(caller.team_id, async (tx) => {
        const connection = existing(await connectionsStore(tx).lock(id))
        mustBeUsable(connection)
        const lanes = await lanesStore(tx).due(id, scopesThatPassed(connection), now)
        await audit.write(tx, caller, { action: 'connection.sync_asked', resource: resourceOf(connection), details: { lanes } })
        return { lanes, due_at: now.toISOString() }
      })
    },
  }

  async function details(tx: TeamTx, id: string): Promise<ConnectionDetails> {
    const connection = existing(await connectionsStore(tx).find(id))
    return shownDetails(connection, await connectionKeysStore(tx).of(id), await lanesStore(tx).of(id))
  }

  /** What the change means for the parts of the connection, in the transaction of the change. */
  async function settle(tx: TeamTx, before: ConnectionRow, after: ConnectionRow, now: Date): Promise<void> {
    const lanes = lanesStore(tx)
    if (after.paused_at !== null || after.status !== 'ready') await lanes.closeAll(after.id)
    else if (before.paused_at !== null) await lanes.due(after.id, scopesThatPassed(after), now)
    const chosen = chosenScopes(after)
    if (after.settings === before.settings || chosen.length === 0) return
    const machine_ids = await lanes.abandonAllBut(after.id, chosen, now)
    if (machine_ids.length > 0) await replan(tx, { machine_ids }, now)
  }

  /** @throws Problem VALIDATION_FAILED: keys prove themselves to the operator's closed list of hosts only */
  function mustBeKnownCloud(cloud: string | undefined): void {
    if (cloud === undefined || clouds.azure.azureClouds.includes(cloud)) return
    const detail = `must be one of ${clouds.azure.azureClouds.join(', ')}`
    throw new Problem('VALIDATION_FAILED', { errors: [{ pointer: '#/azure/cloud', detail }] })
  }
}

export const scopesThatPassed = ({ last_check }: ConnectionRow): string[] =>
  last_check?.scopes.filter(({ ok }) => ok).map(({ scope }) => scope) ?? []

function settingsOf({ azure, aws }: Pick<NewConnection, 'azure' | 'aws'>, newId: () => string): ConnectionRow['settings'] {
  if (azure) return { ...azure, subscription_ids: distinct(azure.subscription_ids) }
  return { role_arn: aws!.role_arn, external_id: newId(), regions: distinct(aws!.regions) }
}

/** Another place, or a larger right, is checked before it is used. */
function changed(before: ConnectionRow, { name, azure, aws, resize, paused }: ConnectionPatch, now: Date): ConnectionRow {
  const isMoved = azure !== undefined || aws !== undefined
  // The external id stays: the role's trust policy names it.
  const kept = before.provider === 'aws' ? before.settings.external_id : ''
  const mustBeChecked = isMoved || (resize !== undefined && resize !== before.resize)
  return {
    ...before,
    ...(name !== undefined && { name }),
    ...(resize !== undefined && { resize }),
    ...(isMoved && { settings: settingsOf({ azure, aws }, () => kept) }),
    ...(mustBeChecked && { status: 'unchecked' as const, care_due_at: now }),
    ...(paused !== undefined && { paused_at: paused ? (before.paused_at ?? now) : null }),
    version: before.version + 1,
    updated_at: now,
  } as ConnectionRow
}

/** @throws Problem VALIDATION_FAILED */
function mustFitProvider({ provider }: ConnectionRow, patch: ConnectionPatch): void {
  const other = provider === 'azure' ? 'aws' : 'azure'
  if (patch[other] === undefined) return
  throw new Problem('VALIDATION_FAILED', {
    errors: [{ pointer: `#/${other}`, detail: `is not for a connection to ${provider}` }],
  })
}

const distinct = (items: readonly string[]): string[] => [...new Set(items)]
