import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, onBeforeUnmount, type Ref, ref, watch } from 'vue'
import { api, ask } from '../../api/client.ts'
import { plusDays } from '../../parts/days.ts'
import { teamKey } from '../../session/session.ts'
import { bodyOf, type Draft } from './draft.ts'

const PAUSE_MS = 300
const AHEAD_MS = 14 * 86_400_000

/**
 * What a draft would do, as the server computes it: the browser's own zone data may be another. Asked a moment after the last change, and
 * the answer of before stays meanwhile.
 */
export function usePreview(draft: Ref<Draft>, id: Ref<string | null>) {
  const asked = useSettled(draft)
  return useQuery({
    queryKey: computed(() => teamKey('preview', id.value, asked.value)),
    queryFn: ({ signal }) => {
      const { name, targets, ...schedule } = readBody(asked.value)
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

/** The same for the dates that are looked at, a day more on both sides: they begin earlier and end later than in UTC. Whom it concerns is left out. */
export function useDatesPreview(draft: Ref<Draft>, days: Ref<readonly string[]>) {
  const asked = useSettled(draft)
  return useQuery({
    queryKey: computed(() => teamKey('preview-dates', days.value[0], days.value.at(-1), asked.value)),
    queryFn: ({ signal }) => {
      const { name: _name, targets: _targets, ...schedule } = readBody(asked.value)
      const from = `${plusDays(days.value[0]!, -1)}T00:00:00Z`
      const to = `${plusDays(days.value.at(-1)!, 2)}T00:00:00Z`
      return ask(() => api.POST('/schedules/preview', { body: { schedule, from, to }, signal }))
    },
    placeholderData: keepPreviousData,
    retry: false,
  })
}

const readBody = (text: string) => JSON.parse(text) as ReturnType<typeof bodyOf>

/** The draft as text, a moment after its last change. */
function useSettled(draft: Ref<Draft>): Ref<string> {
  const settled = ref(JSON.stringify(bodyOf(draft.value)))
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    draft,
    () => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        settled.value = JSON.stringify(bodyOf(draft.value))
      }, PAUSE_MS)
    },
    { deep: true },
  )
  onBeforeUnmount(() => clearTimeout(timer))
  return settled
}
