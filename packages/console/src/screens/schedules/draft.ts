import type { Schemas } from '../../api/client.ts'
import { ownZone } from '../../frame/zone.ts'
import { type DraftStep, draftStep, isNamed, stepOf } from './order.ts'
import type { WeeklyWindow } from './week.ts'

type Schedule = Schemas['Schedule']
export type Exception = Schedule['exceptions'][number]

/** A schedule in the hands of its author, shaped for the form. `kept` is what the form does not show: it goes back as it came. */
export interface Draft {
  name: string
  enabled: boolean
  time_zone: string
  weekly: WeeklyWindow[]
  inside: 'on' | 'none'
  outside: 'off' | 'none'
  exceptions: Exception[]
  calendar_ids: string[]
  mode: Schedule['mode']
  manual: 'keep' | 'keep_for' | 'enforce'
  beforeStop: string
  /** As it is typed: names with commas between. */
  otherSizes: string
  tags: { name: string; value: string }[]
  connection_id: string
  resource_group: string
  machine_ids: string[]
  order: DraftStep[]
  kept: Pick<Schedule, 'one_shots'> & {
    keepMinutes: number
    inside?: Schedule['inside']
    outside?: Schedule['outside']
  }
}

export const emptyDraft = (): Draft => ({
  name: '',
  enabled: true,
  time_zone: ownZone,
  weekly: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], start: '08:00', end: '18:00' }],
  inside: 'on',
  outside: 'off',
  exceptions: [],
  calendar_ids: [],
  mode: 'deallocate',
  manual: 'keep',
  beforeStop: '',
  otherSizes: '',
  tags: [{ name: '', value: '' }],
  connection_id: '',
  resource_group: '',
  machine_ids: [],
  order: [],
  kept: { one_shots: [], keepMinutes: 60 },
})

/** What comes out of the cache is read-only, all the way down. */
const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

export function draftOf(schedule: Schedule): Draft {
  const { targets, on_manual_change, notify, inside, outside } = schedule
  return {
    name: schedule.name,
    enabled: schedule.enabled,
    time_zone: schedule.time_zone,
    weekly: copyOf(schedule.weekly),
    inside: inside === 'none' ? 'none' : 'on',
    outside: outside === 'none' ? 'none' : 'off',
    exceptions: copyOf(schedule.exceptions),
    calendar_ids: [...schedule.calendar_ids],
    mode: schedule.mode,
    manual: on_manual_change.policy,
    beforeStop: notify.before_stop_minutes === undefined ? '' : String(notify.before_stop_minutes),
    otherSizes: schedule.other_sizes.join(', '),
    tags: Object.entries(targets.tags ?? {}).map(([name, value]) => ({ name, value })),
    connection_id: targets.connection_id ?? '',
    resource_group: targets.resource_group ?? '',
    machine_ids: [...(targets.machine_ids ?? [])],
    order: schedule.order.map(draftStep),
    kept: {
      one_shots: schedule.one_shots,
      keepMinutes: on_manual_change.minutes ?? 60,
      // Rules the other way round (off inside) are rare; the form shows them as they are until somebody chooses otherwise.
      ...(inside === 'off' && { inside }),
      ...(outside === 'on' && { outside }),
    },
  }
}

const sizesIn = (typed: string): string[] => typed.split(/[\s,;]+/).filter((size) => size !== '')

/** What the API takes. */
export function bodyOf(draft: Draft) {
  const tags = Object.fromEntries(
    draft.tags.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value]),
  )
  return {
    name: draft.name,
    enabled: draft.enabled,
    time_zone: draft.time_zone,
    weekly: draft.weekly,
    inside: draft.kept.inside ?? draft.inside,
    outside: draft.kept.outside ?? draft.outside,
    exceptions: draft.exceptions,
    one_shots: draft.kept.one_shots,
    mode: draft.mode,
    on_manual_change:
      draft.manual === 'keep_for' ? { policy: draft.manual, minutes: draft.kept.keepMinutes } : { policy: draft.manual },
    order: draft.order.filter(isNamed).map(stepOf),
    calendar_ids: draft.calendar_ids,
    other_sizes: sizesIn(draft.otherSizes),
    notify: draft.beforeStop === '' ? {} : { before_stop_minutes: Number(draft.beforeStop) },
    targets: {
      ...(Object.keys(tags).length > 0 && { tags }),
      ...(draft.connection_id !== '' && { connection_id: draft.connection_id }),
      ...(draft.resource_group !== '' && { resource_group: draft.resource_group }),
      ...(draft.machine_ids.length > 0 && { machine_ids: draft.machine_ids }),
    },
  }
}
