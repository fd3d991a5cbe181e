import { systemActor } from '../../audit/fact.ts'
import type { Log } from '../../db/log.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import type { Metrics } from '../../operations/metrics.ts'
import type { MailService } from '../mail/mail.service.ts'
import { type ClaimedMessage, claimMessage } from './claim-message.ts'
import { DeliveryFailure } from './delivery-failure.ts'
import type { ResolveName } from './find-webhook-address.ts'
import { notificationMail, stopMail } from './notification-mail.ts'
import type { NotificationNeeds } from './notification-needs.ts'
import { notificationRulesStore } from './notification-rules.store.ts'
import { notificationsStore } from './notifications.store.ts'
import { postWebhook } from './post-webhook.ts'
import { pauseAfter } from './retry-pauses.ts'
import { ruleResource } from './shown-notification.ts'
import { webhookBody } from './webhook-body.ts'
import { openSecret } from './webhook-secret.ts'
import { signedHeaders } from './webhook-signature.ts'

export interface SendNeeds extends Pick<NotificationNeeds, 'db' | 'audit' | 'clock' | 'newId' | 'keyRing' | 'policy'> {
  mail: MailService
  log: Log
  metrics: Pick<Metrics, 'notificationsSent' | 'notificationsGivenUp'>
  /** Where browsers find us: links lead there. */
  origin: string
  resolve: ResolveName
}

/** From what is due to what came of it: each step looks at what the database has, so that a process may end between any two. */
export function messageSender(needs: SendNeeds) {
  const { db, audit, clock, keyRing, policy, mail, log, metrics, resolve } = needs
  const sender = {
    claim: (teamId: string, id?: string): Promise<ClaimedMessage | null> =>
      db.asTeam(teamId, (tx) => claimMessage(needs, tx, teamId, clock.now(), id), { retry: true }),

    /** This one, due or not, for somebody who waits for it. */
    async sendNow(teamId: string, id: string): Promise<void> {
      const message = await sender.claim(teamId, id)
      if (message) await sender.send(message, new AbortController().signal)
    },

    /** Never throws but for the database: what an address does is kept with the message. */
    async send(message: ClaimedMessage, signal: AbortSignal): Promise<void> {
      try {
        if (message.hopeless) throw message.hopeless
        if (message.rule?.channel.type === 'webhook') await toWebhook(message, message.rule.channel.url, signal)
        else await toMailboxes(message)
      } catch (error) {
        // Who stops does not know what becomes of it: whoever takes the lease over tries again.
        if (signal.aborted) return
        await failed(message, asFailure(error))
      }
    },
  }
  return sender

  async function toWebhook(message: ClaimedMessage, url: string, signal: AbortSignal): Promise<void> {
    const { team_id, message_id, rows, isDigest, link, secrets } = message
    const opened = await Promise.all(secrets.map((secret) => openSecret(keyRing, team_id, secret)))
    const body = webhookBody(rows, isDigest, link)
    const now = clock.now()
    const headers = {
      ...{ 'content-type': 'application/json', 'user-agent': 'Skykeep-Webhooks/1' },
      ...signedHeaders(message_id, now, body, opened),
    }
    await postWebhook({ url, headers, body, allowed: policy.webhookNetworks, resolve, signal, now })
    await db.asTeam(team_id, (tx) => sent(tx, message))
    metrics.notificationsSent.inc({ channel: 'webhook' })
  }

  /** It is in the outbox and marked as sent in one transaction: a mail is queued once. */
  async function toMailboxes(message: ClaimedMessage): Promise<void> {
    const { team_id, rows, link, to, rule } = message
    const text = link ? stopMail(rows[0]!, link, rule?.name ?? null) : notificationMail(rows, rule?.name ?? null)
    const prepared = await Promise.all(to.map((address) => mail.prepare(address, text)))
    await db.asTeam(team_id, async (tx) => {
      if (await sent(tx, message)) for (const one of prepared) await mail.queue(tx, one)
    })
    metrics.notificationsSent.inc({ channel: 'email' })
  }

  function sent(tx: TeamTx, { message_id, attempts }: ClaimedMessage): Promise<boolean> {
    const outcome = { status: 'sent' as const, due_at: null, last_failure: null, sent_at: clock.now() }
    return notificationsStore(tx).settle(message_id, attempts, outcome)
  }

  async function failed(message: ClaimedMessage, failure: DeliveryFailure): Promise<void> {
    const { team_id, message_id, attempts, give_up_at, rule, isTest } = message
    const next = new Date(clock.now().getTime() + pauseAfter(attempts, failure.retryAfterMs))
    const isOver = isTest || message.hopeless !== null || failure.class === 'gone' || next > give_up_at
    const about = { team: team_id, message: message_id, rule: rule?.id, attempt: attempts, ...failure.told }
    if (failure.class === 'internal') log.error({ ...about, err: failure.cause }, 'a notification could not be sent')
    const outcome = { status: isOver ? ('dead' as const) : ('waiting' as const), due_at: isOver ? null : next }
    await db.asTeam(team_id, async (tx) => {
      // The rule before its rows, as everywhere.
      const locked = failure.class === 'gone' && rule ? await notificationRulesStore(tx).lock(rule.id) : undefined
      const isOurs = await notificationsStore(tx).settle(message_id, attempts, {
        ...{ ...outcome, last_failure: failure.told, sent_at: null },
      })
      // What its team has changed since is not to be undone.
      if (!isOurs || !locked?.enabled || locked.version !== rule?.version) return
      const row = {
        ...locked,
        enabled: false,
        disabled_because: 'gone' as const,
        version: locked.version + 1,
        updated_at: clock.now(),
      }
      await notificationRulesStore(tx).update(row)
      const fact = { action: 'notification_rule.disabled', resource: ruleResource(row), reason: 'gone' }
      const change = { before: { enabled: locked.enabled }, after: { enabled: row.enabled } }
      await audit.write(tx, systemActor('notifications'), { ...fact, ...change })
    })
    // Whoever disabled the rule knows.
    if (!isOver || isTest || failure.class === 'rule_disabled') return
    metrics.notificationsGivenUp.inc({ class: failure.class })
    log.warn(about, 'a notification was given up')
  }
}

export type MessageSender = ReturnType<typeof messageSender>

const asFailure = (error: unknown): DeliveryFailure =>
  error instanceof DeliveryFailure ? error : new DeliveryFailure('internal', { cause: error })
