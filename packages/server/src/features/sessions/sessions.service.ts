import { type CurrentSession, Problem, type Session } from '@skykeep/contract'
import type { Audit } from '../../audit/audit.ts'
import type { AuditActor } from '../../audit/fact.ts'
import { teamsOfAccount } from '../../auth/account-teams.ts'
import { endGrantsOf } from '../../auth/end-grants.ts'
import { endTokensOf } from '../../auth/end-tokens.ts'
import {
  type Assurance,
  type Caller,
  mustActThemselves,
  mustBeThemselves,
  NO_TEAM,
  type PersonCaller,
} from '../../auth/principal.ts'
import type { Configuration } from '../../config/schema.ts'
import type { Database, InstallationTx, TeamTx } from '../../db/tenancy.ts'
import type { SessionCookie } from '../../http/session-cookie.ts'
import type { Clock } from '../../lib/new-id.ts'
import { hashOf, newValue } from '../../lib/one-time-value.ts'
import { challengesStore } from './challenges.store.ts'
import { type SessionRow, sessionsStore } from './sessions.store.ts'

/** How somebody proved who they are, in the words of RFC 8176 where it has one: `pwd`, `otp`; ours: `recovery`, `passkey`. */
export type Method = 'pwd' | 'otp' | 'recovery' | 'passkey'

export interface StartedSession extends SessionCookie {
  session_id: string
}

/** Somebody who has just proven who they are, and where from. */
export interface Proven {
  account_id: string
  methods: readonly Method[]
  assurance: Assurance
  trace_id: string | null
  address: string | null
  user_agent: string | null
  /** The cookie of the session that the browser was in. It ends: whoever knew it has not signed in with this person. */
  former?: string | null
}

interface Needs {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  newId: () => string
  config: Pick<Configuration, 'SKYKEEP_SESSION_SECONDS'>
}

type Tx = TeamTx | InstallationTx

export type SessionService = ReturnType<typeof sessionService>

/**
 * Sessions of people. Whatever raises or moves what a session may do makes a new one in its place: new id, new cookie, the old one
 * dead, so that a cookie that somebody planted or saw before is worth nothing afterwards.
 */
export function sessionService({ db, audit, clock, newId, config }: Needs) {
  const lifeMs = config.SKYKEEP_SESSION_SECONDS * 1_000

  return {
    /** Signs in. The team is the one that the person was in last. */
    async begin(proven: Proven): Promise<StartedSession> {
      const now = clock.now()
      const { row, started } = made(proven, { created_at: now, expires_at: new Date(now.getTime() + lifeMs) })
      await db.withoutTeam(async (tx) => {
        const store = sessionsStore(tx)
        const [teams, last] = [await teamsOfAccount(tx, proven.account_id), await store.lastTeam(proven.account_id)]
        row.selected_team = last !== null && teams.includes(last) ? last : (teams[0] ?? null)
        await store.insert(row)
        if (proven.former) await endByCookie(tx, proven.former)
        const details = { methods: proven.methods, assurance: proven.assurance }
        await audit.write(tx, actorOf(proven), { action: 'session.started', resource: resourceOf(row), details })
      })
      if (row.selected_team !== null) await tellTeam(row.selected_team, actorOf(proven), row)
      return started
    },

    /** Proves more, or again, within a session. It keeps its age and its team. `withPassword`: what the password alone is worth now. */
    async rise(caller: PersonCaller, methods: readonly Method[], withPassword?: 'enrolment' | 'single'): Promise<StartedSession> {
      mustBeThemselves(caller)
      return replace(caller, (old) => {
        const all = [...new Set([...old.methods, ...methods])]
        return { methods: all, assurance: assuranceOf(all, withPassword ?? old.assurance), authenticated_at: clock.now() }
      })
    },

    /** @throws Problem NOT_FOUND when they are no member of that team */
    async selectTeam(caller: Caller, team_id: string | null): Promise<StartedSession> {
      mustBeThemselves(caller)
      const teams = await db.withoutTeam((tx) => teamsOfAccount(tx, caller.id), { readOnly: true })
      if (team_id !== null && !teams.includes(team_id)) throw new Problem('NOT_FOUND')
      const started = await replace(caller, () => ({ selected_team: team_id }), 'session.team_selected')
      if (team_id !== null) await tellTeam(team_id, caller, { id: started.session_id })
      return started
    },

    async current(caller: Caller): Promise<Omit<CurrentSession, 'permissions'>> {
      mustBeThemselves(caller)
      const found = await db.withoutTeam(
        async (tx) => {
          const session = await sessionsStore(tx).find(caller.id, caller.person.session_id)
          const account = await tx
            .selectFrom('identity.accounts')
            .select(['id', 'email', 'name'])
            .where('id', '=', caller.id)
            .executeTakeFirst()
          return session && account ? { session, account } : undefined
        },
        { readOnly: true },
      )
      if (!found) throw new Problem('SESSION_ENDED')
      const { session, account } = found
      const { id, assurance, methods, authenticated_at, expires_at } = session
      return {
        id,
        account,
        team: await teamOfCaller(caller),
        assurance,
        second_factor_needed: caller.restriction !== undefined || assurance === 'enrolment',
        methods,
        authenticated_at: authenticated_at.toISOString(),
        expires_at: expires_at.toISOString(),
      }
    },

    async list(caller: Caller): Promise<Session[]> {
      mustActThemselves(caller)
      const rows = await db.withoutTeam((tx) => sessionsStore(tx).listOpen(caller.id, clock.now()), { readOnly: true })
      return rows.map((row) => shown(row, caller.person.session_id))
    },

    /** @throws Problem NOT_FOUND when the person has no open session with that id */
    async end(caller: Caller, id: string): Promise<void> {
      mustActThemselves(caller)
      await db.withoutTeam(async (tx) => {
        const ended = await endWhere(tx, { account_id: caller.id, id })
        if (ended.length === 0) throw new Problem('NOT_FOUND')
        await audit.write(tx, caller, { action: 'session.ended', resource: { type: 'session', id } })
      })
    },

    /** Ends all sessions of the person but the one that asks. */
    async endOthers(caller: Caller): Promise<void> {
      mustActThemselves(caller)
      await db.withoutTeam(async (tx) => {
        const ended = await endWhere(tx, { account_id: caller.id, except: caller.person.session_id })
        for (const id of ended) await audit.write(tx, caller, { action: 'session.ended', resource: { type: 'session', id } })
      })
    },

    /**
     * Ends sessions of a person in the transaction of whatever makes them void (a new password, a closed account), and what they let
     * clients do for them: whoever is locked out must not be able to stay in through a client.
     */
    async endAll(tx: Tx, account_id: string, { except, team }: { except?: string; team?: string } = {}): Promise<number> {
      // A sign-in that waits for its second factor proved a password that may be void now.
      if (team === undefined) await challengesStore(tx).removeOf(account_id)
      await endGrantsOf(tx, { account_id, ...(team !== undefined && { team }) }, clock.now())
      return (await endWhere(tx, { account_id, ...(except !== undefined && { except }), ...(team !== undefined && { team }) }))
        .length
    },

    /** Upkeep: sessions that ended long ago. */
    removeOld: (): Promise<void> =>
      db.withoutTeam((tx) => sessionsStore(tx).removeOld(new Date(clock.now().getTime() - KEPT_MS))),
  }

  async function replace(
    caller: PersonCaller,
    change: (old: SessionRow) => Partial<SessionRow>,
    action: 'session.stepped_up' | 'session.team_selected' = 'session.stepped_up',
  ): Promise<StartedSession> {
    const now = clock.now()
    return db.withoutTeam(async (tx) => {
      const store = sessionsStore(tx)
      const old = await store.find(caller.id, caller.person.session_id)
      // Whoever ends it first replaces it: of two at once the other has no session any more.
      const [ended] = old ? await endWhere(tx, { account_id: caller.id, id: old.id }) : []
      if (!old || ended === undefined) throw new Problem('SESSION_ENDED')
      const changes = change(old)
      const { row, started } = made({ ...old, trace_id: null, methods: old.methods as Method[] }, { ...old, ...changes })
      await store.insert({
        ...row,
        ...changes,
        selected_team: changes.selected_team === undefined ? old.selected_team : changes.selected_team,
      })
      const details = { methods: changes.methods ?? old.methods, former: old.id }
      await audit.write(tx, caller, { action, resource: resourceOf(row), details })
      return { ...started, maxAgeSeconds: Math.max(1, Math.ceil((old.expires_at.getTime() - now.getTime()) / 1_000)) }
    })
  }

  function made(
    { account_id, methods, assurance, address, user_agent }: Proven,
    kept: { created_at: Date; expires_at: Date; authenticated_at?: Date },
  ): { row: Omit<SessionRow, 'ended_at'>; started: StartedSession } {
    const now = clock.now()
    const cookie = newValue()
    const row = {
      id: newId(),
      account_id,
      token_hash: hashOf(cookie),
      selected_team: null as string | null,
      assurance,
      methods: [...methods],
      authenticated_at: kept.authenticated_at ?? now,
      created_at: kept.created_at,
      last_seen_at: now,
      expires_at: kept.expires_at,
      address,
      user_agent: user_agent?.slice(0, 300) ?? null,
    }
    return { row, started: { session_id: row.id, cookie, maxAgeSeconds: config.SKYKEEP_SESSION_SECONDS } }
  }

  async function endWhere(tx: Tx, which: Parameters<ReturnType<typeof sessionsStore>['end']>[0]): Promise<string[]> {
    const ended = await sessionsStore(tx).end(which, clock.now())
    await endTokensOf(tx, ended, clock.now())
    return ended
  }

  async function endByCookie(tx: Tx, cookie: string): Promise<void> {
    const former = await sessionsStore(tx).findOpen(hashOf(cookie), clock.now())
    if (former) await endWhere(tx, { account_id: former.account_id, id: former.id })
  }

  /** The team's own trail tells who came in: its auditor does not see the installation's. */
  async function tellTeam(team_id: string, who: Caller | AuditActor, { id }: { id: string }): Promise<void> {
    await db.asTeam(team_id, (tx) => audit.write(tx, who, { action: 'session.team_selected', resource: { type: 'session', id } }))
  }

  async function teamOfCaller({ team_id }: Caller): Promise<CurrentSession['team']> {
    if (team_id === NO_TEAM) return null
    const team = await db.asTeam(
      team_id,
      (tx) => tx.selectFrom('directory.teams').select(['team_id', 'name']).executeTakeFirst(),
      { readOnly: true },
    )
    return team ? { id: team.team_id, name: team.name } : null
  }
}

/** Ended sessions are kept this long, for whoever looks back at what happened. */
const KEPT_MS = 30 * 86_400_000

/** Two different kinds of proof within one session, or a passkey, which is two by itself. */
function assuranceOf(methods: readonly string[], otherwise: Assurance): Assurance {
  const isTwice = methods.includes('pwd') && (methods.includes('otp') || methods.includes('recovery'))
  return isTwice || methods.includes('passkey') ? 'multi' : otherwise
}

const resourceOf = ({ id }: { id: string }) => ({ type: 'session', id })

const actorOf = ({ account_id, trace_id, address }: Proven): AuditActor => ({
  kind: 'account',
  id: account_id,
  token_id: null,
  trace_id,
  address,
})

const shown = (row: SessionRow, currentId: string): Session => ({
  id: row.id,
  is_current: row.id === currentId,
  methods: row.methods,
  address: row.address,
  user_agent: row.user_agent,
  created_at: row.created_at.toISOString(),
  last_seen_at: row.last_seen_at.toISOString(),
  expires_at: row.expires_at.toISOString(),
})
