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

  /** The version that this draft was made from, and what somebody else saved meanwhile, once a save was refused because of it. */
  const standing = shallowRef(schedule)
  const theirs = shallowRef<Schedule | null>(null)
  const base = computed(() => (standing.value === null ? null : bodyOf(draftOf(standing.value))))

  async function save(applyNow: boolean): Promise<void> {
    const body = { ...bodyOf(draft), apply_now: applyNow }
    const saved = await (standing.value === null ? ask(() => api.POST('/schedules', { body })) : replace(standing.value, body))
    await leave(saved.run_ids[0], saved.id)
  }

  async function replace({ id, version }: Schedule, body: Body & { apply_now: boolean }) {
    const path = { schedule_id: id }
    try {
      const params = { path, header: { 'if-match': `"${version}"` } }
      return await ask(() => api.PUT('/schedules/{schedule_id}', { params, body }))
    } catch (error) {
      if (error instanceof Refusal && error.status === 412)
        theirs.value = await ask(() => api.GET('/schedules/{schedule_id}', { params: { path } }))
      throw error
    }
  }

  /** What was changed here, on top of what they saved. It is not saved yet: what it would do now is another thing, and looked over first. */
  function putOnTop(): void {
    const latest = theirs.value
    if (latest === null || base.value === null) return
    const merged = draftOf({ ...latest, ...mineOnTop(base.value, bodyOf(draft), bodyOf(draftOf(latest))) })
    history.put(merged.weekly)
    Object.assign(draft, merged)
    standing.value = latest
    theirs.value = null
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

  return { draft, base, theirs, history, minutes, beside, preview, paint, save, putOnTop, remove, loadTheirs }
}
