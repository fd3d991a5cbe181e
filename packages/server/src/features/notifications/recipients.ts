import { type NotificationChannel, Problem } from '@skykeep/contract'
import type { TeamTx } from '../../db/tenancy.ts'
import type { NotificationPolicy } from './notification-needs.ts'
import { notificationsStore } from './notifications.store.ts'

/** A rule must not make us write to strangers: mails go to members of the team, and into domains that the operator named. Asked again at each sending. */
export async function allowedAmong(
  tx: TeamTx,
  addresses: readonly string[],
  { mailDomains }: Pick<NotificationPolicy, 'mailDomains'>,
): Promise<Set<string>> {
  const members = await notificationsStore(tx).membersAmong(addresses)
  return new Set(
    addresses.filter((address) => members.has(address) || mailDomains.includes(address.slice(address.indexOf('@') + 1))),
  )
}

/** @throws Problem VALIDATION_FAILED */
export async function mustBeAllowed(tx: TeamTx, channel: NotificationChannel, policy: NotificationPolicy): Promise<void> {
  const errors = channel.type === 'webhook' ? faultsOfUrl(channel.url, policy) : await faultsOfAddresses(tx, channel.to, policy)
  if (errors.length > 0) throw new Problem('VALIDATION_FAILED', { errors })
}

async function faultsOfAddresses(tx: TeamTx, to: readonly string[], policy: NotificationPolicy) {
  const allowed = await allowedAmong(tx, to, policy)
  return to.flatMap((address, index) =>
    allowed.has(address) ? [] : [{ pointer: `#/channel/to/${index}`, detail: 'is not the address of a member of the team' }],
  )
}

/** Where the name leads is looked at when something is sent: it can lead elsewhere by then. */
const faultsOfUrl = (url: string, { webhookNetworks }: NotificationPolicy) =>
  URL.parse(url)?.protocol === 'https:' || webhookNetworks !== null ? [] : [{ pointer: '#/channel/url', detail: 'must be https' }]
