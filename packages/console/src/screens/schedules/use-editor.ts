import { useQueryClient } from '@tanstack/vue-query'
import { computed, reactive, ref, shallowRef, toRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { api, ask, type Schemas } from '../../api/client.ts'
import { Refusal } from '../../api/refusal.ts'
import { teamKey } from '../../session/session.ts'
import { type Body, mineOnTop } from './differences.ts'
import { bodyOf, type Draft, draftOf, emptyDraft } from './draft.ts'
import { useHistory } from './use-history.ts'
import { usePreview } from './use-preview.ts'
import { isPlain, minutesOf, paintedWindows, type WeekMinutes } from './week.ts'

type Schedule = Schemas['Schedule']

/** A draft with what it would do, and the ways out: save, delete, load anew. */
export function useEditor(schedule: Schedule | null) {
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

  /** What somebody else saved meanwhile, once a save was refused because of it. */
  const theirs = shallowRef<Schedule | null>(null)
  const base = schedule === null ? null : bodyOf(draftOf(schedule))

  /** `onTop`: what was changed here, on top of what somebody else saved. */
  async function save(applyNow: boolean, onTop: boolean): Promise<void> {
    const mine = bodyOf(draft)
    const latest = onTop ? theirs.value : null
    const merged = latest && base ? mineOnTop(base, mine, bodyOf(draftOf(latest))) : mine
    const body = { ...merged, apply_now: applyNow }
    const saved = await (schedule === null
      ? ask(() => api.POST('/schedules', { body }))
      : replace(schedule.id, latest?.version ?? schedule.version, body))
    await leave(saved.run_ids[0], saved.id)
  }

  async function replace(schedule_id: string, version: number, body: Body & { apply_now: boolean }) {
    const path = { schedule_id }
    try {
      const params = { path, header: { 'if-match': `"${version}"` } }
      return await ask(() => api.PUT('/schedules/{schedule_id}', { params, body }))
    } catch (error) {
      if (error instanceof Refusal && error.status === 412)
        theirs.value = await ask(() => api.GET('/schedules/{schedule_id}', { params: { path } }))
      throw error
    }
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

  return { draft, base, theirs, history, minutes, beside, preview, paint, save, remove, loadTheirs }
}
