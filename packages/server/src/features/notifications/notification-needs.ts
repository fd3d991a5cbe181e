import type { BlockList } from 'node:net'
import type { KeyRing } from '@skykeep/keyring'
import type { Audit } from '../../audit/audit.ts'
import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { OnceOnly } from '../../lib/once-only.ts'

/** What the operator allows beyond members' addresses and the public internet. */
export interface NotificationPolicy {
  /** Domains to any address of which mails may go. */
  mailDomains: readonly string[]
  /** Networks into which webhooks may go although they are not public, there without TLS too; null: none. */
  webhookNetworks: BlockList | null
}

export interface NotificationNeeds {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  newId: () => string
  once: OnceOnly
  keyRing: KeyRing
  policy: NotificationPolicy
  /** Sends one now, as the worker does, and keeps what came of it. */
  sendNow: (teamId: string, notificationId: string) => Promise<void>
}
