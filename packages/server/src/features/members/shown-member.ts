import { type Member, Problem } from '@skykeep/contract'
import type { Caller } from '../../auth/principal.ts'
import type { MemberRow } from './members.store.ts'

/** The team that a path names must be the one that the caller is in: another one is not there for them. @throws Problem NOT_FOUND */
export function mustBeTheirTeam({ team_id }: Caller, id: string): void {
  if (team_id !== id) throw new Problem('NOT_FOUND')
}

/** @throws Problem NOT_FOUND */
export function existing(member: MemberRow | undefined): MemberRow {
  if (!member) throw new Problem('NOT_FOUND')
  return member
}

/** The person: so that their own activity finds what was done to their memberships. */
export const resourceOf = (account_id: string) => ({ type: 'account', id: account_id })

export const shownMember = ({ account_id, name, email, roles, version, created_at, last_seen_at }: MemberRow): Member => ({
  account_id,
  name,
  email,
  roles,
  version,
  joined_at: created_at.toISOString(),
  last_seen_at: last_seen_at?.toISOString() ?? null,
})
