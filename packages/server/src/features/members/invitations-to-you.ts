import { type InvitationToYou, isRole, Problem, standardRoles } from '@skykeep/contract'
import { type Caller, mustActThemselves } from '../../auth/principal.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import { findFor } from './accept-invitation.ts'
import { readInvitationToken } from './invitation-token.ts'
import type { InvitationNeeds } from './invitations.service.ts'
import { type InvitationRow, invitationsStore, invitationsTo } from './invitations.store.ts'

/** More than anybody has; whoever is invited by more teams at once is being annoyed. */
const SHOWN_MOST = 50

/**
 * What waits for a person. To come in they need the token all the same: who has had an account with an address for long need not be who
 * reads its mailbox today.
 */
export function invitationsToYou({ db, clock }: Pick<InvitationNeeds, 'db' | 'clock'>) {
  return {
    /** What an invitation says, to the person whom it is for. @throws Problem NOT_FOUND, INVITATION_ENDED */
    async look(caller: Caller, { token }: { token: string }): Promise<InvitationToYou> {
      mustActThemselves(caller)
      const read = readInvitationToken(token)
      if (!read) throw new Problem('NOT_FOUND')
      return db.asTeam(read.team_id, async (tx) =>
        shownTo(tx, caller.id, await invitationsStore(tx).findByHash(read.hash), clock.now()),
      )
    },

    /** Open ones to the address of the person. They are read team by team: not even for this does one query see two of them. */
    async waiting(caller: Caller): Promise<InvitationToYou[]> {
      mustActThemselves(caller)
      const ids = await db.withoutTeam((tx) => invitationsTo(tx, caller.id, clock.now(), SHOWN_MOST), { readOnly: true })
      const items: InvitationToYou[] = []
      for (const { invited_to, invitation_id } of ids) {
        const shown = await db
          .asTeam(invited_to, async (tx) => shownTo(tx, caller.id, await invitationsStore(tx).find(invitation_id), clock.now()))
          .catch(unlessOver)
        if (shown) items.push(shown)
      }
      return items
    },
  }
}

/** @throws Problem NOT_FOUND, INVITATION_ENDED */
async function shownTo(
  tx: TeamTx,
  accountId: string,
  invitation: InvitationRow | undefined,
  now: Date,
): Promise<InvitationToYou> {
  const found = await findFor(tx, accountId, invitation, now)
  if (!found) throw new Problem('NOT_FOUND')
  if ('refusal' in found) throw new Problem(found.refusal.code)
  const { id, team_id, email, roles, invited_by, created_at, expires_at, accepted_at, revoked_at } = found.invitation
  if (accepted_at !== null || revoked_at !== null || expires_at <= now) throw new Problem('INVITATION_ENDED')
  const store = invitationsStore(tx)
  const names = await store.roleNames(roles.filter((role) => !isRole(role)))
  return {
    id,
    team: { id: team_id, name: found.team.name },
    invited_by: invited_by === null ? null : ((await store.nameOf(invited_by)) ?? null),
    roles: roles.map((role) => ({ id: role, name: isRole(role) ? standardRoles[role].title : (names.get(role) ?? role) })),
    email,
    created_at: created_at.toISOString(),
    expires_at: expires_at.toISOString(),
  }
}

function unlessOver(error: unknown): undefined {
  if (error instanceof Problem && (error.code === 'NOT_FOUND' || error.code === 'INVITATION_ENDED')) return undefined
  throw error
}
