import { type AcceptedInvitation, type Permission, Problem } from '@skykeep/contract'
import { type Caller, mustActThemselves, type PersonCaller } from '../../auth/principal.ts'
import { permissionsOfRoles, readMember, readRegistered } from '../../auth/registered.ts'
import { violates } from '../../db/errors.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import { readInvitationToken } from './invitation-token.ts'
import type { InvitationNeeds } from './invitations.service.ts'
import { type InvitationRow, invitationsStore } from './invitations.store.ts'

/**
 * Accepting an invitation, or declining it: once, in time, by the account that has the address to which it was sent, while its author
 * still has what it gives. To anybody else it looks like one that never was.
 */
export function accepting({ db, audit, clock, members }: Pick<InvitationNeeds, 'db' | 'audit' | 'clock' | 'members'>) {
  return {
    /** @throws Problem NOT_FOUND, INVITATION_ENDED, ALREADY_MEMBER */
    async accept(caller: Caller, given: { token: string }): Promise<AcceptedInvitation> {
      return decide(caller, given, async (tx, person, { invitation, team }) => {
        const { id, roles, invited_by, team_id } = invitation
        if (!(await invitationsStore(tx).accept(id, clock.now()))) return refusedAs(tx, person, invitation, over)
        const details = { invitation_id: id, invited_by }
        await members.admit(tx, person, { account_id: person.id, roles, details }, clock.now())
        return { team_id, team_name: team.name, roles }
      })
    },

    /** @throws Problem NOT_FOUND, INVITATION_ENDED */
    async decline(caller: Caller, given: { token: string }): Promise<null> {
      return decide(caller, given, async (tx, person, { invitation }) => {
        const { id, roles } = invitation
        if (invitation.expires_at <= clock.now() || !(await invitationsStore(tx).revoke(id, clock.now()))) {
          return refusedAs(tx, person, invitation, over)
        }
        await audit.write(tx, person, { action: 'invitation.declined', resource: resourceOf(id), before: { roles } })
        return null
      })
    },
  }

  async function decide<Done>(
    caller: Caller,
    { token }: { token: string },
    act: (tx: TeamTx, person: PersonCaller, found: Found) => Promise<Done | Problem>,
  ): Promise<Done> {
    mustActThemselves(caller)
    const read = readInvitationToken(token)
    if (!read) throw new Problem('NOT_FOUND')
    const attempt = async (tx: TeamTx) => {
      const found = await findFor(tx, caller.id, await invitationsStore(tx).findByHash(read.hash), clock.now())
      if (found === undefined) return new Problem('NOT_FOUND')
      return 'refusal' in found ? refusedAs(tx, caller, found.invitation, found.refusal) : act(tx, caller, found)
    }
    const outcome = await db.asTeam(read.team_id, attempt).catch(tellMember)
    // Thrown after the commit, so that the refusal has its entry.
    if (outcome instanceof Problem) throw outcome
    return outcome
  }

  async function refusedAs(tx: TeamTx, caller: PersonCaller, { id }: InvitationRow, { code, reason }: Refusal): Promise<Problem> {
    const fact = { action: 'invitation.refused', outcome: 'denied', resource: resourceOf(id), reason } as const
    await audit.write(tx, caller, fact)
    return new Problem(code)
  }
}

export const resourceOf = (id: string) => ({ type: 'invitation', id })

interface Refusal {
  code: 'NOT_FOUND' | 'INVITATION_ENDED'
  reason: string
}
const over: Refusal = { code: 'INVITATION_ENDED', reason: 'it was used, taken back or is too old' }

interface Found {
  invitation: InvitationRow
  team: { name: string }
}

/** An invitation as far as it is for this account; whether it is still open is not looked at. Undefined: there is none. */
export async function findFor(
  tx: TeamTx,
  accountId: string,
  invitation: InvitationRow | undefined,
  now: Date,
): Promise<Found | { invitation: InvitationRow; refusal: Refusal } | undefined> {
  const store = invitationsStore(tx)
  const team = await store.lockTeam()
  if (!team || !invitation) return undefined
  if ((await store.addressOf(accountId)) !== invitation.email) {
    return { invitation, refusal: { code: 'NOT_FOUND', reason: 'it is for another address' } }
  }
  if (!(await authorStillHolds(tx, invitation, await permissionsOfRoles(tx, invitation.roles), now.getTime()))) {
    return { invitation, refusal: { code: 'INVITATION_ENDED', reason: 'its author no longer has what it gives' } }
  }
  return { invitation, team }
}

/** An operator at the command line has everything; whoever else it was, must still be there. */
async function authorStillHolds(
  tx: TeamTx,
  { invited_by }: InvitationRow,
  given: ReadonlySet<Permission>,
  now: number,
): Promise<boolean> {
  if (invited_by === null) return true
  const member = await readMember(tx, invited_by, now)
  if (member && (await invitationsStore(tx).addressOf(invited_by)) === undefined) return false
  const author = member ?? (await readRegistered(tx, invited_by, now))
  if (!author?.active) return false
  return author.permissions.has('member:write') && [...given].every((name) => author.permissions.has(name))
}

/** Whoever came in by another way meanwhile, or has changed their address since, is a member already. */
function tellMember(error: unknown): never {
  throw violates(error, 'memberships_pkey') ? new Problem('ALREADY_MEMBER', { cause: error }) : error
}
