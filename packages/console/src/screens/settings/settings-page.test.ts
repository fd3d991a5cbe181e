// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { forget, renewSession } from '../../session/session.ts'
import { mountScreen } from '../../testing/mount-screen.ts'
import { type Answer, type Asked, pretendApi, problem } from '../../testing/pretend-api.ts'
import SettingsPage from './SettingsPage.vue'

const id = '0198f2d3-0000-7000-8000-000000000001'
const at = '2026-11-26T12:00:00Z'

let mounted: Awaited<ReturnType<typeof mountScreen>> | undefined
afterEach(() => {
  mounted?.page.unmount()
  forget()
  vi.unstubAllGlobals()
})

/** A team that the pretended server keeps; `more` answers what it does not know. */
async function open(
  { permissions = ['team:read', 'team:write', 'team:delete'], assurance = 'multi' },
  more: (asked: Asked) => Answer,
) {
  const policy = { second_factor_required: false, session_idle_seconds: null, session_seconds: null, allowed_networks: [] }
  const team = { id, name: 'Blue', ...policy, version: 7, created_at: at, updated_at: at }
  const session = { id: 's', account: { id: 'a', email: 'ana@example.org', name: 'Ana' }, team: { id, name: 'Blue' } }
  const asked = pretendApi((one) => {
    const call = `${one.method} ${one.path}`
    if (call === 'GET /sessions/current') return { body: { ...session, permissions, assurance } }
    if (call === `GET /teams/${id}`) return { body: team }
    return more(one)
  })
  await renewSession()
  mounted = await mountScreen(SettingsPage, { path: '/:team/settings', at: `/${id}/settings`, names: ['account', 'home'] })
  const { page } = mounted
  const part = (title: string) => page.findAll('section.card').find((one) => one.find('h2').text() === title)!
  const save = async (title: string) => {
    await part(title).find('form').trigger('submit')
    await flushPromises()
  }
  return { ...mounted, asked, part, save, team }
}
const changes = (asked: readonly Asked[]) => asked.filter(({ method }) => method !== 'GET').map(({ body }) => body)

test('each part is saved by itself, and an empty choice leaves it to the installation', async () => {
  const { part, save, asked } = await open({}, () => ({ body: {} }))
  await part('Sessions').find('select[name=session_idle_seconds]').setValue('900')
  await save('Sessions')
  await part('Addresses').find('textarea').setValue('192.0.2.0/24, 2001:db8::/48\n\n')
  await save('Addresses')
  expect(changes(asked)).toEqual([
    { session_idle_seconds: 900, session_seconds: null },
    { allowed_networks: ['192.0.2.0/24', '2001:db8::/48'] },
  ])
})

test('an address that is none is named with what is wrong about it', async () => {
  const errors = [{ pointer: '#/allowed_networks/1', detail: 'must be an address' }]
  const { part, save } = await open({}, () => problem(400, 'VALIDATION_FAILED', { errors }))
  await part('Addresses').find('textarea').setValue('192.0.2.1\nhere')
  await save('Addresses')
  expect(part('Addresses').text()).toContain('here must be an address.')
  expect(part('Addresses').find('textarea').attributes('aria-invalid')).toBe('true')
})

test('what somebody else saved meanwhile is told, and what was typed stays', async () => {
  const { part, save } = await open({}, () => problem(412, 'PRECONDITION_FAILED'))
  await part('Name').find('input[name=name]').setValue('Green')
  await save('Name')
  expect(part('Name').find('[role=alert]').text()).toContain('Somebody else changed the settings meanwhile')
  expect((part('Name').find('input[name=name]').element as HTMLInputElement).value).toBe('Green')
})

test('a demand for a second factor names whom it keeps out, and is told to whoever it would shut out', async () => {
  const people = [{ account_id: 'b', name: 'Bob', email: 'bob@example.org' }]
  const { part, asked } = await open({}, () => ({ body: { count: 3, people } }))
  await part('Second factor').find('input[type=checkbox]').setValue(true)
  await vi.waitFor(() => expect(part('Second factor').text()).toContain('Bob'))
  expect(part('Second factor').text()).toContain('3 people have none:')
  expect(part('Second factor').text()).toContain('and 2 more')
  expect(changes(asked)).toEqual([])
  mounted!.page.unmount()
  forget()
  const weak = await open({ assurance: 'single' }, () => ({ body: { count: 0, people: [] } }))
  await weak.part('Second factor').find('input[type=checkbox]').setValue(true)
  await flushPromises()
  expect(weak.part('Second factor').text()).toContain('this would shut you out')
  expect(weak.asked.some(({ path }) => path.endsWith('/without-second-factor'))).toBe(false)
})

test('without the permission everything can be read, and each button says what it needs', async () => {
  const { part, save, asked } = await open({ permissions: ['team:read'] }, () => ({ body: {} }))
  expect(part('Name').find('button').text()).toContain('It needs team:write.')
  await save('Name')
  await part('Delete the team').find('button').trigger('click')
  expect(part('Delete the team').text()).toContain('It needs team:delete.')
  expect(changes(asked)).toEqual([])
})

test('a team is deleted after what is lost was shown and its name was typed', async () => {
  const nothing = { invitations: 0, roles: 0, clients: 0, certificates: 0, connections: 0, machines: 0, schedules: 0 }
  const lost = { members: 2, aircraft: 4, events: 1_000_000, ...nothing }
  const { page, part, asked, router } = await open({}, ({ method }) =>
    method === 'GET' ? { body: { team_id: id, name: 'Blue', lost, kept: { audit_entries: 12 } } } : { status: 204 },
  )
  await part('Delete the team').find('button').trigger('click')
  await vi.waitFor(() => expect(page.find('dialog').text()).toContain('This goes with the team:'))
  const dialog = page.find('dialog')
  expect(dialog.text()).toContain('1,000,000 or more')
  expect(dialog.text()).not.toContain('API clients')
  const button = () => dialog.findAll('button').find((one) => one.text().startsWith('Delete the team'))!
  await button().trigger('click')
  expect(asked.some(({ method }) => method === 'DELETE')).toBe(false)
  await dialog.find('input').setValue('Blue')
  await button().trigger('click')
  await vi.waitFor(() => expect(router.currentRoute.value.name).toBe('home'))
  expect(asked.filter(({ method }) => method === 'DELETE').map(({ path }) => path)).toEqual([`/teams/${id}`])
})
