import {
  answers,
  NewNotificationRule,
  Notification,
  NotificationRule,
  NotificationRulePatch,
  NotificationRules,
  NotificationRulesQuery,
  NotificationRuleWithSecret,
  Notifications,
  NotificationsQuery,
  RotatedWebhookSecret,
  RotateWebhookSecret,
  Uuid,
} from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { repeatableOf } from '../../http/repeatable.ts'
import { ChangingHeaders, CreatingHeaders, idempotencyRefusals } from '../../http/request-headers.ts'
import { etagOf, expectedVersions } from '../../lib/versions.ts'
import type { NotificationService } from './notifications.service.ts'

const params = z.strictObject({ rule_id: Uuid })
const one = z.strictObject({ notification_id: Uuid })
const tags = ['notifications']
/** Whoever adds an address has what happens in the team sent there. */
const fresh = 'it sends what happens in the team to an address'

export function notificationsRoutes(app: App, { notifications }: { notifications: NotificationService }): void {
  const { rules } = notifications

  app.get(
    '/notifications/rules',
    {
      config: { permission: 'notification:read' },
      schema: {
        operationId: 'listNotificationRules',
        tags,
        summary: 'Who is told of what',
        querystring: NotificationRulesQuery,
        response: { 200: NotificationRules },
      },
    },
    (request) => rules.list(callerOf(request), request.query),
  )

  app.post(
    '/notifications/rules',
    {
      config: { permission: 'notification:write', fresh },
      schema: {
        operationId: 'createNotificationRule',
        tags,
        summary: 'Have events told by mail or to a webhook; the secret of a webhook is shown only here',
        headers: CreatingHeaders,
        body: NewNotificationRule,
        response: {
          201: NotificationRuleWithSecret,
          ...answers('NOTIFICATION_RULE_NAME_TAKEN', 'NOTIFICATION_RULE_LIMIT_REACHED', ...idempotencyRefusals),
        },
      },
    },
    async (request, reply) => {
      const rule = await rules.create(callerOf(request), request.body, repeatableOf(request))
      return reply.code(201).header('location', `/notifications/rules/${rule.id}`).header('etag', etagOf(rule.version)).send(rule)
    },
  )

  app.get(
    '/notifications/rules/:rule_id',
    {
      config: { permission: 'notification:read' },
      schema: {
        operationId: 'getNotificationRule',
        tags,
        summary: 'One rule of notification',
        params,
        response: { 200: NotificationRule, ...answers('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const rule = await rules.get(callerOf(request), request.params.rule_id)
      return reply.header('etag', etagOf(rule.version)).send(rule)
    },
  )

  app.patch(
    '/notifications/rules/:rule_id',
    {
      config: { permission: 'notification:write', fresh },
      schema: {
        operationId: 'updateNotificationRule',
        tags,
        summary: 'Change a rule of notification; what waits goes where it says from then on',
        params,
        headers: ChangingHeaders,
        body: NotificationRulePatch,
        response: { 200: NotificationRule, ...answers('NOT_FOUND', 'NOTIFICATION_RULE_NAME_TAKEN', 'PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      const expected = expectedVersions(request.headers['if-match'])
      const rule = await rules.change(callerOf(request), request.params.rule_id, request.body, expected)
      return reply.header('etag', etagOf(rule.version)).send(rule)
    },
  )

  app.delete(
    '/notifications/rules/:rule_id',
    {
      config: { permission: 'notification:write' },
      schema: {
        operationId: 'deleteNotificationRule',
        tags,
        summary: 'Delete a rule of notification, with what it still had to tell and the record of what it told',
        params,
        headers: ChangingHeaders,
        response: { 204: z.null(), ...answers('NOT_FOUND', 'PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      await rules.remove(callerOf(request), request.params.rule_id, expectedVersions(request.headers['if-match']))
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/notifications/rules/:rule_id/rotate-secret',
    {
      config: { permission: 'notification:write', fresh: 'it makes a credential' },
      schema: {
        operationId: 'rotateWebhookSecret',
        tags,
        summary: 'Make another secret for a webhook; messages carry both signatures until the former one ends',
        params,
        headers: CreatingHeaders,
        body: RotateWebhookSecret,
        response: { 200: RotatedWebhookSecret, ...answers('NOT_FOUND', 'NOTIFICATION_WITHOUT_SECRET', ...idempotencyRefusals) },
      },
    },
    (request) => rules.rotateSecret(callerOf(request), request.params.rule_id, request.body, repeatableOf(request)),
  )

  app.post(
    '/notifications/rules/:rule_id/test',
    {
      config: { permission: 'notification:write' },
      schema: {
        operationId: 'testNotificationRule',
        tags,
        summary: 'Send a test message now, as events are sent; the answer says what came of it',
        params,
        response: { 200: Notification, ...answers('NOT_FOUND') },
      },
    },
    (request) => rules.test(callerOf(request), request.params.rule_id),
  )

  app.get(
    '/notifications',
    {
      config: { permission: 'notification:read' },
      schema: {
        operationId: 'listNotifications',
        tags,
        summary: 'What was told, what waits and what was given up, the newest first',
        querystring: NotificationsQuery,
        response: { 200: Notifications, ...answers('NOT_FOUND') },
      },
    },
    (request) => notifications.history(callerOf(request), request.query),
  )

  app.get(
    '/notifications/:notification_id',
    {
      config: { permission: 'notification:read' },
      schema: {
        operationId: 'getNotification',
        tags,
        summary: 'One notification',
        params: one,
        response: { 200: Notification, ...answers('NOT_FOUND') },
      },
    },
    (request) => notifications.notification(callerOf(request), request.params.notification_id),
  )

  app.post(
    '/notifications/:notification_id/retry',
    {
      config: { permission: 'notification:write' },
      schema: {
        operationId: 'retryNotification',
        tags,
        summary: 'Send once more what was given up, with all that went in the same message',
        params: one,
        response: { 200: Notification, ...answers('NOT_FOUND', 'NOTIFICATION_NOT_DEAD') },
      },
    },
    (request) => notifications.retry(callerOf(request), request.params.notification_id),
  )
}
