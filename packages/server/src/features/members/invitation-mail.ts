import type { Message } from '../mail/mail.service.ts'

interface Told {
  team: string
  origin: string
  token: string
}

/**
 * What somebody reads who is invited. The token stands behind the `#` of the link: browsers send that part to nobody, so it is in no log
 * of a proxy and in no `Referer`. It stands in the mail once more, for those whose mail program breaks links.
 */
export function invitationMail({ team, origin, token }: Told): Message {
  return {
    subject: `Invitation to the team ${team}`,
    lines: [
      `You are invited to the team “${team}” in Skykeep at ${origin}.`,
      'Follow the link within seven days and sign in with this address, or make an account for it.',
      `If the link does not work, accept with this token: ${token}`,
      'If you did not expect this, do nothing: without you nothing happens.',
    ],
    link: `${origin}/console/invitation#${token}`,
  }
}
