import type { Ref } from 'vue'

/** As much of a query as its faces need. */
export interface LoadedQuery<T> {
  data: Readonly<Ref<T | undefined>>
  error: Readonly<Ref<unknown>>
  dataUpdatedAt: Readonly<Ref<number>>
  refetch(): unknown
}
