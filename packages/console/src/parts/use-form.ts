import { computed, nextTick, type Ref, ref, shallowRef } from 'vue'
import { Refusal } from '../api/refusal.ts'

export interface Form {
  busy: Ref<boolean>
  refusal: Ref<Refusal | null>
  /** What is wrong with a field, by its name: `errors[].pointer` of the problem document. */
  faultOf(name: string): string | null
  send(event?: Event): Promise<void>
}

/**
 * A form whose judge is the server. The first field that was refused gets the focus; what no field shows, the form says itself. Give the
 * names of the fields as the API spells them: `targets.tags` is `/targets/tags` there.
 */
export function useForm(act: () => Promise<unknown>): Form {
  const busy = ref(false)
  const refusal = shallowRef<Refusal | null>(null)
  const faults = computed(() => new Map(refusal.value?.faults.map(({ pointer, detail }) => [nameOf(pointer), detail])))

  async function send(event?: Event): Promise<void> {
    if (busy.value) return
    const form = event?.currentTarget
    busy.value = true
    refusal.value = null
    try {
      await act()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      refusal.value = error
      await nextTick()
      if (form instanceof HTMLFormElement) form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
    } finally {
      busy.value = false
    }
  }
  return { busy, refusal, faultOf: (name) => faults.value.get(name) ?? null, send }
}

const nameOf = (pointer: string): string => pointer.replace(/^#?\/(body\/)?/, '').replaceAll('/', '.')
