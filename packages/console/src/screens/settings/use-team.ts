import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRoute } from 'vue-router'
import { api, ask, type Schemas } from '../../api/client.ts'
import { renewSession, teamKey } from '../../session/session.ts'

export type Team = Schemas['Team']
export type TeamPatch = Partial<
  Pick<Team, 'name' | 'second_factor_required' | 'session_idle_seconds' | 'session_seconds' | 'allowed_networks'>
>

export function useTeam() {
  const route = useRoute()
  const queryClient = useQueryClient()
  const path = computed(() => ({ team_id: String(route.params.team) }))
  const team = useQuery({
    queryKey: computed(() => teamKey('self')),
    queryFn: ({ signal }) => ask(() => api.GET('/teams/{team_id}', { params: { path: path.value }, signal })),
  })
  return {
    team,
    path,
    /** From the version that was shown: what somebody else saved meanwhile is not undone unseen. */
    async change(version: number, body: TeamPatch): Promise<void> {
      const header = { 'if-match': `"${version}"` }
      await ask(() => api.PATCH('/teams/{team_id}', { params: { path: path.value, header }, body }))
      await queryClient.invalidateQueries({ queryKey: teamKey('self') })
      await queryClient.invalidateQueries({ queryKey: ['teams'] })
      await renewSession()
    },
  }
}
