import type { Audit } from '../../audit/audit.ts'
import type { AuditActor } from '../../audit/fact.ts'
import { endGrantsOf, type GrantRow } from '../../auth/end-grants.ts'
import { type Caller, NO_TEAM, type PersonCaller } from '../../auth/principal.ts'
import type { Database, TeamTx } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import { artefactStore } from './artefacts.store.ts'
import { grantsStore } from './grants.store.ts'

interface Needs {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  newId: () => string
}

/** How a person came to be asked: by a browser, or by the code of a device. */
type Way = 'browser' | 'device'

/** Nothing that somebody agreed to once goes on for longer, however often its tokens are renewed. */
export const GRANT_SECONDS = 30 * 86_400
/** Grants that ended are kept this long, for whoever looks back at what happened. */
const KEPT_MS = 30 * 86_400_000

export type GrantService = ReturnType<typeof grantService>

/** What people let clients do for them. A grant belongs to the team in which the client acts: there its entries stand in the trail. */
export function grantService({ db, audit, clock, newId }: Needs) {
  return {
    /** In the transaction in which the request is answered, in the team of the caller. Whether they may was asked before. */
    async give(
      tx: TeamTx,
      caller: PersonCaller,
      { client_id, scopes, way }: { client_id: string; scopes: readonly string[]; way: Way },
    ): Promise<GrantRow> {
      const now = clock.now()
      const grant: GrantRow = {
        id: newId(),
        account_id: caller.id,
        client_id,
        acts_in: caller.team_id === NO_TEAM ? null : caller.team_id,
        scopes: [...scopes],
        session_id: caller.person.session_id,
        created_at: now,
        expires_at: new Date(now.getTime() + GRANT_SECONDS * 1_000),
        last_used_at: null,
        ended_at: null,
      }
      await grantsStore(tx).insert(grant)
      const details = { client_id, scopes: grant.scopes, way, expires_at: grant.expires_at.toISOString() }
      await audit.write(tx, caller, { action: 'consent.given', resource: resourceOf(grant), details })
      return grant
    },

    /** A grant that is in force. */
    async find(id: string): Promise<GrantRow | null> {
      const found = await db.withoutTeam((tx) => grantsStore(tx).find(id), { readOnly: true })
      return found && found.ended_at === null && found.expires_at > clock.now() ? found : null
    },

    /** What the person has agreed to before, if that covers what is asked now. */
    async remembered(
      of: Pick<GrantRow, 'account_id' | 'client_id' | 'acts_in'>,
      scopes: readonly string[],
    ): Promise<GrantRow | null> {
      const found = await db.withoutTeam((tx) => grantsStore(tx).findCovering(of, scopes, clock.now()), { readOnly: true })
      return found ?? null
    },

    listOf: (account_id: string): Promise<GrantRow[]> =>
      db.withoutTeam((tx) => grantsStore(tx).listOpen(account_id, clock.now()), { readOnly: true }),

    /**
     * Ends a grant with all its tokens, unless it has ended already. `also` is written into the same transaction.
     * Says whether this call did it.
     */
    async end(
      { id, account_id, client_id, acts_in }: GrantRow,
      who: Caller | AuditActor,
      how: { action: 'grant.revoked' | 'consent.withdrawn'; reason?: string },
      also: (tx: TeamTx) => Promise<void> = async () => {},
    ): Promise<boolean> {
      return db.asTeam(acts_in ?? NO_TEAM, async (tx) => {
        const ended = await endGrantsOf(tx, { id }, clock.now())
        if (ended.length === 0) return false
        await artefactStore(tx).removeGrant(id)
        await also(tx)
        const { action, reason } = how
        const fact = { action, resource: resourceOf({ id }), details: { of: account_id, client_id } }
        await audit.write(tx, who, reason === undefined ? fact : { ...fact, reason })
        return true
      })
    },

    /** Upkeep. */
    removeOld: (): Promise<void> => db.withoutTeam((tx) => grantsStore(tx).removeOld(new Date(clock.now().getTime() - KEPT_MS))),
  }
}

export const resourceOf = ({ id }: Pick<GrantRow, 'id'>) => ({ type: 'grant', id })
