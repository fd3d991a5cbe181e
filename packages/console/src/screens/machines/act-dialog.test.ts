// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import ActDialog from './ActDialog.vue'

test('what one action would do is never told of another, nor once it is done', async () => {
  const answers: ((reason: string) => void)[] = []
  const act = (_action: string, _size: string, _dry: boolean) =>
    new Promise<{ run_id: string; reason: string }>((resolve) => {
      answers.push((reason) => resolve({ run_id: 'run', reason }))
    })
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: { render: () => null } }] })
  const props = { action: 'start', name: 'vm-a', act: act as never, open: false } as const
  const page = mount(ActDialog, { props, global: { plugins: [router] }, attachTo: document.body })
  await page.setProps({ open: true })
  await page.setProps({ open: false })
  await page.setProps({ open: true, action: 'deallocate' })
  answers[0]!('it would start')
  await flushPromises()
  expect(page.text()).not.toContain('it would start')
  await page.find('form').trigger('submit')
  answers[2]!('it is being stopped')
  await flushPromises()
  answers[1]!('it would stop')
  await flushPromises()
  expect(page.text()).toContain('it is being stopped')
  expect(page.text()).not.toContain('it would stop')
  page.unmount()
})
