import { randomBytes } from 'node:crypto'
import type { KeyRing } from '@skykeep/keyring'

const PREFIX = 'whsec_'
/** Standard Webhooks asks for 24 to 64. */
const BYTES = 32

/** What signs the messages of a webhook, as its receiver keeps it: a prefix by which it is found in places where it should not be, then base64. */
export const newWebhookSecret = (): string => `${PREFIX}${randomBytes(BYTES).toString('base64')}`

export const keyOfSecret = (secret: string): Buffer => Buffer.from(secret.slice(PREFIX.length), 'base64')

const placeOf = (team_id: string, row: string) => ({
  ...{ team_id, purpose: 'webhook-secrets', table: 'automation.webhook_secrets' },
  ...{ column: 'sealed', row },
})

/** An envelope opens in its own row only. Never in a transaction: the key ring needs a connection of its own. */
export const sealSecret = (keyRing: KeyRing, teamId: string, id: string, secret: string): Promise<string> =>
  keyRing.seal(secret, placeOf(teamId, id))

export const openSecret = (keyRing: KeyRing, teamId: string, { id, sealed }: { id: string; sealed: string }): Promise<string> =>
  keyRing.openText(sealed, placeOf(teamId, id))
