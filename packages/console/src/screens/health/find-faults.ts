import type { paths } from '../../api/generated/schema.ts'
import { t } from '../../messages/messages.ts'

type Answer<Path extends '/admin/' | '/health/ready'> = paths[Path]['get']['responses'][200]['content']['application/json']
export type Installation = Answer<'/admin/'>
export type Ready = Answer<'/health/ready'>
export type Role = Installation['roles'][number]
export type Queue = Installation['queues'][number]
export type Key = Installation['keys'][number]

export interface Finding {
  tone: 'warn' | 'bad'
  text: string
}

const DAY_SECONDS = 86_400
const h = t.health
const f = h.finding

/** The same limits as those of the alerts (deploy/prometheus/alerts.yml). */
const lateAfterSeconds: Record<Queue['name'], number> = {
  ...{ telemetry_events: Number.POSITIVE_INFINITY, mails: Number.POSITIVE_INFINITY },
  ...{ schedule_changes: 60, machine_changes: 300, machine_readings: 1_800, notifications: 300 },
}
const CHECKPOINT_OLD_SECONDS = 60
const CLOCK_SKEW_SECONDS = 30
/** So long before its end a key is told of. Those that are replaced by themselves are told of when that did not happen. */
const soonDays: Record<Key['kind'], number> = {
  ...{ token: -14, checkpoint: -14, root: 14, data: 14, cookies: 14, 'audit-seal': 14 },
  ...{ installation: 365, authority: 365, connection: 7 },
}

export type RoleState = 'here' | 'alive' | 'gone' | 'unreachable'
export function stateOfRole({ here, alive, reachable }: Role): RoleState {
  if (reachable === false) return 'unreachable'
  return here ? 'here' : alive ? 'alive' : 'gone'
}

export const isLate = ({ name, late_seconds }: Queue): boolean => late_seconds !== null && late_seconds > lateAfterSeconds[name]

export function stateOfKey({ kind, left_days }: Key): 'good' | 'soon' | 'over' {
  if (left_days === null || left_days >= soonDays[kind]) return 'good'
  return left_days < 0 ? 'over' : 'soon'
}

/** What somebody has to look at, the worst first. Nothing: all is well. */
export function findFaults({ roles, processes, queues, keys, audit }: Installation, { checks }: Ready): Finding[] {
  const alive = processes.filter((one) => one.alive)
  const versions = [...new Set(alive.map(({ version }) => version))].sort()
  const found: (Finding | false)[] = [
    ...Object.entries(checks).map(([name, { ok, detail }]) => !ok && bad(f.check(h.ready.names[name] ?? name, detail ?? ''))),
    ...roles.map((role) => faultOfRole(role)),
    ...alive.map(({ clock_skew_seconds: skew }) => skew !== null && Math.abs(skew) > CLOCK_SKEW_SECONDS && bad(f.clock(skew))),
    ...queues.map((queue) => isLate(queue) && bad(f.late(queue.name, h.span(queue.late_seconds!)))),
    audit.stopped === true && bad(f.stopped),
    audit.checkpoint_age_seconds === null
      ? warn(f.noCheckpoint)
      : audit.checkpoint_age_seconds > CHECKPOINT_OLD_SECONDS && bad(f.checkpointOld(h.span(audit.checkpoint_age_seconds))),
    ...keys.map((key) => faultOfKey(key)),
    processes.length > alive.length && warn(f.silent),
    versions.length > 1 && warn(f.versions(versions.join(', '))),
  ]
  const all = found.filter((one) => one !== false)
  return [...all.filter(({ tone }) => tone === 'bad'), ...all.filter(({ tone }) => tone === 'warn')]
}

function faultOfRole(role: Role): Finding | false {
  const state = stateOfRole(role)
  const name = h.roles.names[role.name] ?? role.name
  if (state === 'unreachable') return bad(f.roleUnreachable(name))
  return state === 'gone' && bad(f.roleGone(name))
}

function faultOfKey(key: Key): Finding | false {
  const state = stateOfKey(key)
  if (state === 'over') return bad(f.keyOver(key.kind))
  return state === 'soon' && warn(f.keySoon(key.kind, h.span(key.left_days! * DAY_SECONDS)))
}

const bad = (text: string): Finding => ({ tone: 'bad', text })
const warn = (text: string): Finding => ({ tone: 'warn', text })
