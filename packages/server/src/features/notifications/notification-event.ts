import type { NotificationEventName } from '@skykeep/contract'

/** Something that people or programs may want to be told. */
export interface NotificationEvent {
  event: NotificationEventName
  at: Date
  /** One sentence, with the names that matter. */
  title: string
  machine_ids?: string[]
  schedule_id?: string
  connection_id?: string
  /** Goes to whoever a rule names: nothing secret. */
  detail: Record<string, unknown>
}

/** An event as it waits to be told. Instants are text. */
export interface NotificationBody {
  title: string
  at: string
  machine_ids?: string[]
  schedule_id?: string
  connection_id?: string
  detail: Record<string, unknown>
}

/** In one message; a run of thousands of machines is looked up by its id. */
const MACHINES_TOLD_MAX = 500

export const bodyOf = ({
  title,
  at,
  machine_ids,
  schedule_id,
  connection_id,
  detail,
}: Omit<NotificationEvent, 'event'>): NotificationBody => ({
  title,
  at: at.toISOString(),
  ...(machine_ids && { machine_ids: machine_ids.slice(0, MACHINES_TOLD_MAX) }),
  ...(schedule_id !== undefined && { schedule_id }),
  ...(connection_id !== undefined && { connection_id }),
  detail,
})
