import type { KeepLink } from './keep-link.ts'
import type { NotificationRow } from './notifications.store.ts'

type Told = Pick<NotificationRow, 'event' | 'body' | 'team_id'>

/** What a webhook gets: one event, or several as a digest. The same over all attempts, but for the link of a stop, which each attempt has of its own. */
export function webhookBody(rows: readonly Told[], isDigest: boolean, link: KeepLink | null): string {
  const events = rows.map((row) => eventOf(row, link))
  if (!isDigest) return JSON.stringify(events[0])
  const timestamp = events
    .map((event) => event.timestamp)
    .sort()
    .at(-1)
  return JSON.stringify({ type: 'digest', timestamp, data: { team_id: rows[0]!.team_id, events } })
}

const eventOf = ({ event, body: { at, ...body }, team_id }: Told, link: KeepLink | null) => ({
  type: event,
  timestamp: at,
  data: {
    ...{ team_id, ...body },
    ...(link && { keep: { url: link.url, expires_at: link.expires_at.toISOString() } }),
  },
})
