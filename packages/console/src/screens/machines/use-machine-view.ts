import { computed, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { type ColumnName, columnNames, usualColumns } from './machine-columns.ts'
import type { MachineFilter, PowerState } from './use-machines.ts'

export const filterNames = ['state', 'connection_id', 'schedule_id', 'region', 'tag'] as const
export type FilterName = (typeof filterNames)[number]

/** As many as one call may name. */
export const SELECTED_MAX = 500

/**
 * What is looked at: filter and columns stand in the query of the address, the selection behind its `#`: five hundred ids are more than
 * a server reads of an address, and it need not read them.
 */
export function useMachineView() {
  const route = useRoute()
  const router = useRouter()

  const text = (name: string) =>
    typeof route.query[name] === 'string' && route.query[name] !== '' ? String(route.query[name]) : undefined
  const filter = computed<MachineFilter>(() => {
    const of = (name: string) => (text(name) === undefined ? {} : { [name]: text(name) })
    return { ...of('q'), ...of('state'), ...of('connection_id'), ...of('schedule_id'), ...of('region'), ...of('tag') } as {
      state?: PowerState
    }
  })
  const chips = computed(() => filterNames.filter((name) => text(name) !== undefined))
  const isFiltered = computed(() => Object.keys(filter.value).length > 0)
  const replace = (query: Record<string, string | undefined>) =>
    router.replace({ query: { ...route.query, ...query }, hash: route.hash })
  const set = (name: FilterName | 'q', value: string) => replace({ [name]: value || undefined })
  const clear = () => replace({ q: undefined, ...Object.fromEntries(filterNames.map((name) => [name, undefined])) })

  const shown = computed<readonly ColumnName[]>(() => {
    const asked = route.query.columns
    return typeof asked === 'string' ? columnNames.filter((name) => asked.split(',').includes(name)) : usualColumns
  })
  function showColumns(names: readonly ColumnName[]) {
    const isUsual = names.length === usualColumns.length && names.every((name) => usualColumns.includes(name))
    return replace({ columns: isUsual ? undefined : names.join(',') })
  }

  const selected = shallowRef(selectedOf(route.hash))
  let writing = 0
  watch(
    () => route.hash,
    (hash) => {
      if (writing === 0) selected.value = selectedOf(hash)
    },
    { flush: 'sync' },
  )
  /** More than can be acted on at once are not taken. */
  function select(ids: Iterable<string>): void {
    selected.value = new Set([...ids].slice(0, SELECTED_MAX))
    const hash = selected.value.size === 0 ? '' : `#selected=${[...selected.value].join(',')}`
    writing++
    void router.replace({ query: route.query, hash }).finally(() => {
      writing--
    })
  }
  return { filter, text, chips, isFiltered, set, clear, shown, showColumns, selected, select }
}
export type MachineView = ReturnType<typeof useMachineView>

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function selectedOf(hash: string): ReadonlySet<string> {
  const ids = hash.startsWith('#selected=') ? hash.slice('#selected='.length).split(',') : []
  return new Set(ids.filter((id) => uuid.test(id)).slice(0, SELECTED_MAX))
}
