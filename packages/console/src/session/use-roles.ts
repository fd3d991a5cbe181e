import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api, ask, type Schemas } from '../api/client.ts'
import { t } from '../messages/messages.ts'
import { teamKey, useSession } from './session.ts'

/** Roles of the team: the standard ones, and its own. A team has fifty of its own at most, so they fit in one page. */
export function useRoles() {
  const query = useQuery({
    queryKey: computed(() => teamKey('roles')),
    queryFn: ({ signal }) => ask(() => api.GET('/roles', { params: { query: { limit: 200 } }, signal })),
  })
  const roles = computed(() => query.data.value?.items ?? [])
  /** Members and clients name roles by id. Without the right to read roles the id is what there is. */
  const nameOf = (id: string): string => roles.value.find((role) => role.id === id)?.name ?? id
  return { query, roles, nameOf }
}

export const usePermissions = () =>
  useQuery({
    queryKey: ['permissions'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => ask(() => api.GET('/permissions', { signal })),
  })

/** Why this person cannot give somebody else a permission: nobody grants what they lack. */
export function useGrants(): {
  because(name: string): string | undefined
  becauseOfRole(role: Schemas['Role']): string | undefined
} {
  const { may } = useSession()
  const because = (name: string) => (may(name) ? undefined : t.parts.permissions.lacks)
  return { because, becauseOfRole: ({ permissions }) => (permissions.every(may) ? undefined : t.parts.permissions.lacksSome) }
}

export const isForPeople = ({ holders }: Schemas['Role']): boolean => holders !== 'machines'
export const isForMachines = ({ holders }: Schemas['Role']): boolean => holders !== 'people'
