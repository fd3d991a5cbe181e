import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api, ask, type Schemas } from '../../api/client.ts'
import { teamKey } from '../../session/session.ts'

type ScheduleName = Pick<Schemas['Schedule'], 'id' | 'name' | 'time_zone'>
export interface Change {
  schedule: ScheduleName
  at: string
  state: 'on' | 'off'
  reason: string
  /** When the same schedule changes next, as far as it was asked. */
  next: string | null
}
export interface ClockChange {
  zone: string
  at: string
  minutes: number
}

/** Every schedule that is in force; a team has few. */
export const useSchedules = () =>
  useQuery({
    queryKey: computed(() => teamKey('schedules', 'all')),
    async queryFn({ signal }) {
      const found: Schemas['Schedule'][] = []
      for (let cursor: string | null = null; ; ) {
        const page: { items: Schemas['Schedule'][]; next_cursor: string | null } = await ask(() =>
          api.GET('/schedules', { params: { query: { limit: 200, ...(cursor !== null && { cursor }) } }, signal }),
        )
        found.push(...page.items)
        cursor = page.next_cursor
        if (cursor === null) return found
      }
    },
  })

/** What these schedules will do until an instant, and when clocks are set meanwhile; computed by the server. */
export const useChanges = (schedules: Ref<readonly Schemas['Schedule'][]>, until: Ref<string>) =>
  useQuery({
    queryKey: computed(() => teamKey('upcoming', until.value, ...schedules.value.map(({ id, version }) => `${id} ${version}`))),
    async queryFn({ signal }) {
      const enabled = schedules.value.filter((one) => one.enabled)
      const answers = await Promise.all(
        enabled.map(async (schedule) => {
          const params = { path: { schedule_id: schedule.id }, query: { to: until.value } }
          return { schedule, upcoming: await ask(() => api.GET('/schedules/{schedule_id}/upcoming', { params, signal })) }
        }),
      )
      const changes = answers.flatMap(({ schedule, upcoming }) =>
        upcoming.transitions.map(
          (one, index): Change => ({ ...one, schedule, next: upcoming.transitions[index + 1]?.at ?? null }),
        ),
      )
      const clocks = new Map<string, ClockChange>()
      for (const { schedule, upcoming } of answers)
        for (const one of upcoming.clock_changes)
          clocks.set(`${schedule.time_zone} ${one.at}`, { ...one, zone: schedule.time_zone })
      return { changes: changes.toSorted((a, b) => a.at.localeCompare(b.at)), clocks: [...clocks.values()] }
    },
    staleTime: 30_000,
  })
