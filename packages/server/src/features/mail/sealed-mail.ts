import { normalizeEmail } from '@skykeep/contract'
import type { KeyRing } from '@skykeep/keyring'
import { type Message, renderMessage } from './message.ts'

export interface Mail {
  to: string
  message: Message
}

/** Mails belong to people, not to a team, and hold codes and links that let somebody in. An envelope opens in its own row only. */
const placeOf = (id: string) => ({ team_id: null, purpose: 'mails', table: 'identity.mails', column: 'sealed', row: id })

/** @throws Error for an address that is none, or a message that cannot be written: neither is repeated */
export async function sealMail(keyRing: KeyRing, id: string, { to, message }: Mail): Promise<string> {
  const address = normalizeEmail(to)
  if (address === null) throw new Error('A mail cannot go to what is no address.')
  renderMessage(message) // what cannot be written is told to whoever writes it, not to the outbox
  return keyRing.seal(JSON.stringify({ to: address, message }), placeOf(id))
}

export async function openMail(keyRing: KeyRing, id: string, sealed: string): Promise<Mail> {
  return JSON.parse(await keyRing.openText(sealed, placeOf(id))) as Mail
}
