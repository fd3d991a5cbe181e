import { expect, test } from 'vitest'
import { ref } from 'vue'
import { useHistory } from './use-history.ts'
import { minutesOf, paintedWindows, type WeeklyWindow } from './week.ts'

const office: WeeklyWindow = { days: ['mon'], start: '08:00', end: '18:00' }

test('a step goes back and forth; what changes nothing is no step, and what was undone can still be done again', () => {
  const windows = ref<WeeklyWindow[]>([office])
  const { put, undo, redo, canUndo, canRedo } = useHistory(windows)
  put([{ ...office }])
  expect(canUndo.value).toBe(false)
  put([])
  undo()
  expect(windows.value).toEqual([office])
  put([{ ...office }])
  expect([canUndo.value, canRedo.value]).toEqual([false, true])
  redo()
  expect(windows.value).toEqual([])
})

test('painting what is painted already leaves the windows as they were written', () => {
  const rule: WeeklyWindow = { month_days: [1], start: '00:00', end: '24:00' }
  const written = [rule, office, { ...office, start: '17:00', end: '18:00' }]
  expect(paintedWindows(written, minutesOf(written))).toBe(written)
  expect(paintedWindows(written, minutesOf([]))).toEqual([rule])
})
