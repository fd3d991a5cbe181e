import type { Message } from '../mail/mail.service.ts'

const ifItWasNotYou = 'If it was not you, you need not do anything: without this code nothing happens.'
const notYou = 'If it was not you, set a new password at once and look through your sessions and second factors.'

/** What is written to people about their account. */
export const messages = {
  registrationCode: (code: string): Message => ({
    subject: 'Your code for Skykeep',
    lines: [
      'Somebody, most likely you, wants to make an account with this address. Type this code within ten minutes:',
      ifItWasNotYou,
    ],
    code,
  }),
  alreadyRegistered: (): Message => ({
    subject: 'You have an account already',
    lines: [
      'Somebody, most likely you, wanted to make an account with this address. There is one: sign in with it.',
      'If you do not remember its password, ask for a new one on the sign-in page.',
    ],
  }),
  resetCode: (code: string): Message => ({
    subject: 'Your code for a new password',
    lines: [
      'Somebody, most likely you, wants to set a new password for this account. Type this code within ten minutes:',
      ifItWasNotYou,
    ],
    code,
  }),
  noAccount: (): Message => ({
    subject: 'There is no account with this address',
    lines: [
      'Somebody, most likely you, wanted to set a new password. There is no account with this address here.',
      'Perhaps you registered with another one.',
    ],
  }),
  passwordChanged: (): Message => ({
    subject: 'Your password was changed',
    lines: ['The password of your account was changed, and all other sessions were ended.', notYou],
  }),
  emailCode: (code: string): Message => ({
    subject: 'Your code to confirm this address',
    lines: [
      'Somebody, most likely you, wants to use this address for their account. Type this code within ten minutes:',
      ifItWasNotYou,
    ],
    code,
  }),
  addressTaken: (): Message => ({
    subject: 'This address has an account already',
    lines: ['Somebody wanted to use this address for another account. It belongs to yours, so nothing was changed.'],
  }),
  emailChanged: (now: string): Message => ({
    subject: 'The address of your account was changed',
    lines: [
      `From now on your account uses ${now}. This address no longer signs in.`,
      'If it was not you, tell the operator of this installation at once.',
    ],
  }),
  accountDeleted: (): Message => ({
    subject: 'Your account was deleted',
    lines: [
      'Your account and everything that it signed in with were deleted.',
      'If it was not you, tell the operator of this installation at once.',
    ],
  }),
}
