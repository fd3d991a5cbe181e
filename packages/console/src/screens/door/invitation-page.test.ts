// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { forget, renewSession } from '../../session/session.ts'
import { control } from '../../testing/control.ts'
import { mountScreen } from '../../testing/mount-screen.ts'
import { type Answer, type Asked, pretendApi, problem } from '../../testing/pretend-api.ts'
import InvitationPage from './InvitationPage.vue'

const token = 'dGVhbQ.sk_invitation_secret'
const bob = { body: { id: 's', account: { id: 'b', email: 'bob@example.org', name: 'Bob' }, team: null, permissions: [] } }
const invitation = {
  id: 'i',
  team: { id: 't', name: 'Blue' },
  invited_by: 'Ana',
  roles: [
    { id: 'reader', name: 'Reader' },
    { id: '0198f2d3-0000-7000-8000-000000000001', name: 'Night watch' },
  ],
  email: 'bob@example.org',
  created_at: '2026-11-26T12:00:00Z',
  expires_at: '2026-12-03T12:00:00Z',
}

let mounted: Awaited<ReturnType<typeof mountScreen>> | undefined
afterEach(() => {
  mounted?.page.unmount()
  sessionStorage.clear()
  forget()
  vi.unstubAllGlobals()
})

async function open(hash: string, answer: (asked: Asked) => Answer) {
  const asked = pretendApi(answer)
  await renewSession()
  const names = ['home', 'sign-in', 'register', 'overview', 'machines']
  mounted = await mountScreen(InvitationPage, { path: '/invitation', at: `/invitation${hash}`, names })
  await flushPromises()
  return { ...mounted, asked }
}
const signedIn = (more: (asked: Asked) => Answer) => (asked: Asked) => (asked.path === '/sessions/current' ? bob : more(asked))

test('whoever is invited reads team, inviter and roles in plain words, and declines', async () => {
  const { page, asked, button } = await open(
    `#${token}`,
    signedIn(({ path }) => (path === '/invitations/look' ? { body: invitation } : { status: 204 })),
  )
  expect(page.text()).toContain('Ana invites you.')
  expect(page.text()).toContain('Blue')
  expect(page.text()).toContain('Reader: sees machines, schedules and aircraft, and changes nothing')
  expect(page.text()).toContain('Night watch')
  await button('Decline').trigger('click')
  await flushPromises()
  expect(asked.at(-1)).toMatchObject({ method: 'POST', path: '/invitations/decline', body: { token } })
  expect(page.text()).toContain('You declined the invitation')
  expect(sessionStorage.getItem('skykeep-invitation')).toBeNull()
})

control('CONSOLE-20', 'the token of an invitation leaves the address at once, and no call has it in its address', async () => {
  const { router, asked, page } = await open(
    `#${token}`,
    signedIn(() => ({ body: invitation })),
  )
  expect(router.currentRoute.value.fullPath).toBe('/invitation')
  expect(asked.filter(({ path, query }) => `${path}${query}`.includes(token))).toEqual([])
  expect(page.html()).not.toContain(token)
})

control('CONSOLE-20', 'nor does the way over the sign-in or a new account carry it: this tab keeps it', async () => {
  const { page, router } = await open(`#${token}`, () => problem(401, 'NOT_AUTHENTICATED'))
  const links = page.findAll('a').map((one) => one.attributes('href'))
  expect(links).toEqual(['/at/sign-in?next=/invitation', '/at/register?next=/invitation'])
  expect(router.currentRoute.value.fullPath).toBe('/invitation')
  expect(sessionStorage.getItem('skykeep-invitation')).toBe(token)
})

test('what is for another address, what is over, and a link without its token each say what to do', async () => {
  const { page } = await open(
    `#${token}`,
    signedIn(() => problem(404, 'NOT_FOUND')),
  )
  expect(page.text()).toContain('You are signed in as bob@example.org')
  mounted!.page.unmount()
  forget()
  const over = await open(
    `#${token}`,
    signedIn(() => problem(409, 'INVITATION_ENDED')),
  )
  expect(over.page.text()).toContain('This invitation is over')
  mounted!.page.unmount()
  sessionStorage.clear()
  forget()
  const none = await open(
    '',
    signedIn(() => ({ body: invitation })),
  )
  expect(none.page.text()).toContain('The link is not complete')
  expect(none.asked.map(({ path }) => path)).toEqual(['/sessions/current'])
})
