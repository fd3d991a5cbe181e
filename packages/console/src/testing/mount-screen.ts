import { VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'
import { queryClient } from '../api/query-client.ts'

/** A screen at its address, with other addresses that show nothing. */
export async function mountScreen(
  screen: Component,
  { path, at, names }: { path: string; at: string; names: readonly string[] },
) {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path, name: 'the-screen', component: screen },
      ...names.map((name) => ({ path: `/at/${name}`, name, component: { render: () => null } })),
    ],
  })
  await router.push(at)
  const page = mount(RouterView, { attachTo: document.body, global: { plugins: [router, [VueQueryPlugin, { queryClient }]] } })
  await flushPromises()
  const button = (text: string) => page.findAll('button').find((one) => one.text().startsWith(text))!
  return { page, router, button }
}
