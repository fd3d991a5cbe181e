import type { Message } from '../mail/mail.service.ts'
import type { KeepLink } from './keep-link.ts'
import type { NotificationRow } from './notifications.store.ts'
import { shownInstant } from './shown-instant.ts'
import type { StopDetail } from './stop-notices.ts'

type Told = Pick<NotificationRow, 'event' | 'body'>

/** In one mail; more are counted. */
const LINES_MAX = 100

/** What a person reads: one event with what is known of it, or a list of several. */
export function notificationMail(rows: readonly Told[], ruleName: string | null): Message {
  const why =
    ruleName === null
      ? 'You get this because the machines name you as their owner.'
      : `You get this by the rule “${ruleName}” of your team.`
  const [first] = rows
  if (rows.length === 1) return { subject: first!.body.title, lines: [first!.body.title, ...factsOf(first!), why] }
  const shown = rows.slice(0, LINES_MAX).map(({ body }) => `${shownInstant(body.at)}: ${body.title}`)
  const more = rows.length > LINES_MAX ? [`And ${rows.length - LINES_MAX} more.`] : []
  return { subject: `${rows.length} events: ${first!.body.title}`, lines: [`${rows.length} events:`, ...shown, ...more, why] }
}

/** Before a stop: all machines of it, and the link that keeps some of them on. */
export function stopMail({ body }: Told, { url, expires_at }: KeepLink, ruleName: string | null): Message {
  const { machines = [], reasons = [], time_zone = null } = body.detail as Partial<StopDetail>
  const names = machines.slice(0, LINES_MAX).map(({ name }) => `• ${name}`)
  const more = machines.length > LINES_MAX ? [`And ${machines.length - LINES_MAX} more.`] : []
  const lines = [
    `${body.title}. Open this page to keep some of them on for some hours:`,
    ...[...names, ...more, ...reasons.slice(0, 10)],
    `The page works once, until ${shownInstant(expires_at.toISOString(), time_zone)}. Whoever has its address can use it: do not pass it on.`,
    ruleName === null
      ? 'You get this because the machines name you as their owner.'
      : `You get this by the rule “${ruleName}” of your team.`,
  ]
  return { subject: body.title, lines, link: url }
}

const factsOf = ({ body }: Told): string[] => [
  `When: ${shownInstant(body.at)}`,
  ...Object.entries(body.detail).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [`${name.replaceAll('_', ' ')}: ${value}`] : [],
  ),
]
