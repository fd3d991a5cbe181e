// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { nextTick } from 'vue'
import DataTable from './DataTable.vue'
import { printPage } from './use-printing.ts'

const rows = Array.from({ length: 1_000 }, (_, n) => ({ id: String(n), name: `Row ${n}` }))
const table = (columns = [{ name: 'name', title: 'Name' }]) =>
  mount(DataTable, {
    props: { label: 'All', columns, rows, rowKey: (row: unknown) => (row as { id: string }).id },
    slots: { 'head:name': 'The name' },
  })
const bodyRows = (of: ReturnType<typeof table>) => of.findAll('.body').length

afterEach(() => {
  dispatchEvent(new Event('afterprint'))
  vi.unstubAllGlobals()
})

test('few of many rows are in the page, and all of them as soon as the browser prints', async () => {
  const all = table()
  expect(bodyRows(all)).toBeLessThan(100)
  expect(all.find('[role=table]').attributes('aria-rowcount')).toBe('1001')
  dispatchEvent(new Event('beforeprint'))
  await nextTick()
  expect(bodyRows(all)).toBe(1_000)
  expect(all.text()).toContain('Row 999')
  dispatchEvent(new Event('afterprint'))
  await nextTick()
  expect(bodyRows(all)).toBeLessThan(100)
})

test('when a button prints, all rows are there before the browser takes the page', async () => {
  const all = table()
  const print = vi.fn(() => bodyRows(all))
  vi.stubGlobal('print', print)
  await printPage()
  expect(print).toHaveReturnedWith(1_000)
})

test('a title may be something else, and a table of many columns scrolls sideways', () => {
  expect(table().find('[role=columnheader]').text()).toBe('The name')
  const many = Array.from({ length: 9 }, (_, n) => ({ name: `c${n}`, title: `C${n}`, width: 'minmax(9rem, 1fr)' }))
  expect(table(many).find('[role=table]').classes()).toContain('wide')
})
