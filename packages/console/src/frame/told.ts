import { shallowRef } from 'vue'
import { Refusal } from '../api/refusal.ts'

/** What was refused to somebody who chose it in a menu that is gone by now. The frame says it. */
export const told = shallowRef<Refusal | null>(null)

/** Does what was chosen in a menu. A refusal is told by the frame; `before` says what it means. */
export async function attempt(act: () => unknown, before?: string): Promise<void> {
  told.value = null
  try {
    await act()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const detail = [error.message, error.detail].filter(Boolean).join('. ')
    told.value = before === undefined ? error : new Refusal({ title: before, detail, code: error.code, status: error.status })
  }
}
