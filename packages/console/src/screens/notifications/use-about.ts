import { useQueries, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api, ask } from '../../api/client.ts'
import { teamKey } from '../../session/session.ts'
import type { AboutKind } from './rule-draft.ts'

interface Named {
  id: string
  name: string
}
const NAMES_SHOWN = 30

const schedules = (signal: AbortSignal) => ask(() => api.GET('/schedules', { params: { query: { limit: 200 } }, signal }))
const connections = (signal: AbortSignal) => ask(() => api.GET('/connections', { params: { query: { limit: 200 } }, signal }))
const fits = ({ name }: Named, word: string) => name.toLowerCase().includes(word.toLowerCase())

/** Things of a kind whose name fits what was typed. Machines are many, so the server looks for them. */
export function useSought(kind: Ref<AboutKind>, typed: Ref<string>) {
  const word = computed(() => typed.value.trim())
  return useQuery({
    queryKey: computed(() => teamKey('notifications', 'sought', kind.value, word.value)),
    enabled: computed(() => word.value !== ''),
    async queryFn({ signal }): Promise<Named[]> {
      if (kind.value === 'machine_ids') {
        const query = { q: word.value, limit: 20 }
        return (await ask(() => api.GET('/machines', { params: { query }, signal }))).items
      }
      const { items } = await (kind.value === 'schedule_ids' ? schedules(signal) : connections(signal))
      return (items as Named[]).filter((one) => fits(one, word.value))
    },
  })
}

/** Names of what is chosen already; the id where it cannot be read. */
export function useNamed(about: () => Record<AboutKind, readonly string[]>) {
  const machines = useQueries({
    queries: computed(() =>
      about()
        .machine_ids.slice(0, NAMES_SHOWN)
        .map((machine_id) => ({
          queryKey: teamKey('machine', machine_id),
          queryFn: () => ask(() => api.GET('/machines/{machine_id}', { params: { path: { machine_id } } })),
        })),
    ),
  })
  const listed = (kind: 'schedule_ids' | 'connection_ids', read: (signal: AbortSignal) => Promise<{ items: Named[] }>) =>
    useQuery({
      queryKey: teamKey('notifications', 'named', kind),
      queryFn: ({ signal }) => read(signal),
      enabled: computed(() => about()[kind].length > 0),
    })
  const lists = { schedule_ids: listed('schedule_ids', schedules), connection_ids: listed('connection_ids', connections) }

  function nameOf(kind: AboutKind, id: string): string {
    const known: readonly (Named | undefined)[] =
      kind === 'machine_ids' ? machines.value.map(({ data }) => data) : (lists[kind].data.value?.items ?? [])
    return known.find((one) => one?.id === id)?.name ?? id
  }
  return { nameOf }
}
