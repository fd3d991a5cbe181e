import { useQuery } from '@tanstack/vue-query'
import { type ComputedRef, computed } from 'vue'
import { api, ask, type Schemas } from '../api/client.ts'

/** Invitations that wait for whoever is signed in. That they cannot be read just now is no trouble of the page. */
export function useInvitations(): ComputedRef<readonly Schemas['InvitationToYou'][]> {
  const { data } = useQuery({
    queryKey: ['invitations'],
    queryFn: ({ signal }) => ask(() => api.GET('/invitations', { signal })),
    staleTime: 60_000,
  })
  return computed(() => data.value?.items ?? [])
}
