import { nextTick, readonly, ref } from 'vue'

/**
 * Whether the page is being put on paper. A table that has only the rows in sight in the page then puts all of them in: the browser asks
 * (`beforeprint`) and, when a page is only looked at as if on paper, the medium changes.
 */
const isPrinting = ref(false)
export const printing = readonly(isPrinting)

const set = (is: boolean) => {
  isPrinting.value = is
}
const onPaper = typeof matchMedia === 'function' ? matchMedia('print') : null
addEventListener('beforeprint', () => set(true))
addEventListener('afterprint', () => set(onPaper?.matches ?? false))
onPaper?.addEventListener('change', ({ matches }) => set(matches))

/** All rows are in the page before the browser takes it: a script that calls `print` is not waited for between the two. */
export async function printPage(): Promise<void> {
  set(true)
  await nextTick()
  print()
}
