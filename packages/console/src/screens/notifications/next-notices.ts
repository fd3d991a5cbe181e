import { api, ask } from '../../api/client.ts'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const SCHEDULES_LOOKED_AT = 100
const SHOWN = 5

export interface Notice {
  at: string
  stops_at: string
  schedule: { id: string; name: string }
}

/** When owners of machines will be told of stops, within a day: so many minutes before each as the schedule says. */
export async function nextNotices(now: Date, signal: AbortSignal): Promise<Notice[]> {
  const { items } = await ask(() => api.GET('/schedules', { params: { query: { limit: SCHEDULES_LOOKED_AT } }, signal }))
  const to = new Date(now.getTime() + DAY_MS).toISOString()
  const noticed = items.flatMap(({ id, name, enabled, notify }) =>
    enabled && notify?.before_stop_minutes ? [{ id, name, ahead: notify.before_stop_minutes * MINUTE_MS }] : [],
  )
  const all = await Promise.all(
    noticed.map(async ({ id, name, ahead }) => {
      const path = { schedule_id: id }
      const { transitions } = await ask(() =>
        api.GET('/schedules/{schedule_id}/upcoming', { params: { path, query: { to } }, signal }),
      )
      return transitions
        .filter(({ state }) => state === 'off')
        .map(({ at }) => ({
          at: new Date(Date.parse(at) - ahead).toISOString(),
          stops_at: at,
          schedule: { id, name },
        }))
    }),
  )
  return all
    .flat()
    .filter(({ at }) => Date.parse(at) > now.getTime())
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
    .slice(0, SHOWN)
}
