import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRoute } from 'vue-router'
import { api, ask } from '../../api/client.ts'
import { t } from '../../messages/messages.ts'
import { teamKey, useSession } from '../../session/session.ts'

/** The connection that the address names, and what is done with it. */
export function useConnection() {
  const route = useRoute()
  const queryClient = useQueryClient()
  const { may } = useSession()
  const id = computed(() => String(route.params.connection))
  const params = computed(() => ({ path: { connection_id: id.value } }))
  const query = useQuery({
    queryKey: computed(() => teamKey('connections', id.value)),
    queryFn: ({ signal }) => ask(() => api.GET('/connections/{connection_id}', { params: params.value, signal })),
  })
  const renew = () => queryClient.invalidateQueries({ queryKey: teamKey('connections') })
  return {
    ...{ id, params, query, renew },
    because: computed(() => (may('connection:write') ? undefined : t.connections.needs('connection:write'))),
    async check() {
      await ask(() => api.POST('/connections/{connection_id}/check', { params: params.value }))
      await renew()
    },
    async read() {
      await ask(() => api.POST('/connections/{connection_id}/sync', { params: params.value }))
      await renew()
    },
    certificateAt: (format: 'pem' | 'cer', state: 'active' | 'next' = 'active') =>
      `/connections/${id.value}/certificate?format=${format}&state=${state}`,
  }
}
