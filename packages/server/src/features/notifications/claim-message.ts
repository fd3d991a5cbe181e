import type { TeamTx } from '../../db/tenancy.ts'
import { DeliveryFailure } from './delivery-failure.ts'
import { hashOfToken, type KeepLink, newKeepToken } from './keep-link.ts'
import { keepLinksStore } from './keep-links.store.ts'
import type { NotificationNeeds } from './notification-needs.ts'
import { type NotificationRuleRow, notificationRulesStore } from './notification-rules.store.ts'
import { type NotificationRow, notificationsStore } from './notifications.store.ts'
import { allowedAmong } from './recipients.ts'
import { GIVEN_UP_AFTER_MS } from './retry-pauses.ts'
import type { StopDetail } from './stop-notices.ts'
import { type WebhookSecretRow, webhookSecretsStore } from './webhook-secrets.store.ts'

/** A message that nobody else sends meanwhile. */
export interface ClaimedMessage {
  team_id: string
  message_id: string
  attempts: number
  give_up_at: Date
  rows: NotificationRow[]
  rule: NotificationRuleRow | null
  isDigest: boolean
  isTest: boolean
  /** Of mails: those that may still be written to. */
  to: string[]
  /** Of a webhook: what signs it. */
  secrets: WebhookSecretRow[]
  link: KeepLink | null
  /** It is not to be sent any more. */
  hopeless: DeliveryFailure | null
}

/** Longer than an attempt takes: a message is taken over only from a process that is gone. */
const LEASE_MS = 60_000
const LOOKED_AT = 20
/** In one message. */
const COLLECTED_MAX = 500

type Needs = Pick<NotificationNeeds, 'newId' | 'policy'> & { origin: string }

/** Takes a message that is due, or this one; null: there is none. The rule is locked before its rows, as everywhere. */
export async function claimMessage(
  needs: Needs,
  tx: TeamTx,
  teamId: string,
  now: Date,
  id?: string,
): Promise<ClaimedMessage | null> {
  const store = notificationsStore(tx)
  const candidates = id === undefined ? await store.due(now, LOOKED_AT) : [await store.find(id)]
  for (const candidate of candidates) {
    if (candidate === undefined) continue
    const rules = notificationRulesStore(tx)
    const lock = id === undefined ? rules.lockFree : rules.lock
    const rule = candidate.rule_id === null ? null : await lock(candidate.rule_id)
    if (rule === undefined) continue
    const first = await store.lockWaiting(candidate.id, id === undefined ? now : undefined)
    if (first !== undefined) return leased(needs, tx, teamId, now, first, rule)
  }
  return null
}

async function leased(
  needs: Needs,
  tx: TeamTx,
  teamId: string,
  now: Date,
  first: NotificationRow,
  rule: NotificationRuleRow | null,
): Promise<ClaimedMessage> {
  const store = notificationsStore(tx)
  const isTest = first.event === 'test'
  const isStop = first.event === 'machine.before_stop'
  const isCollected = rule !== null && !isTest && !isStop && (rule.channel.type === 'email' || rule.digest_seconds > 0)
  const rows = await rowsOf(tx, first, isCollected)
  const message_id = first.message_id ?? first.id
  const attempts = first.attempts + 1
  const give_up_at = first.give_up_at ?? new Date(now.getTime() + GIVEN_UP_AFTER_MS)
  const until = new Date(now.getTime() + LEASE_MS)
  const ids = rows.map((row) => row.id)
  await store.lease(ids, message_id, attempts, until, give_up_at)
  const asked = first.recipient === null ? addressesOf(rule) : [first.recipient]
  const to = [...(await allowedAmong(tx, asked, needs.policy))]
  const hopeless = hopelessBecause({
    rule,
    isTest,
    isLate: isStop && give_up_at <= now,
    isUnheard: asked.length > 0 && to.length === 0,
  })
  const link = isStop && hopeless === null ? await newLink(needs, tx, teamId, { ...first, message_id }, now) : null
  const isWebhook = rule?.channel.type === 'webhook'
  const secrets = isWebhook ? await webhookSecretsStore(tx).living(rule.id, now) : []
  const isDigest = isCollected && rule.digest_seconds > 0
  return { team_id: teamId, message_id, attempts, give_up_at, rows, rule, isDigest, isTest, to, secrets, link, hopeless }
}

async function rowsOf(tx: TeamTx, first: NotificationRow, isCollected: boolean): Promise<NotificationRow[]> {
  const store = notificationsStore(tx)
  if (first.message_id !== null) return store.ofMessage(first.message_id)
  const collected = isCollected ? await store.lockCollected(first.rule_id!, COLLECTED_MAX) : []
  return collected.some(({ id }) => id === first.id) ? collected : [first, ...collected]
}

const addressesOf = (rule: NotificationRuleRow | null): string[] => (rule?.channel.type === 'email' ? rule.channel.to : [])

function hopelessBecause(of: { rule: NotificationRuleRow | null; isTest: boolean; isLate: boolean; isUnheard: boolean }) {
  if (of.rule?.enabled === false && !of.isTest) return new DeliveryFailure('rule_disabled')
  if (of.isLate) return new DeliveryFailure('over')
  return of.isUnheard ? new DeliveryFailure('nobody') : null
}

/** Each attempt has a token of its own, since nothing but the message may have it: of a former one nobody knows whether it arrived. */
async function newLink({ newId, origin }: Needs, tx: TeamTx, teamId: string, row: NotificationRow, now: Date): Promise<KeepLink> {
  const id = newId()
  const token = newKeepToken(teamId, id)
  const { stops_at, time_zone = null, machines } = row.body.detail as unknown as StopDetail
  const stopsAt = new Date(stops_at)
  await keepLinksStore(tx).insert({
    ...{ id, message_id: row.message_id!, token_hash: hashOfToken(token), machines, time_zone },
    ...{ told_to: row.recipient ?? `rule ${row.rule_id}`, stops_at: stopsAt, created_at: now, expires_at: stopsAt },
  })
  return { url: `${origin}/keep/${token}`, expires_at: stopsAt }
}
