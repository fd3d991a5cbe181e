import { computed, type Ref } from 'vue'
import { type MachineView, SELECTED_MAX } from './use-machine-view.ts'
import type { Machine } from './use-machines.ts'

/** The boxes before the names. With shift, a box takes all rows from the one that was pressed last. */
export function useTicks(view: Pick<MachineView, 'selected' | 'select'>, rows: Ref<readonly Machine[]>) {
  let last: string | null = null
  const all = computed(
    () => rows.value.length > 0 && rows.value.slice(0, SELECTED_MAX).every(({ id }) => view.selected.value.has(id)),
  )
  function between(from: string, to: string): string[] {
    const at = [from, to].map((id) => rows.value.findIndex((row) => row.id === id)).sort((a, z) => a - z)
    return at[0]! < 0 ? [to] : rows.value.slice(at[0], at[1]! + 1).map(({ id }) => id)
  }
  function toggle(id: string, event: MouseEvent): void {
    const next = new Set(view.selected.value)
    const ids = event.shiftKey && last !== null ? between(last, id) : [id]
    const takes = !next.has(id)
    for (const one of ids) takes ? next.add(one) : next.delete(one)
    last = id
    view.select(next)
    // At the limit the box would show what was not taken.
    ;(event.target as HTMLInputElement).checked = view.selected.value.has(id)
  }
  const toggleAll = () => view.select(all.value ? [] : [...view.selected.value, ...rows.value.map(({ id }) => id)])
  return { all, toggle, toggleAll }
}
