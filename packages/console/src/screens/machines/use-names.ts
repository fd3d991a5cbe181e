import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api, ask } from '../../api/client.ts'
import { teamKey } from '../../session/session.ts'

const AT_ONCE = 200

/** Names of schedules and connections, for machines that have only their ids. Who may not read them sees machines without. */
export function useNames() {
  const schedules = useQuery({
    queryKey: teamKey('schedules'),
    queryFn: ({ signal }) => ask(() => api.GET('/schedules', { params: { query: { limit: AT_ONCE } }, signal })),
  })
  const connections = useQuery({
    queryKey: teamKey('connections', 'names'),
    queryFn: ({ signal }) => ask(() => api.GET('/connections', { params: { query: { limit: AT_ONCE } }, signal })),
  })
  const namesOf = (items: readonly { id: string; name: string }[] | undefined) =>
    new Map((items ?? []).map(({ id, name }) => [id, name]))
  return {
    schedules: computed(() => namesOf(schedules.data.value?.items)),
    connections: computed(() => namesOf(connections.data.value?.items)),
  }
}
export type Names = ReturnType<typeof useNames>
