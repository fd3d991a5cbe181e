import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, onBeforeUnmount, type Ref, ref, watch } from 'vue'
import { api, ask } from '../../api/client.ts'
import { teamKey } from '../../session/session.ts'
import { bodyOf, type Draft } from './draft.ts'

const PAUSE_MS = 300
const AHEAD_MS = 14 * 86_400_000

/**
 * What a draft would do, as the server computes it: the browser's own zone data may be another. Asked a moment after the last change, and
 * the answer of before stays meanwhile.
 */
export function usePreview(draft: Ref<Draft>, id: Ref<string | null>) {
  const asked = ref(JSON.stringify(bodyOf(draft.value)))
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    draft,
    () => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        asked.value = JSON.stringify(bodyOf(draft.value))
      }, PAUSE_MS)
    },
    { deep: true },
  )
  onBeforeUnmount(() => clearTimeout(timer))

  return useQuery({
    queryKey: computed(() => teamKey('preview', id.value, asked.value)),
    queryFn: ({ signal }) => {
      const { name, targets, ...schedule } = JSON.parse(asked.value) as ReturnType<typeof bodyOf>
      const whom = Object.keys(targets).length > 0 ? { targets } : {}
      const named = name.trim() === '' ? {} : { name }
      const now = Date.now()
      const body = {
        schedule: { ...schedule, ...whom, ...named },
        ...(id.value !== null && { schedule_id: id.value }),
        from: new Date(now).toISOString(),
        to: new Date(now + AHEAD_MS).toISOString(),
      }
      return ask(() => api.POST('/schedules/preview', { body, signal }))
    },
    placeholderData: keepPreviousData,
    retry: false,
  })
}
