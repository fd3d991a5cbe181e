import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref, watch } from 'vue'
import { api, ask } from '../../api/client.ts'
import { moreOf } from '../../parts/more-of.ts'
import { forgetLists, teamKey } from '../../session/session.ts'
import type { Rule } from './rule-draft.ts'

/** Rules of the team: a hundred at most, so they fit in one page. */
export function useRules() {
  const query = useQuery({
    queryKey: computed(() => teamKey('notifications', 'rules')),
    queryFn: ({ signal }) => ask(() => api.GET('/notifications/rules', { params: { query: { limit: 200 } }, signal })),
  })
  const nameOf = (id: string): string => query.data.value?.items.find((rule) => rule.id === id)?.name ?? id
  return { query, nameOf }
}

/** After a rule was deleted: it stands in no list once more, also not in one that is on screen. */
export function useDropRule(): (id: string) => void {
  const queryClient = useQueryClient()
  return (id) => {
    queryClient.setQueryData<{ items: Rule[] }>(
      teamKey('notifications', 'rules'),
      (known) => known && { ...known, items: known.items.filter((rule) => rule.id !== id) },
    )
    forgetLists('notifications', 'told')
  }
}

export interface ToldFilter {
  rule_id?: string
  status?: 'waiting' | 'sent' | 'dead'
}

/** What was told; while something waits it is read anew until that is over. */
export function useTold(filter: Ref<ToldFilter>) {
  const query = useInfiniteQuery({
    queryKey: computed(() => teamKey('notifications', 'told', filter.value)),
    queryFn: ({ pageParam, signal }) =>
      ask(() =>
        api.GET('/notifications', {
          params: { query: { ...filter.value, limit: 50, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    refetchInterval: ({ state }) =>
      state.data?.pages.length === 1 && state.data.pages[0]!.items.some(({ status }) => status === 'waiting') ? 3_000 : 30_000,
  })
  const rows = computed(() => query.data.value?.pages.flatMap(({ items }) => items) ?? [])
  // Rules say what came of their last message: that changes with what is seen here.
  const queryClient = useQueryClient()
  watch(
    () => rows.value.map(({ id, status }) => `${id} ${status}`).join(),
    (_is, was) => {
      if (was !== '') void queryClient.invalidateQueries({ queryKey: teamKey('notifications', 'rules') })
    },
  )
  const more = moreOf(query)
  return { query, rows, more }
}

/** After something was sent, changed or deleted: rules say what came of their last message, so all of it is read anew. */
export function useForgetNotifications(): () => Promise<void> {
  const queryClient = useQueryClient()
  return () => queryClient.invalidateQueries({ queryKey: teamKey('notifications') })
}
