import type { Schemas } from '../../api/client.ts'
import { t } from '../../messages/messages.ts'
import type { Rule } from './rule-draft.ts'

export type RuleState = 'off' | 'gone' | 'failing' | 'working' | 'untried'

/** What somebody who looks through rules has to know of one first. */
export function stateOf({ enabled, disabled_because, last_delivery }: Rule): RuleState {
  if (!enabled) return disabled_because === null ? 'off' : 'gone'
  if (last_delivery === null) return 'untried'
  return last_delivery.status === 'sent' ? 'working' : 'failing'
}

type Failure = NonNullable<Schemas['Notification']['last_failure']>

/** `it answered 503`; a class that this console does not know yet is written as it is. */
export const failureText = ({ class: kind, status }: Failure): string =>
  status === undefined ? (t.notifications.failures[kind] ?? kind) : t.notifications.answered(status)

export const eventName = (event: string): string => t.notifications.events[event]?.[0] ?? event

/** `Machine failed, Run finished and 3 more`. */
export function eventsInWords(events: readonly string[], shown = 2): string {
  const names = events.map(eventName)
  if (names.length <= shown + 1) return names.join(', ')
  return `${names.slice(0, shown).join(', ')} ${t.notifications.more(names.length - shown)}`
}
