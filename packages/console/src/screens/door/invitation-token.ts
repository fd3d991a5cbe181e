const KEY = 'skykeep-invitation'

/**
 * The token of an invitation, which came behind the `#` of the link: it is kept for this tab alone until it is used, because on the way
 * lies a sign-in, or the making of an account. Whoever calls this takes it out of the address then.
 */
export function takeInvitationToken(hash: string): string | null {
  const given = hash.replace(/^#/, '').trim()
  if (given !== '') sessionStorage.setItem(KEY, given)
  return sessionStorage.getItem(KEY)
}

export const forgetInvitationToken = (): void => sessionStorage.removeItem(KEY)
