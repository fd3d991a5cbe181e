// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { forget } from '../../session/session.ts'
import { mountScreen } from '../../testing/mount-screen.ts'
import { pretendApi } from '../../testing/pretend-api.ts'
import SessionsPage from './SessionsPage.vue'

let mounted: Awaited<ReturnType<typeof mountScreen>> | undefined
afterEach(() => {
  mounted?.page.unmount()
  forget()
  vi.unstubAllGlobals()
})

const at = '2026-11-26T12:00:00Z'
const names = ['account', 'account.sessions', 'account.activity']
const phone = 'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36'
const session = (id: string, is_current: boolean, user_agent: string | null) => ({
  ...{ id, is_current, user_agent, methods: ['pwd', 'otp'], address: is_current ? '192.0.2.1' : null },
  ...{ created_at: at, last_seen_at: at, expires_at: at },
})
const consent = {
  ...{ id: 'c1', client_id: 'skykeep-cli', team: { id: 't', name: 'Blue' }, created_at: at, last_used_at: null, expires_at: at },
  client: { id: 'skykeep-cli', name: 'Command line', team: null, is_proven: false },
  scopes: [{ name: 'team:read', description: 'See the team' }],
}

test('sessions tell device, address and proofs; one is ended, or all others, and never the one that is used', async () => {
  let items = [session('s1', true, 'curl/8.14.1'), session('s2', false, phone), session('s3', false, null)]
  const asked = pretendApi(({ method, path }) => {
    if (method === 'DELETE')
      items = items.filter(({ id, is_current }) => is_current || (path !== '/sessions' && !path.endsWith(id)))
    if (method === 'DELETE') return { status: 204 }
    return { body: { items: path === '/sessions' ? items : [], next_cursor: null } }
  })
  mounted = await mountScreen(SessionsPage, { path: '/sessions', at: '/sessions', names })
  const { page, button } = mounted
  expect(page.text()).toContain('Chrome on Android')
  expect(page.text()).toContain('192.0.2.1 · password, authenticator app')
  expect(page.text()).toContain('Unknown program')
  expect(page.findAll('button').filter((one) => one.text() === 'End it')).toHaveLength(2)
  await button('End it').trigger('click')
  await flushPromises()
  expect(page.text()).not.toContain('Chrome on Android')
  await button('End all others').trigger('click')
  await flushPromises()
  expect(asked.filter(({ method }) => method === 'DELETE').map(({ path }) => path)).toEqual(['/sessions/s2', '/sessions'])
  expect(page.text()).toContain('this one')
  expect(button('End all others').attributes('aria-disabled')).toBe('true')
})

test('a program that acts for somebody is told with what it may do, and its consent is withdrawn', async () => {
  let items = [consent]
  const asked = pretendApi(({ method, path }) => {
    if (method === 'DELETE') items = []
    if (method === 'DELETE') return { status: 204 }
    return { body: { items: path === '/account/consents' ? items : [], next_cursor: null } }
  })
  mounted = await mountScreen(SessionsPage, { path: '/sessions', at: '/sessions', names })
  const { page, button } = mounted
  expect(page.text()).toContain('Command line')
  expect(page.text()).toContain('a program of Skykeep itself · acts in Blue')
  expect(page.text()).toContain('May do one thing')
  await button('Withdraw').trigger('click')
  await flushPromises()
  expect(asked.at(-2)).toMatchObject({ method: 'DELETE', path: '/account/consents/c1' })
  expect(page.text()).toContain('No program may act for you.')
})
