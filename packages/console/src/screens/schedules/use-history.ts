import { computed, type Ref, ref } from 'vue'
import type { WeeklyWindow } from './week.ts'

/** Undo and redo of what was painted. What changes nothing is no step. */
export function useHistory(windows: Ref<WeeklyWindow[]>) {
  const past = ref<WeeklyWindow[][]>([])
  const future = ref<WeeklyWindow[][]>([])

  function put(next: WeeklyWindow[]): void {
    if (JSON.stringify(next) === JSON.stringify(windows.value)) return
    past.value = [...past.value.slice(-99), windows.value]
    future.value = []
    windows.value = next
  }
  function undo(): void {
    const before = past.value.at(-1)
    if (!before) return
    future.value = [...future.value, windows.value]
    past.value = past.value.slice(0, -1)
    windows.value = before
  }
  function redo(): void {
    const after = future.value.at(-1)
    if (!after) return
    past.value = [...past.value, windows.value]
    future.value = future.value.slice(0, -1)
    windows.value = after
  }
  return { put, undo, redo, canUndo: computed(() => past.value.length > 0), canRedo: computed(() => future.value.length > 0) }
}
