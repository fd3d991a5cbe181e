// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { defineComponent, h, watch } from 'vue'
import { createMemoryHistory, createRouter, RouterView, useRoute } from 'vue-router'
import KeptRoute from './KeptRoute.vue'

test('a screen that makes way sees its own address to the end, and one of another thing begins anew', async () => {
  const seen: string[] = []
  let made = 0
  const Machine = defineComponent(() => {
    const route = useRoute()
    made++
    watch(
      () => `${String(route.params.machine)} ${String(route.query.tab)}`,
      (now) => seen.push(now),
    )
    return () => h('p', String(route.params.machine))
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/machines/:machine', component: Machine },
      { path: '/runs', component: { render: () => h('p', 'runs') } },
    ],
  })
  await router.push('/machines/a')
  const frame = defineComponent(() => () => {
    const held = ({ Component, route }: { Component: object; route: { path: string } }) =>
      h(KeptRoute, { key: route.path }, () => h(Component))
    return h(RouterView, null, { default: held })
  })
  const page = mount(frame, { global: { plugins: [router] } })
  await flushPromises()
  await router.replace('/machines/a?tab=history')
  await flushPromises()
  expect([seen, made]).toEqual([['a history'], 1])
  await router.push('/runs')
  await flushPromises()
  expect([page.text(), seen]).toEqual(['runs', ['a history']])
  await router.push('/machines/b')
  await router.push('/machines/c')
  await flushPromises()
  expect([page.text(), seen]).toEqual(['c', ['a history']])
})
