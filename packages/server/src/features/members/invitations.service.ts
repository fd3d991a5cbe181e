import { type Invitation, type NewInvitation, Problem } from '@skykeep/contract'
import type { Audit } from '../../audit/audit.ts'
import { rolesToGive } from '../../auth/given-roles.ts'
import { mustHoldAll } from '../../auth/grants.ts'
import { type Caller, must } from '../../auth/principal.ts'
import type { Database, TeamTx } from '../../db/tenancy.ts'
import { idOfCursor, pageOf } from '../../lib/id-cursor.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { OnceOnly, Repeatable } from '../../lib/once-only.ts'
import type { MailService, PreparedMail } from '../mail/mail.service.ts'
import { accepting, resourceOf } from './accept-invitation.ts'
import { invitationMail } from './invitation-mail.ts'
import { newInvitationToken } from './invitation-token.ts'
import { type InvitationRow, invitationsStore } from './invitations.store.ts'
import { invitationsToYou } from './invitations-to-you.ts'
import type { MemberService } from './members.service.ts'
import { mustBeTheirTeam } from './shown-member.ts'

export interface InvitationNeeds {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  newId: () => string
  once: OnceOnly
  members: Pick<MemberService, 'admit'>
  /** Null where the installation sends no mail: then an operator hands out what `issue` answers. */
  mail: MailService | null
  /** Where people find the console. */
  origin: string
}

const DAY_MS = 86_400_000
const VALID_MS = 7 * DAY_MS
/** Long past invitations are forgotten then; what happened stays in the audit trail. */
const REMEMBERED_MS = 30 * DAY_MS
/** So that nobody makes us a sender of unwanted mail: founding a team needs no more than an account. */
const PER_DAY_MAX = 200

export type InvitationService = ReturnType<typeof invitationService>

/** How people come into a team. An invitation gives no more than its author has, then and when it is accepted. */
export function invitationService(needs: InvitationNeeds) {
  const { db, audit, clock, newId, once, mail, origin } = needs
  return {
    ...accepting(needs),
    ...invitationsToYou(needs),

    /** Invites by mail. The answer does not hold the token: it goes to the mailbox whose it is, and nowhere else. */
    async create(caller: Caller, teamId: string, input: NewInvitation, call?: Repeatable): Promise<Invitation> {
      must(caller, 'member:write')
      mustBeTheirTeam(caller, teamId)
      const { token, hash } = newInvitationToken(teamId)
      const prepared = mail && (await mail.prepare(input.email, await messageWith(teamId, token)))
      return once(caller, call, (tx) => insert(tx, caller, input, hash, prepared))
    },

    /** Invites without mail, for an operator, who hands the token over. */
    async issue(caller: Caller, input: NewInvitation): Promise<{ invitation: Invitation; token: string }> {
      must(caller, 'member:write')
      const { token, hash } = newInvitationToken(caller.team_id)
      const invitation = await db.asTeam(caller.team_id, (tx) => insert(tx, caller, input, hash, null))
      return { invitation, token }
    },

    async list(caller: Caller, teamId: string, { limit, cursor }: { limit: number; cursor?: string | undefined }) {
      must(caller, 'member:read')
      mustBeTheirTeam(caller, teamId)
      const before = cursor === undefined ? undefined : idOfCursor(cursor)
      const rows = await db.asTeam(teamId, (tx) => invitationsStore(tx).list({ before, limit }), { readOnly: true })
      return pageOf(
        rows,
        limit,
        ({ id }) => id,
        (row) => shownInvitation(row, clock.now()),
      )
    },

    /** Taking back needs less than giving. */
    async revoke(caller: Caller, teamId: string, id: string): Promise<void> {
      must(caller, 'member:write')
      mustBeTheirTeam(caller, teamId)
      await db.asTeam(teamId, async (tx) => {
        const revoked = await invitationsStore(tx).revoke(id, clock.now())
        if (!revoked) throw new Problem('NOT_FOUND')
        const { email, roles } = revoked
        await audit.write(tx, caller, {
          action: 'invitation.revoked',
          resource: resourceOf(id),
          before: { roles },
          personal: { email },
        })
      })
    },
  }

  async function messageWith(teamId: string, token: string) {
    const team = await db.asTeam(teamId, (tx) => invitationsStore(tx).team(), { readOnly: true })
    if (!team) throw new Problem('NOT_FOUND')
    return invitationMail({ team: team.name, origin, token })
  }

  async function insert(
    tx: TeamTx,
    caller: Caller,
    { email, roles: asked }: NewInvitation,
    token_hash: string,
    prepared: PreparedMail | null,
  ): Promise<Invitation> {
    const store = invitationsStore(tx)
    const now = clock.now()
    const roles = [...new Set(asked)]
    mustHoldAll(caller, await rolesToGive(tx, roles, 'person'))
    mustNotFlood(await store.madeAt(PER_DAY_MAX), now)
    if (await store.isMember(email)) throw new Problem('ALREADY_MEMBER')
    await store.tidy(email, now, new Date(now.getTime() - REMEMBERED_MS))
    const invitation = await store.insert({
      id: newId(),
      email,
      roles,
      token_hash,
      invited_by: caller.kind === 'operator' ? null : caller.id,
      created_at: now,
      expires_at: new Date(now.getTime() + VALID_MS),
    })
    if (prepared && mail) await mail.queue(tx, prepared)
    const { id, expires_at } = invitation
    await audit.write(tx, caller, {
      action: 'invitation.created',
      resource: resourceOf(id),
      after: { roles, expires_at },
      personal: { email },
    })
    return shownInvitation(invitation, now)
  }
}

function mustNotFlood(first: Date | undefined, now: Date): void {
  const waitMs = first === undefined ? 0 : first.getTime() + DAY_MS - now.getTime()
  if (waitMs > 0) throw new Problem('RATE_LIMITED', { retryAfterSeconds: Math.ceil(waitMs / 1_000) })
}

const shownInvitation = ({ id, email, roles, invited_by, created_at, expires_at }: InvitationRow, now: Date): Invitation => ({
  id,
  email,
  roles,
  invited_by,
  status: expires_at > now ? 'open' : 'expired',
  created_at: created_at.toISOString(),
  expires_at: expires_at.toISOString(),
})
