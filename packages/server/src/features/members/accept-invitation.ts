import { type AcceptedInvitation, type Permission, Problem } from '@skykeep/contract'
import { type Caller, mustActThemselves, type PersonCaller } from '../../auth/principal.ts'
import { permissionsOfRoles, readMember, readRegistered } from '../../auth/registered.ts'
import { violates } from '../../db/errors.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import { readInvitationToken } from './invitation-token.ts'
import type { InvitationNeeds } from './invitations.service.ts'
import { type InvitationRow, invitationsStore } from './invitations.store.ts'

/**
 * Accepting an invitation: once, in time, by the account that has the address to which it was sent, while its author still has what it
 * gives. To anybody else it looks like one that never was.
 */
export function accepting({ db, audit, clock, members }: Pick<InvitationNeeds, 'db' | 'audit' | 'clock' | 'members'>) {
  return {
    /** @throws Problem NOT_FOUND, INVITATION_ENDED, ALREADY_MEMBER */
    async accept(caller: Caller, { token }: { token: string }): Promise<AcceptedInvitation> {
      mustActThemselves(caller)
      const read = readInvitationToken(token)
      if (!read) throw new Problem('NOT_FOUND')
      const outcome = await db.asTeam(read.team_id, (tx) => attempt(tx, caller, read.hash)).catch(tellMember)
      // Thrown after the commit, so that the refusal has its entry.
      if (outcome instanceof Problem) throw outcome
      return outcome
    },
  }

  async function attempt(tx: TeamTx, caller: PersonCaller, hash: string): Promise<AcceptedInvitation | Problem> {
    const store = invitationsStore(tx)
    const team = await store.lockTeam()
    const invitation = team && (await store.findByHash(hash))
    if (!team || !invitation) return new Problem('NOT_FOUND')
    const refuse = async (code: 'NOT_FOUND' | 'INVITATION_ENDED', reason: string) => {
      await audit.write(tx, caller, {
        action: 'invitation.refused',
        outcome: 'denied',
        resource: resourceOf(invitation.id),
        reason,
      })
      return new Problem(code)
    }
    const { id, email, roles, invited_by } = invitation
    if ((await store.addressOf(caller.id)) !== email) return refuse('NOT_FOUND', 'it is for another address')
    const now = clock.now()
    if (!(await authorStillHolds(tx, invitation, await permissionsOfRoles(tx, roles), now.getTime()))) {
      return refuse('INVITATION_ENDED', 'its author no longer has what it gives')
    }
    if (!(await store.accept(id, now))) return refuse('INVITATION_ENDED', 'it was used, taken back or is too old')
    const details = { invitation_id: id, invited_by }
    await members.admit(tx, caller, { account_id: caller.id, roles, details }, now)
    return { team_id: invitation.team_id, team_name: team.name, roles }
  }
}

export const resourceOf = (id: string) => ({ type: 'invitation', id })

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
