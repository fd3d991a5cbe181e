import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { person } from '../testing/person.ts'
import { type PretendInstallation, pretendInstallation, type Said, type Seen } from '../testing/pretend-installation.ts'

let there: PretendInstallation
let ada: ReturnType<typeof person>
let team: string
beforeEach(async () => {
  there = await pretendInstallation()
  ada = person(there)
  await ada.skykeep('login', '--url', there.url)
  team = `/teams/${there.oauth.team}`
})
afterEach(() => there.close())

const my = (words: string, ...more: string[]) => ada.skykeep('my', ...words.split(' '), ...more)
const calls = () =>
  there.seen.splice(0).map(({ method, path, body }) => [`${method} ${path}`, body === '' ? null : JSON.parse(body)])
const list = (...items: object[]): Said => ({ body: { items, next_cursor: null } })

test('every list is one call, and is shown as a table or as the JSON that came', async () => {
  const lists = { teams: '/teams', members: `${team}/members`, invitations: `${team}/invitations`, roles: '/roles' }
  const more = { clients: '/clients', sessions: '/sessions', permissions: '/permissions', activity: '/account/activity' }
  there.api = () => list({ id: 'a-1', name: 'One', roles: ['owner', 'reader'] }, { id: 'a-2', name: null })
  for (const [name, path] of Object.entries({ ...lists, ...more })) {
    const { code, out } = await my(name)
    expect([name, code, out.split('\n').length, calls()]).toEqual([name, 0, 4, [[`GET ${path}`, null]]])
    expect(JSON.parse((await my(name, '--json')).out)).toHaveLength(2)
    calls()
  }
  expect((await my('teams')).out).toBe(
    'id   name  roles         created_at\na-1  One   owner,reader  -\na-2  -     -             -\n',
  )
  there.api = () => list()
  expect((await my('roles')).out).toBe('none\n')
})

test('a list is read to its end', async () => {
  there.api = ({ path }) => ({
    body: path.includes('cursor=two')
      ? { items: [{ id: 'b' }], next_cursor: null }
      : { items: [{ id: 'a' }], next_cursor: 'two' },
  })
  expect(JSON.parse((await my('clients', '--json')).out)).toEqual([{ id: 'a' }, { id: 'b' }])
})

test('what is made is made once, under a key of its own', async () => {
  there.api = () => ({ status: 201, body: { id: 'new', name: 'New', client_secret: 'shown once' } })
  const made: [string, string[], string, object][] = [
    ['teams create', ['Crew'], '/teams', { name: 'Crew' }],
    [
      'invitations create',
      ['bob@example.org', '--role', 'reader', '--role', 'x'],
      `${team}/invitations`,
      { email: 'bob@example.org', roles: ['reader', 'x'] },
    ],
    ['roles create', ['Tower', '--permission', 'team:read'], '/roles', { name: 'Tower', permissions: ['team:read'] }],
    [
      'clients create',
      ['Bot', '--role', 'service', '--permission', 'team:read'],
      '/clients',
      { name: 'Bot', roles: ['service'], permissions: ['team:read'] },
    ],
    [
      'clients create',
      ['App', '--auth', 'none', '--redirect', 'https://a.example/back', '--device'],
      '/clients',
      { name: 'App', auth_method: 'none', redirect_uris: ['https://a.example/back'], device_flow: true },
    ],
    ['clients rotate', ['a/b', '--overlap', '60'], '/clients/a%2Fb/secret', { overlap_seconds: 60 }],
  ]
  const keys = new Set<unknown>()
  for (const [words, more, path, body] of made) {
    const { code, out } = await my(words, ...more)
    expect([words, code]).toEqual([words, 0])
    expect(out).toMatch(/^id +new$/m)
    keys.add(there.seen[0]?.headers['idempotency-key'])
    expect(calls()).toEqual([[`POST ${path}`, body]])
  }
  expect(keys.size).toBe(made.length)
  expect((await my('clients create', 'Bot')).out).toMatch(/^client_secret +shown once$/m)
})

test('what is changed or removed must be as it was read a moment before', async () => {
  there.api = ({ method }) => ({
    ...(method === 'DELETE' ? { status: 204 } : { body: { id: 'it', name: 'Now' } }),
    headers: { etag: '"7"' },
  })
  const changes: [string, string[], string, object | null][] = [
    ['account rename', ['Ada L.'], 'PATCH /account', { name: 'Ada L.' }],
    [
      'team change',
      ['--second-factor', 'required', '--idle-seconds', '600', '--session-seconds', 'usual', '--network', '192.0.2.0/24'],
      `PATCH ${team}`,
      { second_factor_required: true, session_seconds: null, session_idle_seconds: 600, allowed_networks: ['192.0.2.0/24'] },
    ],
    ['team change', ['--any-network'], `PATCH ${team}`, { allowed_networks: [] }],
    ['members roles', ['m', '--role', 'admin'], `PATCH ${team}/members/m`, { roles: ['admin'] }],
    ['members remove', ['m'], `DELETE ${team}/members/m`, null],
    ['roles change', ['r', '--name', 'N'], 'PATCH /roles/r', { name: 'N' }],
    ['roles delete', ['r'], 'DELETE /roles/r', null],
    ['clients change', ['c', '--expires', 'never'], 'PATCH /clients/c', { expires_at: null }],
    ['clients delete', ['c'], 'DELETE /clients/c', null],
  ]
  for (const [words, more, call, body] of changes) {
    expect([words, (await my(words, ...more)).code]).toEqual([words, 0])
    expect(there.seen.at(-1)?.headers['if-match']).toBe('"7"')
    const [, path] = call.split(' ')
    expect(calls()).toEqual([
      [`GET ${path}`, null],
      [call, body],
    ])
  }
})

test('sessions and invitations end at once, and all other sessions only when it is meant', async () => {
  there.api = () => ({ status: 204 })
  expect((await my('sessions end', 's')).out).toBe('ended s\n')
  expect((await my('invitations revoke', 'i')).out).toBe('revoked i\n')
  expect(calls()).toEqual([
    ['DELETE /sessions/s', null],
    [`DELETE ${team}/invitations/i`, null],
  ])
  expect(await my('sessions end-others')).toMatchObject({ code: 2, err: expect.stringContaining('--yes') })
  expect(calls()).toEqual([])
  await my('sessions end-others', '--yes')
  expect(calls()).toEqual([['DELETE /sessions', null]])
})

test('[CLI-5] the token of an invitation is never a word of the command: it comes from a file or is piped in', async () => {
  there.api = () => ({ body: { team_id: 't', team_name: 'Crew', roles: ['reader'] } })
  ada.input = ' from-the-mail \n'
  expect((await my('invitations accept')).out).toMatch(/^team_name +Crew$/m)
  const file = join(ada.folder, 'token')
  mkdirSync(ada.folder, { recursive: true })
  writeFileSync(file, 'from-a-file\n')
  await my('invitations accept', '--token-file', file)
  expect(calls().map(([, body]) => body)).toEqual([{ token: 'from-the-mail' }, { token: 'from-a-file' }])
  expect(await my('invitations accept', 'a-token')).toMatchObject({ code: 2 })
})

test('a team is deleted only by its name, and what goes with it is told before', async () => {
  there.api = ({ method, path }: Seen) => {
    if (method === 'DELETE') return { status: 204 }
    return path.endsWith('/deletion')
      ? { body: { name: 'Crew', lost: { members: 2, aircraft: 1 }, kept: { audit_entries: 9 } } }
      : { headers: { etag: '"3"' }, body: {} }
  }
  for (const more of [[], ['--name', 'Other']]) {
    const { code, err } = await my('team delete', ...more)
    expect([code, err.split('\n')[0]]).toEqual([1, 'With it go: 2 members, 1 aircraft. What stays: 9 audit entries.'])
  }
  expect(calls().map(([call]) => call)).toEqual([`GET ${team}/deletion`, `GET ${team}/deletion`])
  expect((await my('team delete', '--name', 'Crew')).out).toBe('deleted the team Crew\n')
  expect(calls().at(-1)).toEqual([`DELETE ${team}`, null])
})

test('what somebody may do is told permission by permission, with the roles that give it', async () => {
  there.api = () => ({
    body: { permissions: [{ name: 'team:read', description: 'See the team', roles: ['reader'] }], obstacles: [] },
  })
  expect((await my('members permissions', 'm')).out).toContain('team:read  reader  See the team')
  expect(JSON.parse((await my('members permissions', 'm', '--json')).out)).toHaveProperty('obstacles')
})

test('a refusal is told in words, with the fields, what to do, and when to come again', async () => {
  const refusal = (body: object, headers = {}): void => {
    there.api = () => ({ status: 400, headers: { 'content-type': 'application/problem+json', ...headers }, body })
  }
  refusal({
    title: 'The request does not fit the contract',
    code: 'VALIDATION_FAILED',
    errors: [{ pointer: '#/name', detail: 'is too\u001b[2J long' }],
  })
  expect(await my('teams create', 'x')).toEqual({
    code: 1,
    out: '',
    err: 'The request does not fit the contract (VALIDATION_FAILED).\n#/name: is too\uFFFD[2J long\n',
  })
  refusal({ title: 'A fresh sign-in is needed for this', code: 'STEP_UP_REQUIRED' })
  expect((await my('teams create', 'x')).err).toContain('skykeep login --fresh')
  refusal({ title: 'Too many requests', code: 'RATE_LIMITED' }, { 'retry-after': '17' })
  expect((await my('teams')).err).toContain('Try again in 17 s.')
  there.api = () => ({ status: 500, body: 'nothing that can be read' })
  expect((await my('teams')).err).toBe('The installation answered 500 without saying why.\n')
})

test('without a team what is about one is told so, and what is not works', async () => {
  there.oauth.team = '00000000-0000-0000-0000-000000000000'
  await ada.skykeep('login')
  there.api = () => list()
  expect((await my('members')).err).toContain('You are signed in without a team')
  expect((await my('teams')).code).toBe(0)
})

test('what is typed wrongly is told with the usage, and nothing is sent', async () => {
  for (const words of [
    'teams create',
    'teams create A B',
    'team change',
    'roles --colour red',
    'team change --second-factor maybe',
    'team change --idle-seconds -1',
  ])
    expect(await my(words)).toMatchObject({ code: 2, out: '' })
  expect(there.seen).toEqual([])
})
