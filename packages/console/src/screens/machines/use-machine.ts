import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api, ask, type Schemas } from '../../api/client.ts'
import { teamKey } from '../../session/session.ts'

export type MachineDetails = Schemas['MachineDetails']
export type Action = 'start' | 'deallocate' | 'restart' | 'hibernate' | 'resize'

/** A machine, read anew every ten seconds: what the page says of it must not be old. */
export function useMachine(id: Ref<string>) {
  const queryClient = useQueryClient()
  const path = computed(() => ({ machine_id: id.value }))
  const machine = useQuery({
    queryKey: computed(() => teamKey('machine', id.value)),
    queryFn: ({ signal }) => ask(() => api.GET('/machines/{machine_id}', { params: { path: path.value }, signal })),
    refetchInterval: 10_000,
  })
  const history = useQuery({
    queryKey: computed(() => teamKey('machine', id.value, 'history')),
    queryFn: ({ signal }) =>
      ask(() => api.GET('/machines/{machine_id}/history', { params: { path: path.value, query: { limit: 20 } }, signal })),
  })
  const renew = () => queryClient.invalidateQueries({ queryKey: teamKey('machine', id.value) })

  const act = async (action: Action, size: string, dry_run: boolean) => {
    const body = { action, dry_run, ...(action === 'resize' && { size }) }
    const answer = await ask(() => api.POST('/machines/{machine_id}/actions', { params: { path: path.value }, body }))
    if (!dry_run) await renew()
    return answer
  }
  const endOverride = async (override_id: string) => {
    await ask(() => api.DELETE('/overrides/{override_id}', { params: { path: { override_id } } }))
    await renew()
  }
  return { machine, history, act, endOverride, renew }
}
