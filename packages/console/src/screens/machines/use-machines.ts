import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api, ask, type Schemas } from '../../api/client.ts'
import { moreOf } from '../../parts/more-of.ts'
import { teamKey } from '../../session/session.ts'

export type Machine = Schemas['Machine']
export type PowerState = Machine['power']['state']

export interface MachineFilter {
  q?: string
  state?: PowerState
  tag?: string
  schedule_id?: string
  connection_id?: string
  region?: string
}

const AT_ONCE = 200
const READ_ANEW_PAGES_MAX = 5

/**
 * How long until the list is read anew. The first machines of a new connection appear within seconds: whoever waits for them is not left
 * waiting. Somebody far down in a long list would ask for all of it each time: they see the age of each reading instead.
 */
function pauseOf(pages: readonly { items: readonly unknown[] }[]): number | false {
  if (pages.length > READ_ANEW_PAGES_MAX) return false
  return pages[0]?.items.length === 0 ? 3_000 : 30_000
}

/** Machines by the filter, page by page, as they were read last. */
export function useMachines(filter: Ref<MachineFilter>) {
  const query = useInfiniteQuery({
    queryKey: computed(() => teamKey('machines', filter.value)),
    queryFn: ({ pageParam, signal }) =>
      ask(() =>
        api.GET('/machines', {
          params: { query: { ...filter.value, limit: AT_ONCE, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    refetchInterval: ({ state }) => pauseOf(state.data?.pages ?? []),
  })
  const rows = computed(() => query.data.value?.pages.flatMap(({ items }) => items) ?? [])
  const more = moreOf(query)
  return { query, rows, more }
}
