// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { forget, renewSession } from '../../session/session.ts'
import { control } from '../../testing/control.ts'
import { mountScreen } from '../../testing/mount-screen.ts'
import { type Answer, type Asked, pretendApi, problem } from '../../testing/pretend-api.ts'
import AuthorizePage from './AuthorizePage.vue'
import DevicePage from './DevicePage.vue'

let mounted: Awaited<ReturnType<typeof mountScreen>> | undefined
afterEach(() => {
  mounted?.page.unmount()
  forget()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const UID = 'abcdefghijklmnopqrstu'
const EVIL = `"><script>alert('x')</script><img src=x onerror=alert(1)>`
const person = { id: 'a', email: 'ana@example.org', name: 'Ana' }
const session = { id: 's', account: person, team: { id: 't1', name: 'North' }, permissions: [], assurance: 'single' }
const asks = {
  client: { id: 'c1', name: 'Robot', team: { id: 't1', name: 'North' }, is_proven: true },
  scopes: [
    { name: 'openid', description: 'Know who you are' },
    { name: 'team:read', description: 'See the team' },
  ],
  access_seconds: 30 * 86_400,
  expires_at: '2026-11-27T12:00:00Z',
}
const request = {
  ...asks,
  redirect_uri: 'https://robot.example/callback',
  account: person,
  team: session.team,
  needs_sign_in: false,
  second_factor_needed: false,
  other_team_needed: false,
}

async function open(screen: 'authorize' | 'device', answers: (asked: Asked) => Answer | undefined, user_code = '') {
  const gone = vi.spyOn(location, 'assign').mockImplementation(() => undefined)
  const asked = pretendApi((one) => {
    const call = `${one.method} ${one.path}`
    const answer = answers(one)
    if (answer) return answer
    if (call === 'GET /sessions/current') return { body: session }
    if (call === 'GET /teams')
      return {
        body: {
          items: [
            { id: 't1', name: 'North' },
            { id: 't2', name: 'South' },
          ],
          next_cursor: null,
        },
      }
    if (call === `GET /oauth/interactions/${UID}`) return { body: request }
    return problem(404, 'NOT_FOUND')
  })
  await renewSession().catch(() => undefined)
  mounted = await mountScreen(screen === 'authorize' ? AuthorizePage : DevicePage, {
    path: screen === 'authorize' ? '/sign-in/:uid' : '/device',
    at: screen === 'authorize' ? `/sign-in/${UID}` : `/device?user_code=${user_code}`,
    names: ['account', 'reset-password', 'register'],
  })
  const press = async (text: string) => {
    await mounted!.button(text).trigger('click')
    await flushPromises()
  }
  return { ...mounted, asked, press, gone }
}
const decisions = (asked: readonly Asked[]) =>
  asked.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, body])

test('somebody sees who asks for what, takes a part away, and goes on to the client', async () => {
  const { page, asked, press, gone } = await open('authorize', ({ path }) =>
    path.endsWith('/approve') ? { body: { redirect_to: 'https://skykeep.example/oauth/authorize/x' } } : undefined,
  )
  for (const told of [
    'Robot',
    'of the team North',
    'Ana (ana@example.org)',
    '30 days',
    'https://robot.example/callback',
    'See the team',
  ])
    expect(page.text()).toContain(told)
  expect(page.text()).not.toContain('Anybody can use this name')
  await page.get('input[value="team:read"]').setValue(false)
  await press('Approve')
  expect(decisions(asked)).toEqual([[`/oauth/interactions/${UID}/approve`, { scopes: ['openid'] }]])
  expect(gone).toHaveBeenCalledWith('https://skykeep.example/oauth/authorize/x')
})

control(
  'OAUTH-39',
  'what a client says of itself stands on the page as text, and nothing is decided until somebody presses a button',
  async () => {
    const evil = { ...asks, client: { id: EVIL, name: EVIL, team: { id: 't1', name: EVIL }, is_proven: false } }
    const { page, asked } = await open('authorize', ({ path }) =>
      path.startsWith('/oauth/')
        ? { body: { ...request, ...evil, redirect_uri: EVIL, scopes: [{ name: EVIL, description: EVIL }] } }
        : undefined,
    )
    expect(page.text()).toContain(EVIL)
    expect(page.text()).toContain('Anybody can use this name')
    expect(page.findAll('script, img[src="x"], [onerror]')).toHaveLength(0)
    page.unmount()
    const device = await open(
      'device',
      ({ path }) => (path === '/oauth/device' ? { body: { ...evil, user_code: 'BCDF-GHJK', address: EVIL } } : undefined),
      'BCDF-GHJK',
    )
    expect([
      device.page.get<HTMLInputElement>('input').element.value,
      device.asked.some(({ path }) => path.startsWith('/oauth/')),
    ]).toEqual(['BCDF-GHJK', false])
    await device.page.get('form').trigger('submit')
    await flushPromises()
    expect(device.page.text()).toContain(EVIL)
    expect(device.page.findAll('script, img[src="x"], [onerror]')).toHaveLength(0)
    expect([...decisions(asked), ...decisions(device.asked)]).toEqual([])
  },
)

test('a request that is over says so; one that needs more says what', async () => {
  const over = await open('authorize', ({ path }) => (path.startsWith('/oauth/') ? problem(404, 'NOT_FOUND') : undefined))
  expect(over.page.text()).toContain('This request is over')
  over.page.unmount()
  forget()
  const weak = await open('authorize', ({ path }) =>
    path.startsWith('/oauth/') ? { body: { ...request, second_factor_needed: true } } : undefined,
  )
  expect(weak.page.text()).toContain('A second factor is needed')
  weak.page.unmount()
  forget()
  const elsewhere = await open('authorize', ({ path }) =>
    path.startsWith('/oauth/')
      ? { body: { ...request, client: { ...asks.client, team: { id: 't2', name: 'South' } }, other_team_needed: true } }
      : undefined,
  )
  await elsewhere.press('Go on in South')
  expect(elsewhere.asked.find(({ method }) => method === 'PUT')).toMatchObject({ body: { team_id: 't2' } })
})

test('a program of ours acts in the team that the person chooses; one that is closed to them says why', async () => {
  const { page, asked } = await open('authorize', ({ path, method }) => {
    if (method === 'PUT') return problem(403, 'SECOND_FACTOR_REQUIRED', { title: 'South wants a second factor' })
    return path.startsWith('/oauth/') ? { body: { ...request, client: { ...asks.client, team: null } } } : undefined
  })
  await page.get('select').setValue('t2')
  await flushPromises()
  expect(asked.find(({ method }) => method === 'PUT')).toMatchObject({ path: '/sessions/current/team', body: { team_id: 't2' } })
  expect(page.get('[role=alert]').text()).toContain('South wants a second factor')
  expect(page.get('select').element.value).toBe('t1')
})

test('a code that no device waits with is told; a device is refused as well as let in', async () => {
  const { page, asked, press } = await open('device', ({ path, query, method }) => {
    if (path === '/oauth/device/deny') return { status: 204 }
    if (path !== '/oauth/device' || method !== 'GET') return undefined
    return query.includes('BCDF') ? { body: { ...asks, user_code: 'BCDF-GHJK', address: null } } : problem(404, 'NOT_FOUND')
  })
  const typed = async (code: string) => {
    await page.get('input').setValue(code)
    await page.get('form').trigger('submit')
    await flushPromises()
  }
  await typed('ZZZZ-ZZZZ')
  expect(page.get('[role=alert]').text()).toContain('No device waits with this code')
  await typed('BCDF-GHJK')
  await press('Refuse')
  expect(decisions(asked)).toEqual([['/oauth/device/deny', { user_code: 'BCDF-GHJK' }]])
  expect(page.text()).toContain('The device gets nothing')
})
