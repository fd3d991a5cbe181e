import type { Message } from '../mail/mail.service.ts'

const ifNotYou = 'If this was not you, change your password, end all other sessions and look at what you sign in with.'

const notice = (subject: string, ...lines: string[]): Message => ({ subject, lines: [...lines, ifNotYou] })

/** What the owner of an account hears when its factors change: the one way to learn that somebody else changed them. */
export const factorNotices = {
  totpAdded: () =>
    notice(
      'An authenticator app was set up',
      'From now on your account asks for a code of it. You have also got new recovery codes; former ones are void.',
    ),
  totpRemoved: () => notice('Your authenticator app was removed', 'Codes of it are no longer accepted.'),
  totpDisabled: () =>
    notice(
      'Your authenticator app was switched off',
      'Somebody who knows your password has typed too many wrong codes. Sign in with a passkey or a recovery code, change your password and set the app up again.',
    ),
  recoveryCodesMade: () => notice('New recovery codes were made', 'The former ones are void.'),
  recoveryCodeUsed: (left: number) =>
    notice('A recovery code was used', 'Somebody signed in with one of your recovery codes.', `${left} of them are left.`),
  passkeyAdded: (name: string) => notice('A passkey was added', `It is called “${name}” and signs in to your account.`),
  passkeyRemoved: (name: string) => notice('A passkey was removed', `“${name}” no longer signs in to your account.`),
}
