import { useQueryClient } from '@tanstack/vue-query'
import { computed, reactive, ref, toRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { api, ask, type Schemas } from '../../api/client.ts'
import { teamKey } from '../../session/session.ts'
import { bodyOf, type Draft, draftOf, emptyDraft } from './draft.ts'
import { useHistory } from './use-history.ts'
import { usePreview } from './use-preview.ts'
import { isPlain, minutesOf, paintedWindows, type WeekMinutes } from './week.ts'

/** A draft with what it would do, and the ways out: save, delete, load anew. */
export function useEditor(schedule: Schemas['Schedule'] | null) {
  const queryClient = useQueryClient()
  const router = useRouter()
  const route = useRoute()

  const draft = reactive<Draft>(schedule === null ? emptyDraft() : draftOf(schedule))
  const weekly = toRef(draft, 'weekly')
  const history = useHistory(weekly)
  const minutes = computed(() => minutesOf(weekly.value))
  const beside = computed(() => weekly.value.filter((one) => !isPlain(one)))
  const preview = usePreview(ref(draft), ref(schedule?.id ?? null))

  const paint = (painted: WeekMinutes) => history.put(paintedWindows(weekly.value, painted))

  async function save(applyNow: boolean, over: boolean): Promise<void> {
    const body = { ...bodyOf(draft), apply_now: applyNow }
    const saved =
      schedule === null
        ? await ask(() => api.POST('/schedules', { body }))
        : await ask(() =>
            api.PUT('/schedules/{schedule_id}', {
              params: { path: { schedule_id: schedule.id }, header: over ? {} : { 'if-match': `"${schedule.version}"` } },
              body,
            }),
          )
    await leave(saved.run_ids[0], saved.id)
  }

  async function leave(runId?: string, scheduleId?: string): Promise<void> {
    queryClient.removeQueries({ queryKey: teamKey('schedule', scheduleId ?? schedule?.id) })
    // Taken away, not only made old: the list must not show for a moment what is gone.
    queryClient.removeQueries({ queryKey: teamKey('schedules') })
    const { team } = route.params
    if (runId !== undefined && router.hasRoute('runs.one')) await router.push({ name: 'runs.one', params: { team, run: runId } })
    else await router.push({ name: 'schedules', params: { team } })
  }

  async function remove(): Promise<void> {
    if (schedule === null) return
    await ask(() => api.DELETE('/schedules/{schedule_id}', { params: { path: { schedule_id: schedule.id } } }))
    await leave()
  }

  const loadTheirs = () => queryClient.invalidateQueries({ queryKey: teamKey('schedule', schedule?.id) })

  return { draft, history, minutes, beside, preview, paint, save, remove, loadTheirs }
}
