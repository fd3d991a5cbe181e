import { useQuery } from '@tanstack/vue-query'
import { api, ask } from '../../api/client.ts'
import { teamKey } from '../../session/session.ts'

/** The calendars that schedules of the team share: at most 100, which is one page. */
export const useCalendars = () =>
  useQuery({
    queryKey: teamKey('calendars'),
    queryFn: ({ signal }) => ask(() => api.GET('/calendars', { params: { query: { limit: 100 } }, signal })),
  })
