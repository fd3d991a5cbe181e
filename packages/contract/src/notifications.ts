import { z } from 'zod'
import { Id, InstantOut, limitOf, listOf, Name, Page, Uuid } from './basics.ts'
import { Email } from './email.ts'

/** How many a team may have. */
export const NOTIFICATION_RULES_MAX = 100
/** How long the former secret of a webhook lives beside the new one, unless it is said otherwise. */
export const SECRET_OVERLAP_SECONDS = 86_400

/** What can be told, and what that means. A rule names those that it wants. */
export const notificationEvents = {
  'machine.before_stop': 'Machines will be stopped soon by their schedules; with a link that keeps some of them on',
  'machine.failed': 'A machine could not be brought into the state that was wanted',
  'machine.recovered': 'A machine that failed is in the wanted state again',
  'machine.late': 'A change was made later than it was due',
  'machine.manual_change': 'Somebody started or stopped a machine by hand',
  'machine.planned_off': 'A machine is being stopped as planned, and until when it stays so: for monitors, which need not alarm',
  'machine.planned_on': 'A machine that was started as planned runs: for monitors, which may alarm again',
  'connection.failing': 'A connection does not pass its check, or its cloud refuses it',
  'connection.recovered': 'A connection that failed works again',
  'certificate.expiring': 'The certificate of a connection ends soon, or has ended',
  'scheduler.silent': 'Changes are due, and nothing makes them',
  'scheduler.recovered': 'Changes that were due are being made again',
  'run.finished': 'A run came to its end',
} as const satisfies Record<string, string>
export type NotificationEventName = keyof typeof notificationEvents
export const notificationEventNames = Object.keys(notificationEvents) as [NotificationEventName, ...NotificationEventName[]]

const some = z.array(Uuid).min(1).max(200)
const OnlyAbout = z.strictObject({
  machine_ids: some.optional(),
  schedule_ids: some.optional(),
  connection_ids: some.optional(),
})

const WebhookUrl = z
  .string()
  .max(2_000)
  .refine((text) => {
    const url = URL.parse(text)
    return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.hash === ''
  }, 'must be the address of a web page without user, password and fragment')
  .transform((text) => URL.parse(text)!.href)
  .meta({ format: 'uri' })

const EmailChannel = z.strictObject({
  type: z.literal('email'),
  to: z.array(Email).min(1).max(20).describe('addresses of members of the team, or in domains that the operator allows'),
})
const WebhookChannel = z.strictObject({
  type: z.literal('webhook'),
  url: WebhookUrl.describe('https. Whoever may read rules sees it: no secret belongs into it, since every message is signed'),
})
export const NotificationChannel = z.discriminatedUnion('type', [EmailChannel, WebhookChannel])
export type NotificationChannel = z.output<typeof NotificationChannel>

const ruleFields = {
  name: Name,
  enabled: z.boolean(),
  events: z
    .array(z.enum(notificationEventNames))
    .min(1)
    .max(notificationEventNames.length)
    .transform((names) => [...new Set(names)]),
  only_about: OnlyAbout.describe(
    'one of these machines, schedules or connections; empty: all. What concerns the whole team is always told',
  ),
  channel: NotificationChannel,
  digest_seconds: z.int().min(0).max(86_400).describe('events are collected for so long and told in one message; 0: at once'),
}

export const NewNotificationRule = z.strictObject({
  ...ruleFields,
  enabled: ruleFields.enabled.default(true),
  only_about: ruleFields.only_about.default({}),
  digest_seconds: ruleFields.digest_seconds.default(0),
})
export type NewNotificationRule = z.output<typeof NewNotificationRule>

export const NotificationRulePatch = z
  .strictObject(ruleFields)
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must change something')
export type NotificationRulePatch = z.output<typeof NotificationRulePatch>

export const notificationStatuses = ['waiting', 'sent', 'dead'] as const

/** Why a message did not arrive. */
export const notificationFailures = [
  'address_refused',
  'name_unknown',
  'unreachable',
  'certificate_refused',
  'timeout',
  'refused',
  'gone',
  'nobody',
  'rule_disabled',
  'over',
  'internal',
] as const
export type NotificationFailure = (typeof notificationFailures)[number]

const LastFailure = z.object({
  class: z
    .enum(notificationFailures)
    .describe(
      'address_refused: its name leads into a network that messages may not go to; refused: answered with `status`; nobody: no recipient is left; over: it would have come too late',
    ),
  status: z.int().optional(),
})

export const NotificationRule = z
  .object({
    id: Id,
    name: z.string(),
    enabled: z.boolean(),
    disabled_because: z.enum(['gone']).nullable().describe('gone: its address answered 410, and the rule was disabled'),
    events: z.array(z.string()),
    only_about: z.object({
      machine_ids: z.array(Id).optional(),
      schedule_ids: z.array(Id).optional(),
      connection_ids: z.array(Id).optional(),
    }),
    channel: z.union([
      z.object({ type: z.literal('email'), to: z.array(z.string()) }),
      z.object({ type: z.literal('webhook'), url: z.string() }),
    ]),
    digest_seconds: z.int(),
    last_delivery: z
      .object({
        status: z.enum(notificationStatuses).describe('waiting: it was not taken, and is tried again'),
        at: InstantOut.describe('when it was sent, or written down'),
        failure: LastFailure.nullable(),
      })
      .nullable()
      .describe('what came of the newest message that was tried; null: of none in the history'),
    version: z.int(),
    created_at: InstantOut,
    updated_at: InstantOut,
  })
  .meta({ id: 'NotificationRule' })
export type NotificationRule = z.output<typeof NotificationRule>
export const NotificationRules = listOf(NotificationRule)
export const NotificationRulesQuery = Page

const secret = z.string().describe('whsec_…: what signs messages of a webhook. Shown here only')

/** The secret comes with a webhook; mails have none. */
export const NotificationRuleWithSecret = NotificationRule.extend({ secret: secret.optional() }).meta({
  id: 'NotificationRuleWithSecret',
})
export type NotificationRuleWithSecret = z.output<typeof NotificationRuleWithSecret>

export const RotateWebhookSecret = z.strictObject({
  overlap_seconds: z
    .int()
    .min(0)
    .max(7 * 86_400)
    .default(SECRET_OVERLAP_SECONDS)
    .describe('so long messages carry the signature of the former secret too; 0: it was stolen'),
})
export type RotateWebhookSecret = z.output<typeof RotateWebhookSecret>
export const RotatedWebhookSecret = z
  .object({ secret, former_ends_at: InstantOut.nullable() })
  .meta({ id: 'RotatedWebhookSecret' })
export type RotatedWebhookSecret = z.output<typeof RotatedWebhookSecret>

export const Notification = z
  .object({
    id: Id,
    rule_id: Id.nullable().describe('null: it went to the owner of machines, whom no rule names'),
    event: z.string(),
    title: z.string(),
    at: InstantOut.describe('when what it tells of happened'),
    status: z.enum(notificationStatuses).describe('sent: the address took it, or it went to the mail server; dead: given up'),
    message_id: Id.nullable().describe('the webhook-id; those that were sent together have the same'),
    attempts: z.int(),
    next_attempt_at: InstantOut.nullable(),
    last_failure: LastFailure.nullable(),
    created_at: InstantOut,
    sent_at: InstantOut.nullable(),
  })
  .meta({ id: 'Notification' })
export type Notification = z.output<typeof Notification>
export const Notifications = listOf(Notification)
export const NotificationsQuery = z.strictObject({
  ...Page.shape,
  limit: limitOf(200, 50),
  rule_id: Uuid.optional(),
  status: z.enum(notificationStatuses).optional(),
})
export type NotificationsQuery = z.output<typeof NotificationsQuery>
