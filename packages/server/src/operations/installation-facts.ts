import type { Installation } from '@skykeep/contract'
import { dueAfter, periodDays } from '../features/keys/listed-keys.ts'
import type { ProcessRow } from '../runtime/processes.store.ts'
import type { ToldFact } from '../runtime/pulse.ts'
import type { SigningKeyAge } from './installation.store.ts'

const DAY_MS = 86_400_000
const DAY_SECONDS = 86_400

/** What processes told, put together; those that are silent are not asked. */
export type Told = Pick<ProcessRow, 'facts'>

const valuesOf = (told: readonly Told[], name: ToldFact): number[] =>
  told.map(({ facts }) => facts[name]).filter((value) => value !== undefined)

/** Several processes look at the same database: the worst of what they saw. */
function most(told: readonly Told[], name: ToldFact): number | null {
  const values = valuesOf(told, name)
  return values.length === 0 ? null : Math.max(...values)
}
function least(told: readonly Told[], name: ToldFact): number | null {
  const values = valuesOf(told, name)
  return values.length === 0 ? null : Math.min(...values)
}

/** What waits in the memory of each process is another. */
function sum(told: readonly Told[], name: ToldFact): number | null {
  const values = valuesOf(told, name)
  return values.length === 0 ? null : values.reduce((all, one) => all + one, 0)
}

const rounded = (value: number | null): number | null => value && Math.round(value * 10) / 10
/** Negative: it is due in the future, so nothing is late. */
const late = (value: number | null): number | null => value && rounded(Math.max(0, value))

export const queuesOf = (told: readonly Told[]): Installation['queues'] => [
  { name: 'telemetry_events', waiting: sum(told, 'telemetry_waiting_events'), late_seconds: null },
  { name: 'schedule_changes', waiting: null, late_seconds: late(most(told, 'schedule_changes_late_seconds')) },
  { name: 'machine_changes', waiting: null, late_seconds: late(most(told, 'transitions_overdue_seconds')) },
  { name: 'machine_readings', waiting: null, late_seconds: late(most(told, 'machines_read_late_seconds')) },
  {
    name: 'notifications',
    waiting: most(told, 'notifications_waiting'),
    late_seconds: late(most(told, 'notifications_late_seconds')),
  },
  { name: 'mails', waiting: most(told, 'mails_waiting'), late_seconds: null },
]

export function keysOf(signing: readonly SigningKeyAge[], told: readonly Told[], now: Date): Installation['keys'] {
  const days = (ms: number) => rounded(ms / DAY_MS)
  const each = signing.map(({ kind, id, state, since }) => ({
    ...{ kind, id, state, age_days: days(now.getTime() - since.getTime()) },
    left_days: state === 'active' ? days(dueAfter(since, kind).getTime() - now.getTime()) : null,
  }))
  const aged = (kind: 'root' | 'data' | 'cookies' | 'audit-seal', name: ToldFact) => {
    const age = most(told, name)
    if (age === null) return []
    return [{ kind, id: null, state: 'active', age_days: rounded(age), left_days: rounded(periodDays[kind] - age) }]
  }
  const ending = (kind: 'installation' | 'authority' | 'connection', left: number | null) =>
    left === null ? [] : [{ kind, id: null, state: 'active', age_days: null, left_days: rounded(left) }]
  const connection = least(told, 'connection_certificate_left_seconds')
  return [
    ...each,
    ...aged('root', 'root_key_age_days'),
    ...aged('data', 'data_key_age_days'),
    ...aged('cookies', 'cookie_key_age_days'),
    ...aged('audit-seal', 'audit_seal_key_age_days'),
    ...ending('installation', least(told, 'installation_authority_left_days')),
    ...ending('authority', least(told, 'authority_left_days')),
    ...ending('connection', connection && connection / DAY_SECONDS),
  ]
}

export function sequencingOf(told: readonly Told[]): Pick<Installation['audit'], 'waiting' | 'stopped'> {
  const stopped = most(told, 'audit_stopped')
  return { waiting: most(told, 'audit_pending_entries'), stopped: stopped === null ? null : stopped > 0 }
}
