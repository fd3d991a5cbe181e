import { normalizeEmail } from '@skykeep/contract'
import type { TeamTx } from '../../db/tenancy.ts'
import type { Notice } from '../schedules/schedules.service.ts'
import { bodyOf } from './notification-event.ts'
import type { NotificationNeeds } from './notification-needs.ts'
import { notificationRulesStore } from './notification-rules.store.ts'
import { type NewNotification, notificationsStore } from './notifications.store.ts'
import { shownInstant } from './shown-instant.ts'
import { concerns } from './tell.ts'

/** What is told before a stop, in `detail`. */
export interface StopDetail {
  stops_at: string
  /** That of the schedules, when they have the same; else times are told in UTC. */
  time_zone: string | null
  machines: { id: string; name: string }[]
  reasons: string[]
}

type Audience = Pick<NewNotification, 'rule_id' | 'recipient'>

/** In one message: the form of its page has to fit into a body. */
const MACHINES_MAX = 1_000

/**
 * Tells of stops that come: each address gets one message with all of its machines of one instant, whether it is their owner or a rule names it,
 * and each webhook one. A digest does not wait with these: the stop does not either. Mails go to nobody but those whom `recipients.ts` allows.
 */
export async function tellOfStops(
  { newId }: Pick<NotificationNeeds, 'newId'>,
  tx: TeamTx,
  notices: readonly Notice[],
  now: Date,
): Promise<void> {
  if (notices.length === 0) return
  const members = await notificationsStore(tx).membersAmong(notices.flatMap((notice) => ownersOf(notice)))
  const rules = await notificationRulesStore(tx).wanting('machine.before_stop')
  const groups = new Map<string, { to: Audience; notices: Notice[] }>()
  const add = (key: string, to: Audience, notice: Notice) => {
    const name = `${notice.stops_at.getTime()} ${key}`
    const group = groups.get(name) ?? { to, notices: [] }
    groups.set(name, group)
    if (!group.notices.includes(notice)) group.notices.push(notice)
  }
  for (const notice of notices) {
    const about = { machine_ids: [notice.machine_id], connection_id: notice.connection_id }
    const event = { ...about, ...(notice.schedule_id !== null && { schedule_id: notice.schedule_id }) }
    for (const rule of rules.filter((one) => concerns(one, event))) {
      if (rule.channel.type === 'webhook') add(rule.id, { rule_id: rule.id, recipient: null }, notice)
      else for (const address of rule.channel.to) add(address, { rule_id: rule.id, recipient: address }, notice)
    }
    for (const owner of ownersOf(notice)) if (members.has(owner)) add(owner, { rule_id: null, recipient: owner }, notice)
  }
  const rows = [...groups.values()].flatMap(({ to, notices: all }) =>
    inParts(byName(all)).map((part) => ({ ...to, ...stopOf(part), id: newId(), due_at: now, created_at: now })),
  )
  await notificationsStore(tx).insert(rows)
}

function stopOf(notices: readonly Notice[]): Pick<NewNotification, 'event' | 'body' | 'give_up_at'> {
  const { stops_at, machine_name } = notices[0]!
  const machines = notices.map((notice) => ({ id: notice.machine_id, name: notice.machine_name }))
  const reasons = [
    ...new Set(notices.map(({ schedule_name, reason }) => (schedule_name === null ? reason : `${schedule_name}: ${reason}`))),
  ]
  const zones = new Set(notices.map(({ time_zone }) => time_zone))
  const time_zone = zones.size === 1 ? notices[0]!.time_zone : null
  const detail: StopDetail = { stops_at: stops_at.toISOString(), time_zone, machines, reasons }
  const when = shownInstant(detail.stops_at, time_zone)
  const title =
    notices.length === 1 ? `The machine “${machine_name}” stops at ${when}` : `${notices.length} machines stop at ${when}`
  const machine_ids = machines.map(({ id }) => id)
  return {
    event: 'machine.before_stop',
    body: bodyOf({ title, at: stops_at, machine_ids, detail: { ...detail } }),
    // When they have stopped there is nothing to be told.
    give_up_at: stops_at,
  }
}

const ownersOf = ({ owner }: Notice): string[] => {
  const address = owner === null ? null : normalizeEmail(owner)
  return address === null ? [] : [address]
}

const byName = (notices: readonly Notice[]): Notice[] =>
  [...notices].sort((a, b) => a.machine_name.localeCompare(b.machine_name, 'en', { numeric: true }))

const inParts = (notices: readonly Notice[]): Notice[][] =>
  Array.from({ length: Math.ceil(notices.length / MACHINES_MAX) }, (_, part) =>
    notices.slice(part * MACHINES_MAX, (part + 1) * MACHINES_MAX),
  )
