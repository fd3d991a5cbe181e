import { computed, type Ref, ref, watch } from 'vue'
import { Refusal } from '../../api/refusal.ts'
import { t } from '../../messages/messages.ts'
import { type Form, useForm } from '../../parts/use-form.ts'
import { useSession } from '../../session/session.ts'
import { type Team, type TeamPatch, useTeam } from './use-team.ts'

/**
 * One part of what a team has set: typed here, saved by itself. `read` gives what is typed at first, `write` what is saved of it.
 */
export function usePart<Typed>(team: () => Team, read: (team: Team) => Typed, write: (typed: Typed) => TeamPatch) {
  const { may } = useSession()
  const { change, team: query } = useTeam()
  const typed = ref(read(team())) as Ref<Typed>
  const isSaved = ref(false)
  const isSame = computed(() => JSON.stringify(write(typed.value)) === JSON.stringify(write(read(team()))))
  const because = computed(() =>
    may('team:write') ? (isSame.value ? t.settings.unchanged : undefined) : t.settings.needs('team:write'),
  )
  watch(
    () => JSON.stringify(write(read(team()))),
    () => {
      typed.value = read(team())
    },
  )
  watch(isSame, (is) => {
    if (!is) isSaved.value = false
  })
  const form: Form = useForm(async () => {
    if (because.value !== undefined) return
    try {
      await change(team().version, write(typed.value))
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'PRECONDITION_FAILED')) throw error
      // What was typed stays; it is compared with what is there now.
      const kept = typed.value
      await query.refetch()
      typed.value = kept
      throw new Refusal({ title: t.settings.meanwhile, detail: t.settings.meanwhileDetail, status: 412, code: error.code })
    }
    isSaved.value = true
  })
  return { typed, form, because, isSaved, mayWrite: computed(() => may('team:write')) }
}
