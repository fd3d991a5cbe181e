// @vitest-environment happy-dom
import { VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { queryClient } from '../../api/query-client.ts'
import { type Answer, pretendApi, problem } from '../../testing/pretend-api.ts'
import BulkActDialog from './BulkActDialog.vue'

afterEach(() => {
  vi.unstubAllGlobals()
  queryClient.clear()
})

const one = (name: string, reason: string): Answer => ({
  body: { run_id: null, machines: [{ machine_id: name, name, would: 'call', reason }] },
})
async function shown() {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: { render: () => null } }] })
  const props = { action: 'start' as const, machines: [{ id: 'vm-a' }] as never, open: false }
  const plugins = [router, [VueQueryPlugin, { queryClient }]] as never
  const page = mount(BulkActDialog, { props, global: { plugins }, attachTo: document.body })
  const open = (action: 'start' | 'deallocate') => page.setProps({ open: true, action })
  return { page, open }
}

test('the review of one action is never shown for another', async () => {
  const answers: ((answer: Answer) => void)[] = []
  pretendApi(() => new Promise((resolve) => answers.push(resolve)))
  const { page, open } = await shown()
  await open('start')
  await vi.waitFor(() => expect(answers).toHaveLength(1))
  await page.setProps({ open: false })
  await open('deallocate')
  await vi.waitFor(() => expect(answers).toHaveLength(2))
  answers[1]!(one('vm-a', 'it would stop'))
  await vi.waitFor(() => expect(page.text()).toContain('it would stop'))
  answers[0]!(one('vm-a', 'it would start'))
  await flushPromises()
  expect(page.text()).not.toContain('it would start')
  page.unmount()
})

test('what could not be looked at is not begun, says so, and can be looked at again', async () => {
  let isDown = true
  const asked = pretendApi(() => (isDown ? problem(503, 'DATABASE_UNAVAILABLE') : one('vm-a', 'it would start')))
  const { page, open } = await shown()
  await open('start')
  await vi.waitFor(() => expect(page.text()).toContain('could not be looked at'))
  await page.find('button[type=submit]').trigger('click')
  isDown = false
  await page
    .findAll('button')
    .find((button) => button.text() === 'Try again')!
    .trigger('click')
  await vi.waitFor(() => expect(page.text()).toContain('it would start'))
  expect(asked.every(({ body }) => (body as { dry_run: boolean }).dry_run)).toBe(true)
  page.unmount()
})
