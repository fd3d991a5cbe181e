import { hash } from 'node:crypto'
import { type NewTeam, Problem, type Team } from '@skykeep/contract'
import { canonicalize } from '@skykeep/proof'
import type { Audit } from '../../audit/audit.ts'
import { type Caller, mustActThemselves, operatorOf, type PersonCaller } from '../../auth/principal.ts'
import type { Database, TeamTx } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import { KEPT_MS, mustBeUsableKey, type Repeatable } from '../../lib/once-only.ts'
import type { MemberService } from '../members/members.service.ts'
import { keepFounding } from './foundings.store.ts'
import { resourceOf, shown } from './shown-team.ts'
import { type TeamRow, teamsStore } from './teams.store.ts'

export interface FoundingNeeds {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  newId: () => string
  members: Pick<MemberService, 'admit'>
}

/** How teams come to be: by a person, who owns it from then on, or by an operator, who invites its first owner. */
export function founding({ db, audit, clock, newId, members }: FoundingNeeds) {
  return {
    /** Only an operator founds a team that has nobody in it. */
    async found({ name }: NewTeam, operator: string): Promise<Team> {
      const row = rowOf(name, clock.now())
      const founder = operatorOf(newId(), operator)
      return db.asTeam(founder.team_id, async (tx) => shown(await insert(tx, founder, row)))
    },

    /**
     * Founds a team whose owner is the caller. No machine can: it belongs to one team and could never reach another.
     *
     * @throws Problem SECOND_FACTOR_REQUIRED of somebody who proved themselves by a short password alone
     */
    async foundAs(caller: Caller, input: NewTeam, call?: Repeatable): Promise<Team> {
      mustActThemselves(caller)
      if (caller.person.assurance === 'enrolment') throw new Problem('SECOND_FACTOR_REQUIRED')
      const now = clock.now()
      const row = rowOf(input.name, now)
      const team_id = newId()
      const answer = shown({ team_id, ...row })
      const request_hash = hash('sha256', canonicalize(call?.request ?? { ...input }), 'buffer')
      const former = await db.asTeam(team_id, async (tx) => {
        const earlier = await repeated(tx, caller, call?.key, request_hash, answer)
        if (earlier) return earlier
        await insert(tx, caller, row)
        await members.admit(tx, caller, { account_id: caller.id, roles: ['owner'] }, now)
        return undefined
      })
      if (!former) return answer
      if (!former.request_hash.equals(request_hash)) throw new Problem('IDEMPOTENCY_KEY_REUSED')
      return former.answer
    },
  }

  async function insert(tx: TeamTx, founder: Caller, row: Omit<TeamRow, 'team_id'>): Promise<TeamRow> {
    const team = await teamsStore(tx).insert(row)
    await audit.write(tx, founder, { action: 'team.created', resource: resourceOf(team), after: { name: team.name } })
    return team
  }

  function repeated(tx: TeamTx, { id }: PersonCaller, key: string | undefined, request_hash: Buffer, answer: Team) {
    if (key === undefined) return undefined
    mustBeUsableKey(key)
    const created_at = clock.now()
    const expiry = new Date(created_at.getTime() - KEPT_MS)
    return keepFounding(tx, { account_id: id, key, request_hash, answer, created_at }, expiry)
  }
}

/** A team demands nothing of sign-ins beyond what the installation does, until somebody says so. */
const rowOf = (name: string, now: Date): Omit<TeamRow, 'team_id'> => ({
  name,
  second_factor_required: false,
  session_idle_seconds: null,
  session_seconds: null,
  allowed_networks: [],
  version: 1,
  created_at: now,
  updated_at: now,
})
