import { expect, test } from 'vitest'
import { columnNames, columnsOf, usualColumns } from './machine-columns.ts'
import { SELECTED_MAX, selectedOf } from './use-machine-view.ts'

const id = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`

test('a selection is read from the address, and nothing else that stands there', () => {
  expect([...selectedOf(`#selected=${id(1)},${id(2)},${id(1)}`)]).toEqual([id(1), id(2)])
  expect(selectedOf('#selected=').size).toBe(0)
  expect(selectedOf('#selected=../x,<b>,123').size).toBe(0)
  expect(selectedOf(`#other=${id(1)}`).size).toBe(0)
  const many = Array.from({ length: SELECTED_MAX + 7 }, (_, n) => id(n))
  expect(selectedOf(`#selected=${many.join(',')}`).size).toBe(SELECTED_MAX)
})

test('a machine is named in every choice of columns, and every column has a title', () => {
  expect(columnsOf([]).map(({ name }) => name)).toEqual(['name'])
  expect(columnsOf(columnNames).every(({ title }) => title !== undefined && title !== '')).toBe(true)
  expect(usualColumns.every((name) => columnNames.includes(name))).toBe(true)
})
