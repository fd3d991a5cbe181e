import { Problem, permissionNames } from '@skykeep/contract'
import type { IssueAccessToken } from '../../auth/access-token-issuer.ts'
import { NO_TEAM } from '../../auth/principal.ts'
import type { Configuration } from '../../config/schema.ts'
import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import { hashOf } from '../../lib/one-time-value.ts'
import { type SessionRow, sessionsStore } from './sessions.store.ts'

interface Needs {
  db: Database
  clock: Clock
  issue: IssueAccessToken
  config: Pick<Configuration, 'SKYKEEP_SESSION_IDLE_SECONDS'>
}

/** Lives on a little after the gateway has stopped using it, for calls that are under way. */
const TOKEN_SECONDS = 120

export interface SessionToken {
  access_token: string
}

/**
 * The short-lived access token that stands for a session. Asked for once a minute for each session in use: that is when it is noticed
 * that a session was idle for too long, is too old, or has lost its team. What must work sooner is told by signals.
 */
export function sessionTokens({ db, clock, issue, config }: Needs) {
  return {
    /** @throws Problem SESSION_ENDED */
    async tokenFor(cookie: string): Promise<SessionToken> {
      const now = clock.now()
      const session = await db.withoutTeam((tx) => sessionsStore(tx).findOpen(hashOf(cookie), now), { readOnly: true })
      if (!session) throw new Problem('SESSION_ENDED')
      const limits = session.selected_team === null ? null : await limitsOf(session.selected_team, session.account_id)
      const idleMs = (limits?.session_idle_seconds ?? config.SKYKEEP_SESSION_IDLE_SECONDS) * 1_000
      const ageMs = limits?.session_seconds ? limits.session_seconds * 1_000 : Number.POSITIVE_INFINITY
      const isIdle = now.getTime() - session.last_seen_at.getTime() >= idleMs
      if (isIdle || now.getTime() - session.created_at.getTime() >= ageMs) throw new Problem('SESSION_ENDED')
      await db.withoutTeam((tx) => sessionsStore(tx).touch(session.id, now))
      return issue({
        principal: { id: session.account_id, team_id: limits ? session.selected_team! : NO_TEAM },
        scope: permissionNames,
        thumbprint: null,
        person: personOf(session),
        lifeSeconds: TOKEN_SECONDS,
      })
    },
  }

  /** What the selected team says of sessions; null when the person is no member of it any more, or it is gone. */
  async function limitsOf(team: string, account_id: string) {
    const found = await db.asTeam(
      team,
      (tx) =>
        tx
          .selectFrom('directory.teams as team')
          .innerJoin('directory.memberships as member', 'member.team_id', 'team.team_id')
          .select(['team.session_idle_seconds', 'team.session_seconds'])
          .where('member.account_id', '=', account_id)
          .executeTakeFirst(),
      { readOnly: true },
    )
    return found ?? null
  }
}

const personOf = ({ id, authenticated_at, assurance }: SessionRow) => ({
  session_id: id,
  client_id: null,
  authenticated_at,
  assurance,
})
