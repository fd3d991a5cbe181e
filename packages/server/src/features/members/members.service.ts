import type { Member, MemberPatch, MemberPermissions, WithoutSecondFactor } from '@skykeep/contract'
import type { Audit } from '../../audit/audit.ts'
import { teamsOfAccount } from '../../auth/account-teams.ts'
import { endGrantsOf } from '../../auth/end-grants.ts'
import { rolesToGive } from '../../auth/given-roles.ts'
import { mustHoldAll } from '../../auth/grants.ts'
import { keepingAnOwner } from '../../auth/owners.ts'
import { type Caller, isOneself, must } from '../../auth/principal.ts'
import { permissionsOfRoles, readGrants } from '../../auth/registered.ts'
import { type Database, type TeamTx, teamOf } from '../../db/tenancy.ts'
import { announce } from '../../keys/announce.ts'
import { idOfCursor, pageOf } from '../../lib/id-cursor.ts'
import type { Clock } from '../../lib/new-id.ts'
import { type ExpectedVersions, mustBeExpected } from '../../lib/versions.ts'
import { explainPermissions } from './explain-permissions.ts'
import { membersStore } from './members.store.ts'
import { existing, mustBeTheirTeam, resourceOf, shownMember } from './shown-member.ts'

interface Needs {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
}

/** So many names help; of more, the number says enough. */
const NAMED_MOST = 100

export type MemberService = ReturnType<typeof memberService>

/**
 * The people of a team and their roles. Nobody gives or takes what they lack, somebody who can end the team is always left, and every
 * change is told to all processes, so that it counts for the next call.
 */
export function memberService({ db, audit, clock }: Needs) {
  return {
    async list(caller: Caller, teamId: string, { limit, cursor }: { limit: number; cursor?: string | undefined }) {
      must(caller, 'member:read')
      mustBeTheirTeam(caller, teamId)
      const after = cursor === undefined ? undefined : idOfCursor(cursor)
      const rows = await db.asTeam(teamId, (tx) => membersStore(tx).list({ after, limit }), { readOnly: true })
      return pageOf(rows, limit, ({ account_id }) => account_id, shownMember)
    },

    async get(caller: Caller, teamId: string, accountId: string): Promise<Member> {
      mustReach(caller, accountId)
      mustBeTheirTeam(caller, teamId)
      return shownMember(existing(await db.asTeam(teamId, (tx) => membersStore(tx).find(accountId), { readOnly: true })))
    },

    /** Whom a demand for a second factor would keep out: asked before it is made. */
    async withoutSecondFactor(caller: Caller, teamId: string): Promise<WithoutSecondFactor> {
      must(caller, 'member:read')
      mustBeTheirTeam(caller, teamId)
      return db.asTeam(teamId, (tx) => membersStore(tx).withoutFactor(NAMED_MOST), { readOnly: true })
    },

    /** What a member may do, by which role, and what keeps them from it. */
    async permissions(caller: Caller, teamId: string, accountId: string): Promise<MemberPermissions> {
      mustReach(caller, accountId)
      mustBeTheirTeam(caller, teamId)
      return db.asTeam(
        teamId,
        async (tx) => {
          const store = membersStore(tx)
          const { roles } = existing(await store.find(accountId))
          return explainPermissions(accountId, await readGrants(tx, roles), await store.stateOf(accountId), await store.demands())
        },
        { readOnly: true },
      )
    },

    /** @throws Problem PERMISSION_DENIED when the caller lacks something that the member has or would have, LAST_OWNER */
    async change(
      caller: Caller,
      teamId: string,
      accountId: string,
      patch: MemberPatch,
      expected: ExpectedVersions,
    ): Promise<Member> {
      must(caller, 'member:write')
      mustBeTheirTeam(caller, teamId)
      const roles = [...new Set(patch.roles)]
      return changing(teamId, async (tx) => {
        const store = membersStore(tx)
        const before = existing(await store.find(accountId))
        mustBeExpected(expected, before.version)
        const gets = await rolesToGive(tx, roles, 'person')
        mustHoldAll(caller, new Set([...gets, ...(await permissionsOfRoles(tx, before.roles))]))
        const after = { ...before, roles, version: before.version + 1, updated_at: clock.now() }
        await store.update(after)
        await announce(tx, 'principal', accountId)
        const change = { before: { roles: before.roles }, after: { roles } }
        await audit.write(tx, caller, { action: 'member.roles_changed', resource: resourceOf(accountId), ...change })
        return shownMember(after)
      })
    },

    /** Removes a member; whoever removes themselves leaves, which nobody has to permit. */
    async remove(caller: Caller, teamId: string, accountId: string, expected: ExpectedVersions): Promise<void> {
      const leaves = isOneself(caller, accountId)
      if (!leaves) must(caller, 'member:write')
      mustBeTheirTeam(caller, teamId)
      await changing(teamId, async (tx) => {
        const store = membersStore(tx)
        const { roles, version } = existing(await store.find(accountId))
        mustBeExpected(expected, version)
        if (!leaves) mustHoldAll(caller, await permissionsOfRoles(tx, roles))
        await leave(tx, accountId)
        const action = leaves ? 'member.left' : 'member.removed'
        await audit.write(tx, caller, { action, resource: resourceOf(accountId), before: { roles } })
      })
    },

    /**
     * Leaves every team, before the account itself goes. Stops at the first that would be left without an owner; those before it are left.
     *
     * @throws Problem LAST_OWNER
     */
    async leaveAll(caller: Caller): Promise<void> {
      const teams = await db.withoutTeam((tx) => teamsOfAccount(tx, caller.id), { readOnly: true })
      for (const id of teams) {
        await changing(id, async (tx) => {
          const store = membersStore(tx)
          const member = await store.find(caller.id)
          if (!member) return
          await leave(tx, caller.id)
          await audit.write(tx, caller, {
            action: 'member.left',
            resource: resourceOf(caller.id),
            before: { roles: member.roles },
          })
        })
      }
    },

    /** Makes somebody a member, in the transaction of whoever decided that: the founder, or an accepted invitation. */
    async admit(
      tx: TeamTx,
      caller: Caller,
      { account_id, roles, details }: { account_id: string; roles: string[]; details?: Record<string, unknown> },
      now: Date,
    ): Promise<void> {
      await membersStore(tx).insert({ account_id, roles, version: 1, created_at: now, updated_at: now })
      await announce(tx, 'principal', account_id)
      const fact = { action: 'member.joined', resource: resourceOf(account_id), after: { roles } }
      await audit.write(tx, caller, { ...fact, ...(details && { details }) })
    },

    /** Removes everybody, before the team itself goes. Answers how many there were. */
    async dismissAll(tx: TeamTx): Promise<number> {
      const removed = await membersStore(tx).removeAll()
      await announce(tx, 'principal', ...removed)
      return removed.length
    },
  }

  /** With what they let clients do for them in this team. */
  async function leave(tx: TeamTx, account_id: string): Promise<void> {
    await membersStore(tx).remove(account_id)
    await endGrantsOf(tx, { account_id, team: teamOf(tx) }, clock.now())
    await announce(tx, 'principal', account_id)
  }

  /** Memberships change one after the other: the team's row is locked. */
  function changing<T>(teamId: string, work: (tx: TeamTx) => Promise<T>): Promise<T> {
    return db.asTeam(teamId, (tx) => keepingAnOwner(tx, () => work(tx)))
  }
}

/** Everybody may see what they are themselves; others only with the permission. */
function mustReach(caller: Caller, accountId: string): void {
  if (!isOneself(caller, accountId)) must(caller, 'member:read')
}
