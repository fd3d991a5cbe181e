import { hashSecret, looksLikeSecret, newSecret } from '@skykeep/keyring'

/** A token as it was read: where to look for it, and by what. */
export interface ReadToken {
  team_id: string
  hash: string
}

/**
 * A token of an invitation: the team in which it is looked up, and 256 random bits. The team is in it because a row of a team can only
 * be found behind that team's wall; it gives nothing away, for the mail names the team too.
 */
export function newInvitationToken(teamId: string): { token: string; hash: string } {
  const token = `${Buffer.from(teamId.replaceAll('-', ''), 'hex').toString('base64url')}.${newSecret('invitation')}`
  return { token, hash: hashSecret(token) }
}

/** Null for what is no token of an invitation. */
export function readInvitationToken(token: string): ReadToken | null {
  const [team = '', secret = ''] = token.split('.', 2)
  if (!TEAM_FORM.test(team) || !secret.startsWith('sk_invitation_') || !looksLikeSecret(secret)) return null
  const hex = Buffer.from(team, 'base64url').toString('hex')
  return { team_id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), hash: hashSecret(token) }
}

const TEAM_FORM = /^[A-Za-z0-9_-]{21}[AQgw]$/
