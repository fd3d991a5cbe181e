import {
  type NewNotificationRule,
  NOTIFICATION_RULES_MAX,
  type Notification,
  type NotificationRule,
  type NotificationRulePatch,
  type NotificationRuleWithSecret,
  Problem,
  type RotatedWebhookSecret,
  type RotateWebhookSecret,
} from '@skykeep/contract'
import { type Caller, must } from '../../auth/principal.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import { idOfCursor, pageOf } from '../../lib/id-cursor.ts'
import type { Repeatable } from '../../lib/once-only.ts'
import { type ExpectedVersions, mustBeExpected } from '../../lib/versions.ts'
import { bodyOf } from './notification-event.ts'
import type { NotificationNeeds } from './notification-needs.ts'
import { type NotificationRuleRow, notificationRulesStore } from './notification-rules.store.ts'
import { notificationsStore } from './notifications.store.ts'
import { mustBeAllowed } from './recipients.ts'
import { auditedRule, existing, personalOf, ruleResource, shownNotification, shownRule } from './shown-notification.ts'
import { newWebhookSecret, sealSecret } from './webhook-secret.ts'
import { webhookSecretsStore } from './webhook-secrets.store.ts'

/** A test is for somebody who waits for it, not for filling a mailbox. */
const TEST_PAUSE_MS = 10_000
/** Until then it is ours to send: after that, whoever took it on is gone. */
const TEST_OURS_MS = 30_000

/** Who is told of what. The secret of a webhook is shown when it is made, and never again. */
export function ruleRegistry({ db, audit, clock, newId, once, keyRing, policy, sendNow }: NotificationNeeds) {
  return {
    /** @throws Problem VALIDATION_FAILED, NOTIFICATION_RULE_NAME_TAKEN or NOTIFICATION_RULE_LIMIT_REACHED */
    async create(caller: Caller, input: NewNotificationRule, call?: Repeatable): Promise<NotificationRuleWithSecret> {
      must(caller, 'notification:write')
      const made = input.channel.type === 'webhook' ? await newSecret(caller.team_id) : undefined
      return once(caller, call, async (tx) => {
        const store = notificationRulesStore(tx)
        await store.lockTeam()
        if ((await store.count()) >= NOTIFICATION_RULES_MAX) throw new Problem('NOTIFICATION_RULE_LIMIT_REACHED')
        await mustBeAllowed(tx, input.channel, policy)
        const now = clock.now()
        const row = { id: newId(), ...input, disabled_because: null, version: 1, created_at: now, updated_at: now }
        await store.insert(row)
        if (made) await webhookSecretsStore(tx).insert({ ...made.sealed, rule_id: row.id, created_at: now, ends_at: null })
        const fact = { action: 'notification_rule.created', resource: ruleResource(row), after: auditedRule(row) }
        await audit.write(tx, caller, { ...fact, personal: personalOf(row) })
        return { ...shownRule(row, undefined), ...(made && { secret: made.secret }) }
      })
    },

    async list(caller: Caller, { limit, cursor }: { limit: number; cursor?: string | undefined }) {
      must(caller, 'notification:read')
      const after = cursor === undefined ? undefined : idOfCursor(cursor)
      return db.asTeam(
        caller.team_id,
        async (tx) => {
          const rows = await notificationRulesStore(tx).list({ after, limit })
          const last = await notificationsStore(tx).lastDeliveries(rows.map(({ id }) => id))
          return pageOf(
            rows,
            limit,
            ({ id }) => id,
            (row) => shownRule(row, last.get(row.id)),
          )
        },
        { readOnly: true },
      )
    },

    async get(caller: Caller, id: string): Promise<NotificationRule> {
      must(caller, 'notification:read')
      return db.asTeam(caller.team_id, async (tx) => withLast(tx, existing(await notificationRulesStore(tx).find(id))), {
        readOnly: true,
      })
    },

    /** @throws Problem as `create`, and NOT_FOUND or PRECONDITION_FAILED */
    async change(
      caller: Caller,
      id: string,
      patch: NotificationRulePatch,
      expected: ExpectedVersions,
    ): Promise<NotificationRule> {
      must(caller, 'notification:write')
      return db.asTeam(caller.team_id, async (tx) => {
        const store = notificationRulesStore(tx)
        const before = existing(await store.lock(id))
        mustBeExpected(expected, before.version)
        if (patch.channel !== undefined) {
          mustBeOfType(before, patch.channel)
          await mustBeAllowed(tx, patch.channel, policy)
        }
        const enabling = patch.enabled === true ? { disabled_because: null } : {}
        const row: NotificationRuleRow = {
          ...{ ...before, ...given(patch), ...enabling },
          ...{ version: before.version + 1, updated_at: clock.now() },
        }
        await store.update(row)
        const [was, is] = [auditedRule(before), auditedRule(row)]
        const fact = { action: 'notification_rule.updated', resource: ruleResource(row), before: was, after: is }
        await audit.write(tx, caller, { ...fact, personal: patch.channel === undefined ? {} : personalOf(row) })
        return withLast(tx, row)
      })
    },

    /** With what it still had to tell, and the record of what it told. */
    async remove(caller: Caller, id: string, expected: ExpectedVersions): Promise<void> {
      must(caller, 'notification:write')
      await db.asTeam(caller.team_id, async (tx) => {
        const row = existing(await notificationRulesStore(tx).lock(id))
        mustBeExpected(expected, row.version)
        await notificationRulesStore(tx).remove(id)
        const fact = { action: 'notification_rule.deleted', resource: ruleResource(row), before: auditedRule(row) }
        await audit.write(tx, caller, fact)
      })
    },

    /** Both sign until the former one ends. @throws Problem NOT_FOUND or NOTIFICATION_WITHOUT_SECRET */
    async rotateSecret(
      caller: Caller,
      id: string,
      { overlap_seconds }: RotateWebhookSecret,
      call?: Repeatable,
    ): Promise<RotatedWebhookSecret> {
      must(caller, 'notification:write')
      const made = await newSecret(caller.team_id)
      return once(caller, call, async (tx) => {
        const rule = existing(await notificationRulesStore(tx).lock(id))
        if (rule.channel.type !== 'webhook') throw new Problem('NOTIFICATION_WITHOUT_SECRET')
        const secrets = webhookSecretsStore(tx)
        const now = clock.now()
        const endsAt = new Date(now.getTime() + overlap_seconds * 1_000)
        await secrets.endPresent(id, endsAt)
        await secrets.removeEnded(id, now)
        await secrets.insert({ ...made.sealed, rule_id: id, created_at: now, ends_at: null })
        const details = { overlap_seconds }
        await audit.write(tx, caller, { action: 'notification_rule.secret_rotated', resource: ruleResource(rule), details })
        return { secret: made.secret, former_ends_at: overlap_seconds === 0 ? null : endsAt.toISOString() }
      })
    },

    /** Sends a test message now, also by a rule that is disabled; it is not tried again. @throws Problem NOT_FOUND or RATE_LIMITED */
    async test(caller: Caller, id: string): Promise<Notification> {
      must(caller, 'notification:write')
      const test = await db.asTeam(caller.team_id, async (tx) => {
        const rule = existing(await notificationRulesStore(tx).lock(id))
        const store = notificationsStore(tx)
        const now = clock.now()
        const last = (await store.lastTestOf(id))?.getTime() ?? 0
        if (now.getTime() - last < TEST_PAUSE_MS) throw new Problem('RATE_LIMITED', { retryAfterSeconds: TEST_PAUSE_MS / 1_000 })
        const title = `A test of the rule “${rule.name}”`
        const body = bodyOf({ title, at: now, detail: {} })
        const due_at = new Date(now.getTime() + TEST_OURS_MS)
        const row = { id: newId(), rule_id: id, recipient: null, event: 'test', body, due_at, give_up_at: now, created_at: now }
        await store.insert([row])
        await audit.write(tx, caller, { action: 'notification_rule.tested', resource: ruleResource(rule) })
        return row
      })
      await sendNow(caller.team_id, test.id)
      return shownNotification(
        existing(await db.asTeam(caller.team_id, (tx) => notificationsStore(tx).find(test.id), { readOnly: true })),
      )
    },
  }

  async function withLast(tx: TeamTx, row: NotificationRuleRow): Promise<NotificationRule> {
    return shownRule(row, (await notificationsStore(tx).lastDeliveries([row.id])).get(row.id))
  }

  async function newSecret(teamId: string) {
    const id = newId()
    const secret = newWebhookSecret()
    return { secret, sealed: { id, sealed: await sealSecret(keyRing, teamId, id, secret) } }
  }
}

function mustBeOfType({ channel }: Pick<NotificationRuleRow, 'channel'>, { type }: NotificationRuleRow['channel']): void {
  if (channel.type === type) return
  const detail = `must stay ${channel.type}: make another rule`
  throw new Problem('VALIDATION_FAILED', { errors: [{ pointer: '#/channel/type', detail }] })
}

const given = (patch: NotificationRulePatch) =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<NotificationRuleRow>
