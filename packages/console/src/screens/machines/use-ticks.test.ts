import { expect, test } from 'vitest'
import { ref, shallowRef } from 'vue'
import { SELECTED_MAX } from './use-machine-view.ts'
import type { Machine } from './use-machines.ts'
import { useTicks } from './use-ticks.ts'

function ticksOf(count: number) {
  const rows = ref(Array.from({ length: count }, (_, n) => ({ id: `m${n}` }) as Machine))
  const selected = shallowRef<ReadonlySet<string>>(new Set())
  const select = (ids: Iterable<string>) => {
    selected.value = new Set([...ids].slice(0, SELECTED_MAX))
  }
  const box = { checked: true }
  const press = (id: string, shiftKey = false) => ticks.toggle(id, { shiftKey, target: box } as unknown as MouseEvent)
  const ticks = useTicks({ selected, select }, rows as never)
  return { ticks, selected, press, box }
}

test('a box takes and gives back its row; with shift all rows between, in either direction', () => {
  const { selected, press } = ticksOf(10)
  press('m2')
  press('m5', true)
  expect([...selected.value]).toEqual(['m2', 'm3', 'm4', 'm5'])
  press('m4')
  press('m3', true)
  expect([...selected.value]).toEqual(['m2', 'm5'])
})

test('no more are taken than can be acted on at once, and the box says so', () => {
  const { selected, press, box, ticks } = ticksOf(SELECTED_MAX + 20)
  ticks.toggleAll()
  expect(selected.value.size).toBe(SELECTED_MAX)
  expect(ticks.all.value).toBe(true)
  press(`m${SELECTED_MAX + 3}`)
  expect(box.checked).toBe(false)
  ticks.toggleAll()
  expect(selected.value.size).toBe(0)
})
