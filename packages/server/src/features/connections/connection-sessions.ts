import { Problem } from '@skykeep/contract'
import { CloudFailure, type CloudSession } from '../../cloud/cloud-provider.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import { connectionKeysStore } from './connection-keys.store.ts'
import type { ConnectionNeeds } from './connection-needs.ts'
import { connectionsStore } from './connections.store.ts'
import { lanesStore } from './lanes.store.ts'
import { mustBeUsable, openConnection } from './open-connection.ts'
import { existing } from './shown-connection.ts'

/** A session keeps its token: one for each connection, or the cloud is asked for a token too often (AADSTS50196). */
const SESSIONS_MAX = 500
/** Then the key is opened anew: it is not in memory for ever. */
const SESSION_MS = 15 * 60_000

interface Kept {
  key: string
  session: CloudSession
  openedAt: number
}

/** What the other parts of automation use of a connection. Whether it may be used is asked of the database each time. */
export function connectionSessions(needs: ConnectionNeeds) {
  const { db, clock } = needs
  const kept = new Map<string, Kept>()

  return {
    /** Opens a connection for work. @throws Problem NOT_FOUND, CONNECTION_PAUSED, CONNECTION_NOT_READY */
    async session(teamId: string, connectionId: string): Promise<CloudSession> {
      const { connection, active } = await db.asTeam(
        teamId,
        async (tx) => ({
          connection: existing(await connectionsStore(tx).find(connectionId)),
          active: await connectionKeysStore(tx).inState(connectionId, 'active'),
        }),
        { readOnly: true },
      )
      mustBeUsable(connection)
      const name = `${teamId}/${connectionId}`
      const key = JSON.stringify([connection.settings, active?.id ?? null, active?.sealed_key ?? null])
      const now = clock.now().getTime()
      const known = kept.get(name)
      if (known?.key === key && now - known.openedAt < SESSION_MS) return known.session
      const session = await openConnection(needs, connection, active).catch(notReady)
      kept.delete(name)
      const own = { key, session, openedAt: now }
      kept.set(name, own)
      // Also one that nobody asks for again.
      setTimeout(() => kept.get(name) === own && kept.delete(name), SESSION_MS).unref()
      for (const oldest of kept.keys()) if (kept.size > SESSIONS_MAX) kept.delete(oldest)
      return session
    },

    /**
     * Tells of a failure while a connection was used. A refused credential ends its use at once; a permission that is missing somewhere is
     * looked into by a check, within minutes: it may concern one machine only.
     */
    async noteFailure(tx: TeamTx, connectionId: string, failure: CloudFailure, now: Date): Promise<void> {
      if (failure.kind !== 'authorization') return
      const store = connectionsStore(tx)
      const connection = await store.lock(connectionId)
      if (connection?.status !== 'ready') return
      const isRefused = concernsCredential(failure)
      const care_due_at = isRefused ? now : notBefore(now, connection.checked_at)
      await store.update({ ...connection, ...(isRefused && { status: 'failing' as const }), care_due_at })
      if (!isRefused) return
      await lanesStore(tx).closeAll(connectionId)
      await needs.tell(tx, {
        event: 'connection.failing',
        at: now,
        title: `The connection “${connection.name}” is refused by its cloud`,
        connection_id: connectionId,
        detail: { name: connection.name, code: failure.code, message: failure.message },
      })
    },

    /** Forgets the opened keys: some were changed or destroyed. */
    forget(): void {
      kept.clear()
    },
  }
}

const credentialCodes = new Set([
  'InvalidAuthenticationToken',
  'ExpiredAuthenticationToken',
  'AuthenticationFailed',
  'invalid_client',
])

/** One machine that may not be touched fails again and again: that must not have its connection checked as often. */
const CHECKED_AGAIN_MS = 5 * 60_000
const notBefore = (now: Date, checkedAt: Date | null): Date =>
  new Date(Math.max(now.getTime(), (checkedAt?.getTime() ?? 0) + CHECKED_AGAIN_MS))

/** Whether it is about who we are, and not about what we may. */
const concernsCredential = ({ code }: CloudFailure): boolean => code.startsWith('AADSTS') || credentialCodes.has(code)

function notReady(error: unknown): never {
  if (!(error instanceof CloudFailure)) throw error
  throw new Problem('CONNECTION_NOT_READY', { detail: error.message, cause: error })
}
