// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest'
import { api, ask } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { Refusal } from '../api/refusal.ts'
import { onward } from '../router.ts'
import { control } from '../testing/control.ts'
import { type Answer, pretendApi, problem } from '../testing/pretend-api.ts'
import { askedProof } from './asked-proof.ts'
import { currentSession, forget, renewSession, resume, selectTeam, signOut } from './session.ts'

afterEach(() => {
  forget()
  vi.unstubAllGlobals()
})

const [here, there] = ['0198f2d3-0000-7000-8000-000000000001', '0198f2d3-0000-7000-8000-000000000002']
const sessionIn = (id: string): Answer => ({
  body: {
    id: 's',
    account: { id: 'a', email: 'ana@example.org', name: 'Ana' },
    team: { id, name: 'Blue' },
    permissions: ['machine:read'],
  },
})

control('CONSOLE-3', 'a window says of which team it is in every call that is about a team', async () => {
  let team = here
  const asked = pretendApi(({ method, path }) => {
    if (method === 'PUT') team = there
    return path === '/sessions/current' ? sessionIn(team) : { body: { items: [], next_cursor: null } }
  })
  await currentSession()
  await ask(() => api.GET('/machines'))
  await ask(() => api.GET('/teams'))
  await selectTeam(there)
  await ask(() => api.GET('/runs'))
  const teams = Object.fromEntries(asked.map((one) => [one.path, one.team]))
  expect(teams).toEqual({
    '/sessions/current': null,
    '/machines': here,
    '/teams': null,
    '/sessions/current/team': null,
    '/runs': there,
  })
})

control('CONSOLE-4', 'after a sign-out nothing that was read is left in the page, nor after a change of the team', async () => {
  pretendApi(({ path }) => (path === '/sessions/current' ? sessionIn(here) : {}))
  await currentSession()
  queryClient.setQueryData(['team', here, 'machines'], { items: ['vm-secret'] })
  await selectTeam(there)
  expect(queryClient.getQueryCache().findAll({ queryKey: ['team'] })).toEqual([])
  queryClient.setQueryData(['teams'], { items: ['Blue'] })
  await signOut()
  expect(
    queryClient
      .getQueryCache()
      .getAll()
      .map(({ queryKey, state }) => [queryKey, state.data]),
  ).toEqual([[['session'], null]])
})

control('CONSOLE-5', 'a link that leads on after the sign-in leads nowhere but into the console', () => {
  expect(onward('/0198f2d3/machines?q=a')).toBe('/0198f2d3/machines?q=a')
  for (const next of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    ['/a'],
    null,
    undefined,
    '',
  ]) {
    expect(onward(next)).toBe('/')
  }
})

test('a session that ends while somebody works is asked for again, and the call is made once more', async () => {
  let isOver = false
  const asked = pretendApi(({ path }) =>
    isOver ? problem(401, 'SESSION_ENDED') : path === '/sessions/current' ? sessionIn(here) : { body: { items: [] } },
  )
  await currentSession()
  isOver = true
  const [first, second] = [ask(() => api.GET('/machines')), ask(() => api.GET('/runs'))]
  await vi.waitFor(() => expect(askedProof.value?.kind).toBe('sign_in'))
  await vi.waitFor(() => expect(asked).toHaveLength(3))
  isOver = false
  askedProof.value?.answer(true)
  expect(await Promise.all([first, second])).toEqual([{ items: [] }, { items: [] }])
  expect(askedProof.value).toBeNull()
})

control('CONSOLE-7', 'what waited for a new sign-in goes on for the same person in the same team only', async () => {
  const world = { account: 'a', team: here as string, isMember: true }
  pretendApi(({ method, body }) => {
    if (method === 'PUT' && !world.isMember) return problem(404, 'NOT_FOUND')
    if (method === 'PUT') world.team = (body as { team_id: string }).team_id
    const { body: session } = sessionIn(world.team) as { body: { account: object } }
    return { body: { ...session, account: { id: world.account, email: 'x@example.org', name: 'X' } } }
  })
  await currentSession()
  expect(await resume()).toBe(true)
  world.team = there
  expect(await resume()).toBe(true)
  expect(world.team).toBe(here)
  Object.assign(world, { team: there, isMember: false })
  expect(await resume()).toBe(false)
  Object.assign(world, { team: here, isMember: true, account: 'somebody else' })
  forget()
  queryClient.setQueryData(['session'], { account: { id: 'a' }, team: { id: here } })
  expect(await resume()).toBe(false)
})

test('a session that ended is still known to the page until somebody signs in again', async () => {
  pretendApi(() => sessionIn(here))
  await currentSession()
  pretendApi(() => problem(401, 'SESSION_ENDED'))
  await expect(renewSession()).rejects.toMatchObject({ code: 'SESSION_ENDED' })
  expect(queryClient.getQueryData(['session'])).toMatchObject({ team: { id: here } })
  pretendApi(() => sessionIn(here))
  expect(await resume()).toBe(true)
})

test('calls that are about the team before say so until the change is done', async () => {
  let team = here
  const asked = pretendApi(({ method, path }) => {
    if (method === 'PUT') team = there
    if (method === 'PUT') void ask(() => api.GET('/runs'))
    return path === '/sessions/current' ? sessionIn(team) : { body: { items: [], next_cursor: null } }
  })
  await currentSession()
  await selectTeam(there)
  expect(asked.find(({ path }) => path === '/runs')?.team).toBe(here)
})

test('a window whose team was changed in another one finds out with the first call', async () => {
  let team = here
  pretendApi(({ path }) => (path === '/sessions/current' ? sessionIn(team) : problem(409, 'TEAM_MISMATCH')))
  await currentSession()
  team = there
  await expect(ask(() => api.GET('/machines'))).rejects.toMatchObject({ code: 'TEAM_MISMATCH' })
  expect(queryClient.getQueryState(['session'])?.isInvalidated).toBe(true)
})

test('whoever does not give the proof gets the refusal, and whoever was never signed in is not asked', async () => {
  pretendApi(() => problem(403, 'STEP_UP_REQUIRED'))
  const call = ask(() => api.DELETE('/account'))
  await vi.waitFor(() => expect(askedProof.value?.kind).toBe('step_up'))
  askedProof.value?.answer(false)
  await expect(call).rejects.toBeInstanceOf(Refusal)
  pretendApi(() => problem(401, 'NOT_AUTHENTICATED'))
  await expect(ask(() => api.GET('/machines'))).rejects.toMatchObject({ code: 'NOT_AUTHENTICATED', status: 401 })
  expect(await currentSession()).toBeNull()
})
