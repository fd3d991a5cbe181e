import { Problem } from '@skykeep/contract'
import { expect, test } from 'vitest'
import type { Principal } from '../auth/principal.ts'
import { type BareNeeds, bareApp, ORIGIN } from '../testing/bare-app.ts'
import { control } from '../testing/control.ts'
import { SESSION_COOKIE } from './session-cookie.ts'
import { rememberingExchange } from './session-exchange.ts'

const NOW = Date.parse('2026-11-25T12:00:00Z')
const team_id = '0198f2d3-0000-7000-8000-000000000001'

const ana = (more: Partial<Principal> = {}, person: Partial<Principal['person']> = {}): Principal => ({
  kind: 'account',
  id: 'ana',
  team_id,
  permissions: new Set(['team:read']),
  token_id: 'token',
  thumbprint: null,
  person: { session_id: 's', client_id: null, authenticated_at: new Date(NOW - 60_000), assurance: 'single', ...person },
  ...more,
})

/** An application in which the cookie `good` stands for a person, and the token `machine` for a client. */
async function trial(principal: Principal = ana(), needs: BareNeeds = {}) {
  const asked: string[] = []
  const bare = bareApp(
    {},
    {
      authenticate: (authorization) => {
        if (authorization === undefined) throw new Problem('NOT_AUTHENTICATED')
        if (authorization === 'Bearer token-of-good') return principal
        if (authorization === 'Bearer machine') return { ...principal, kind: 'client', id: 'machine' }
        throw new Problem('TOKEN_REVOKED')
      },
      sessions: {
        tokenOf: async (cookie) => {
          asked.push(cookie)
          if (cookie !== 'good' && cookie !== 'revoked') throw new Problem('SESSION_ENDED')
          return `token-of-${cookie}`
        },
      },
      now: () => new Date(NOW),
      ...needs,
    },
  )
  const { app } = bare
  const who = async ({ principal: { kind, id } }: { principal: Principal }) => ({ kind, id })
  app.get('/who', { config: { anyPrincipal: 'a trial' } }, who)
  app.post('/who', { config: { anyPrincipal: 'a trial' } }, who)
  app.get('/mine', { config: { person: 'a trial' } }, who)
  app.get('/team', { config: { permission: 'team:read' } }, who)
  app.get('/dangerous', { config: { permission: 'team:read', fresh: 'a trial' } }, who)
  await app.ready()
  const ask = async (method: 'GET' | 'POST', url: string, headers: Record<string, string> = {}, cookie = 'good') => {
    const answer = await app.inject({ method, url, headers: { cookie: `a=b; ${SESSION_COOKIE}=${cookie}`, ...headers } })
    return { status: answer.statusCode, body: answer.json() as { code?: string; id?: string } }
  }
  return { ...bare, ask, asked }
}

control('SESSION-1', 'a cookie is a session only while there is one, and a header beats it', async () => {
  const { ask, app } = await trial()
  expect(await ask('GET', '/who')).toEqual({ status: 200, body: { kind: 'account', id: 'ana' } })
  expect(await ask('GET', '/who', {}, 'forged')).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } })
  expect(await ask('GET', '/who', {}, 'revoked')).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } })
  expect(await ask('GET', '/who', { authorization: 'Bearer machine' })).toMatchObject({ body: { id: 'machine' } })
  expect(await ask('GET', '/who', { authorization: 'Bearer wrong' })).toMatchObject({ status: 401 })
  const twice = await app.inject({ url: '/who', headers: { cookie: `${SESSION_COOKIE}=good; ${SESSION_COOKIE}=good` } })
  expect(twice.statusCode).toBe(401)
})

control('SESSION-2', 'S-07 a page of another site cannot change anything with the cookie of a visitor', async () => {
  const { ask, refused } = await trial()
  const theirs: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: ORIGIN },
    { origin: 'https://evil.test' },
    { origin: 'null' },
    { origin: `${ORIGIN}.evil.test` },
  ]
  for (const headers of theirs) {
    expect(await ask('POST', '/who', headers), JSON.stringify(headers)).toMatchObject({
      status: 403,
      body: { code: 'CROSS_SITE_REFUSED' },
    })
  }
  expect(refused.filter((code) => code === 'CROSS_SITE_REFUSED')).toHaveLength(theirs.length)
  const ours: Record<string, string>[] = [{}, { 'sec-fetch-site': 'same-origin', origin: ORIGIN }, { origin: ORIGIN }]
  for (const headers of ours) {
    expect((await ask('POST', '/who', headers)).status, JSON.stringify(headers)).toBe(200)
  }
  expect((await ask('GET', '/who', { 'sec-fetch-site': 'cross-site' })).status).toBe(200)
})

control('SESSION-3', 'S-07 no call that only reads takes another method, and no form of another site is a body', async () => {
  const { ask, app } = await trial()
  expect((await ask('POST', '/team')).status).toBe(405)
  const form = await app.inject({
    method: 'POST',
    url: '/who',
    headers: { cookie: `${SESSION_COOKIE}=good`, 'content-type': 'text/plain' },
    payload: '{"a":1}',
  })
  expect(form.statusCode).toBe(415)
})

control(
  'SESSION-4',
  'S-09 a window that still shows another team is stopped, and what names that team reaches nothing',
  async () => {
    const { ask } = await trial()
    const other = '0198f2d3-0000-7000-8000-000000000002'
    expect(await ask('GET', '/team', { 'skykeep-team': other })).toMatchObject({ status: 409, body: { code: 'TEAM_MISMATCH' } })
    expect((await ask('GET', '/team', { 'skykeep-team': team_id })).status).toBe(200)
  },
)

control(
  'SESSION-5',
  'M-10 something dangerous needs a proof that is at most ten minutes old; machines prove themselves with every token',
  async () => {
    const at = (minutes: number) => ana({}, { authenticated_at: new Date(NOW - minutes * 60_000) })
    expect((await (await trial(at(10))).ask('GET', '/dangerous')).status).toBe(200)
    const old = await trial(at(11))
    expect(await old.ask('GET', '/dangerous')).toMatchObject({ status: 403, body: { code: 'STEP_UP_REQUIRED' } })
    expect((await old.ask('GET', '/team')).status).toBe(200)
    expect((await old.ask('GET', '/dangerous', { authorization: 'Bearer machine' })).status).toBe(200)
  },
)

control(
  'SESSION-6',
  'who proved too little, or comes from elsewhere than the team admits, reaches nothing of the team',
  async () => {
    const weak = await trial(ana({ permissions: new Set(), restriction: 'SECOND_FACTOR_REQUIRED' }))
    expect(await weak.ask('GET', '/team')).toMatchObject({ status: 403, body: { code: 'SECOND_FACTOR_REQUIRED' } })
    expect((await weak.ask('GET', '/mine')).status).toBe(200)
    const { blockListOf } = await import('../lib/networks.ts')
    const outside = await trial(ana({ networks: blockListOf(['192.0.2.0/24']) }))
    expect(await outside.ask('GET', '/team')).toMatchObject({ status: 403, body: { code: 'ADDRESS_NOT_ALLOWED' } })
    const inside = await trial(ana({ networks: blockListOf(['192.0.2.0/24', '127.0.0.0/8']) }))
    expect((await inside.ask('GET', '/team')).status).toBe(200)
  },
)

test('what concerns an account is for people, whatever a machine is permitted', async () => {
  const { ask } = await trial()
  expect(await ask('GET', '/mine', { authorization: 'Bearer machine' })).toMatchObject({
    status: 403,
    body: { code: 'PERMISSION_DENIED' },
  })
  expect((await ask('GET', '/mine')).status).toBe(200)
})

test('requests of one page share one question; a minute later it is asked again; a refusal is never remembered', async () => {
  const clock = { now: 0 }
  const asked: string[] = []
  const exchange = rememberingExchange(
    async (cookie) => {
      asked.push(cookie)
      if (cookie === 'bad') throw new Problem('SESSION_ENDED')
      return `t${asked.length}`
    },
    () => clock.now,
  )
  const tokens = await Promise.all(['a', 'a', 'a'].map((cookie) => exchange.tokenOf(cookie, undefined as never)))
  expect([new Set(tokens).size, asked]).toEqual([1, ['a']])
  clock.now = 59_999
  await exchange.tokenOf('a', undefined as never)
  expect(asked).toEqual(['a'])
  clock.now = 60_000
  await exchange.tokenOf('a', undefined as never)
  expect(asked).toEqual(['a', 'a'])
  for (const _ of [1, 2])
    await expect(exchange.tokenOf('bad', undefined as never)).rejects.toMatchObject({ code: 'SESSION_ENDED' })
  expect(asked).toEqual(['a', 'a', 'bad', 'bad'])
  await expect(exchange.tokenOf('x'.repeat(101), undefined as never)).rejects.toMatchObject({ code: 'SESSION_ENDED' })
  expect(asked).toHaveLength(4)
})

test('a remembered token that is not believed any more is asked for anew: the session may go on without its team', async () => {
  let team = 'first'
  const asked: string[] = []
  const exchange = rememberingExchange(async () => {
    asked.push(team)
    return `token-in-${team}`
  })
  const world = await trial(ana(), {
    sessions: exchange,
    authenticate: (authorization) => {
      if (authorization === `Bearer token-in-${team}`) return ana({ id: `ana in ${team}` })
      throw new Problem('TOKEN_REVOKED')
    },
  })
  expect((await world.ask('GET', '/who')).body).toMatchObject({ id: 'ana in first' })
  team = 'none'
  expect((await world.ask('GET', '/who')).body).toMatchObject({ id: 'ana in none' })
  expect((await world.ask('GET', '/who')).status).toBe(200)
  expect(asked).toEqual(['first', 'none'])
})

test('a session that has ended is not made good by asking anew, and its refusal is asked for once', async () => {
  let isOver = false
  const asked: string[] = []
  const exchange = rememberingExchange(async (cookie) => {
    asked.push(cookie)
    if (isOver) throw new Problem('SESSION_ENDED')
    return 'token-of-good'
  })
  const world = await trial(ana(), {
    sessions: exchange,
    authenticate: () => {
      if (isOver) throw new Problem('TOKEN_REVOKED')
      return ana()
    },
  })
  expect((await world.ask('GET', '/who')).status).toBe(200)
  isOver = true
  expect(await world.ask('GET', '/who')).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } })
  expect(asked).toEqual(['good', 'good'])
})
