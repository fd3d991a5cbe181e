import { useQuery } from '@tanstack/vue-query'
import { api, ask } from '../../api/client.ts'
import { teamKey } from '../../session/session.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const SCHEDULES_LOOKED_AT = 20
const CHANGES_SHOWN = 6

export interface Change {
  at: string
  state: 'on' | 'off'
  schedule: { id: string; name: string; time_zone: string }
}

/** What the tiles of the overview show: each asks for itself, so that one that fails leaves the others. */
export function useOverview() {
  const every = { refetchInterval: MINUTE_MS }
  const machinesIn = (state: 'stopped' | 'unknown') =>
    useQuery({
      queryKey: teamKey('overview', 'machines', state),
      queryFn: ({ signal }) => ask(() => api.GET('/machines', { params: { query: { state, limit: 200 } }, signal })),
      ...every,
    })
  const failed = useQuery({
    queryKey: teamKey('overview', 'failed'),
    queryFn: async ({ signal }) => {
      const of = (status: 'failed' | 'partly_failed') =>
        ask(() => api.GET('/runs', { params: { query: { status, limit: 5 } }, signal }))
      const pages = await Promise.all([of('failed'), of('partly_failed')])
      return pages
        .flatMap(({ items }) => items)
        .sort((one, other) => other.started_at.localeCompare(one.started_at))
        .slice(0, 5)
    },
    ...every,
  })
  const connections = useQuery({
    queryKey: teamKey('overview', 'connections'),
    queryFn: ({ signal }) => ask(() => api.GET('/connections', { params: { query: { limit: 50 } }, signal })),
    ...every,
  })
  const positions = useQuery({
    queryKey: teamKey('overview', 'positions'),
    queryFn: ({ signal }) => ask(() => api.GET('/telemetry/positions', { params: { query: { limit: 200 } }, signal })),
    refetchInterval: 15_000,
  })
  const savings = useQuery({
    queryKey: teamKey('overview', 'savings'),
    queryFn: ({ signal }) => ask(() => api.GET('/savings', { params: { query: { group_by: 'month' } }, signal })),
    refetchInterval: 5 * MINUTE_MS,
  })
  const ahead = useQuery({ queryKey: teamKey('overview', 'ahead'), queryFn: ({ signal }) => nextChanges(signal), ...every })
  return { ahead, billed: machinesIn('stopped'), unread: machinesIn('unknown'), failed, connections, positions, savings }
}

/** The next changes of the schedules that are in force, within a day. */
async function nextChanges(signal: AbortSignal): Promise<Change[]> {
  const { items } = await ask(() => api.GET('/schedules', { params: { query: { limit: SCHEDULES_LOOKED_AT } }, signal }))
  const to = new Date(Date.now() + DAY_MS).toISOString()
  const changes = await Promise.all(
    items
      .filter(({ enabled }) => enabled)
      .map(async ({ id, name, time_zone }) => {
        const path = { schedule_id: id }
        const { transitions } = await ask(() =>
          api.GET('/schedules/{schedule_id}/upcoming', { params: { path, query: { to } }, signal }),
        )
        return transitions.slice(0, CHANGES_SHOWN).map(({ at, state }) => ({ at, state, schedule: { id, name, time_zone } }))
      }),
  )
  return changes
    .flat()
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
    .slice(0, CHANGES_SHOWN)
}
