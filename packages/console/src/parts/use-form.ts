import { computed, nextTick, type Ref, ref, shallowRef } from 'vue'
import { Refusal } from '../api/refusal.ts'

export interface Form {
  busy: Ref<boolean>
  refusal: Ref<Refusal | null>
  /** What the form has to say itself: a refusal of which no field, or not every part, is shown at a field. */
  note: Readonly<Ref<Refusal | null>>
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
  /** Fields that asked what is wrong with them since the last refusal. */
  const asking = new Set<string>()
  const untold = shallowRef<Refusal | null>(null)
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
      asking.clear()
      refusal.value = error
      await nextTick()
      if (error.faults.some(({ pointer }) => !asking.has(nameOf(pointer)))) untold.value = error
      if (form instanceof HTMLFormElement) form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
    } finally {
      busy.value = false
    }
  }
  const note = computed(() => {
    const { value } = refusal
    return value !== null && (value.faults.length === 0 || untold.value === value) ? value : null
  })
  function faultOf(name: string): string | null {
    asking.add(name)
    return faults.value.get(name) ?? null
  }
  return { busy, refusal, note, faultOf, send }
}

const nameOf = (pointer: string): string => pointer.replace(/^#?\/(body\/)?/, '').replaceAll('/', '.')
