import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Permission } from '@skykeep/contract'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { type Asks, expectProblem } from '../../testing/http.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import {
  begin,
  CLIENT_SECRET,
  type ContactsWorld,
  consents,
  contactsWorld,
  LIST,
  linked,
  REDIRECT,
} from './testing/contacts-world.ts'

const everything: Permission[] = ['contacts:read', 'aircraft:read', 'aircraft:write']
let world: ContactsWorld
beforeAll(async () => {
  world = await contactsWorld()
})
afterAll(() => world.close())
afterEach(() => {
  Object.assign(world.outside, { fault: null, slow: null, granted: null, withoutRefreshToken: false })
  world.clock.aheadMs = 0
})

test('a person links their address book and reads it: the fields they ask for, page by page, in order, found and what changed', async () => {
  const { asks } = await (await world.team()).person()
  expect((await asks('GET /contacts/oauth/status')).body).toMatchObject({ state: 'none' })
  expectProblem(await asks(LIST), 'CONTACTS_NOT_LINKED')
  await linked(asks)
  const first = await asks(`${LIST}&page_size=1000&sort_order=FIRST_NAME_ASCENDING&request_sync_token=true`)
  expect([first.status, first.body.items.length, first.body.total, first.body.next_sync]).toEqual([200, 1_000, 2_000, null])
  expect(first.body.items[0]).toEqual({
    ...{ resource_name: expect.stringMatching(/^people\/c/), etag: expect.any(String), is_deleted: false },
    fields: { names: [expect.objectContaining({ givenName: 'Alice' })], emailAddresses: [expect.anything()] },
  })
  const second = (await asks(`${LIST}&page_size=1000&request_sync_token=true&page_token=${first.body.next_page}`)).body
  expect([second.items.length, second.next_page, second.next_sync]).toEqual([1_000, null, 'sync-1'])
  expect((await asks(`${LIST}&sync_token=sync-1`)).body.items).toHaveLength(3)
  expectProblem(await asks(`${LIST}&sync_token=sync-old`), 'CONTACTS_SYNC_EXPIRED')
  expect((await asks(`${LIST}&q=claire&page_size=5`)).body.items).toHaveLength(5)
  expect((await asks('GET /contacts/oauth/status')).body).toMatchObject({
    state: 'linked',
    scopes: [expect.stringContaining('contacts.readonly')],
  })
  for (const [query, pointer] of [
    ['person_fields=', '#/query/person_fields'],
    ['person_fields=names,passwords', '#/query/person_fields'],
    ['person_fields=names&page_size=1001', '#/query/page_size'],
    ['person_fields=names&sort_order=UP', '#/query/sort_order'],
    ['person_fields=names&page=2', '#/query/page'],
  ]) {
    const answer = await asks(`GET /contacts/?${query}`)
    expectProblem(answer, 'VALIDATION_FAILED')
    expect(answer.body.errors[0].pointer).toBe(pointer)
  }
})

test('the crew of an aircraft reads what a person of its team linked for it, and no other', async () => {
  const team = await world.team()
  const { asks } = await team.person()
  await linked(asks, team.aircraft)
  expect((await team.crew(LIST)).body.items).toHaveLength(100)
  expectProblem(await team.crew(`${LIST}&aircraft_id=${newId()}`), 'FOREIGN_AIRCRAFT')
  expectProblem(await asks(LIST), 'CONTACTS_NOT_LINKED')
  expect((await asks(`${LIST}&aircraft_id=${team.aircraft}`)).status).toBe(200)
  const { asks: reader } = await team.person(['contacts:read'])
  expectProblem(await reader('POST /contacts/oauth/initiate', { body: { aircraft_id: team.aircraft } }), 'PERMISSION_DENIED')
  expectProblem(await reader(`${LIST}&aircraft_id=${team.aircraft}`), 'PERMISSION_DENIED')
  const other = await world.team()
  const { asks: stranger } = await other.person()
  expectProblem(await stranger('POST /contacts/oauth/initiate', { body: { aircraft_id: team.aircraft } }), 'NOT_FOUND')
  expectProblem(await stranger(`${LIST}&aircraft_id=${team.aircraft}`), 'CONTACTS_NOT_LINKED')
  await world.registry.admin.query('delete from directory.aircraft where id = $1', [team.aircraft])
  expect(await world.rows(team.id)).toEqual([])
})

control(
  'CONTACTS-1',
  'a linking ends in the session that began it, once, within ten minutes: nobody links another one’s address book to theirs',
  async () => {
    const team = await world.team()
    const ana = await team.person()
    const finish = (asks: Asks, search: string) => asks(`GET /contacts/oauth/callback${search}`)

    // Somebody else, in the team or not; the same person in another session; an aircraft; nobody.
    const bob = await team.person()
    const strangers = [
      bob.asks,
      (await (await world.team()).person()).asks,
      (await team.person(everything, newId(), ana.account)).asks,
    ]
    for (const stranger of strangers)
      expectProblem(await finish(stranger, await consents(await begin(ana.asks))), 'CONTACTS_LINK_REFUSED')
    expectProblem(await finish(team.crew, await consents(await begin(ana.asks))), 'PERMISSION_DENIED')
    expectProblem(await finish(world.http.nobody, await consents(await begin(ana.asks))), 'NOT_AUTHENTICATED')
    // A state that a stranger has tried in the team is used up, also for whom it was.
    const tried = await consents(await begin(ana.asks))
    await finish(bob.asks, tried)
    expectProblem(await finish(ana.asks, tried), 'CONTACTS_LINK_REFUSED')
    // An invented state, a late one, a declined one, and one that comes twice.
    expectProblem(await finish(ana.asks, `?state=${'x'.repeat(43)}&code=c`), 'CONTACTS_LINK_REFUSED')
    const late = await consents(await begin(ana.asks))
    world.clock.aheadMs = 10 * 60_000 + 1_000
    expectProblem(await finish(ana.asks, late), 'CONTACTS_LINK_REFUSED')
    world.clock.aheadMs = 0
    const declined = await fetch(`${await begin(ana.asks)}&deny=1`, { redirect: 'manual' })
    expectProblem(await finish(ana.asks, new URL(declined.headers.get('location')!).search), 'CONTACTS_LINK_REFUSED')
    expect(await world.rows(team.id)).toEqual([])
    const once = await consents(await begin(ana.asks))
    const together = await Promise.all(Array.from({ length: 20 }, () => finish(ana.asks, once)))
    expect(together.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(await world.rows(team.id)).toHaveLength(1)
  },
)

control(
  'CONTACTS-2',
  'a code of Google is good with the verifier of its own linking only, and fewer rights than are needed link nothing',
  async () => {
    const { person, id } = await world.team()
    const { asks } = await person()
    const start = async () => (await asks('POST /contacts/oauth/initiate', { body: {} })).body.authorization_url as string
    const [one, other] = [await start(), await start()]
    const code = new URLSearchParams(await consents(one)).get('code')
    const mixed = `?state=${new URL(other).searchParams.get('state')}&code=${code}`
    expectProblem(await asks(`GET /contacts/oauth/callback${mixed}`), 'CONTACTS_LINK_REFUSED')
    for (const change of [{ granted: 'openid' }, { withoutRefreshToken: true }]) {
      Object.assign(world.outside, { granted: null, withoutRefreshToken: false, ...change })
      expectProblem(await asks(`GET /contacts/oauth/callback${await consents(await start())}`), 'CONTACTS_LINK_REFUSED')
    }
    expect(await world.rows(id)).toEqual([])
    const url = new URL(one)
    expect(url.searchParams.get('scope')).toBe('https://www.googleapis.com/auth/contacts.readonly')
    expect([url.searchParams.get('code_challenge_method'), url.searchParams.get('code_challenge')?.length]).toEqual(['S256', 43])
  },
)

control(
  'CONTACTS-3',
  'tokens are sealed for their row: swapped between two links or two columns they open nowhere, and are not sent',
  async () => {
    const team = await world.team()
    const [ana, bob] = [await team.person(), await team.person()]
    await linked(ana.asks)
    await linked(bob.asks)
    const [first, second] = await world.rows(team.id)
    const texts = JSON.stringify([first, second])
    expect(texts).not.toMatch(/ya29|1\/\/refresh/)
    const set = (id: string, access: string, refresh: string) =>
      world.registry.admin.query('update contacts.links set sealed_access = $2, sealed_refresh = $3 where id = $1', [
        id,
        access,
        refresh,
      ])
    const before = world.outside.asked.length
    await set(first.id, second.sealed_access, second.sealed_refresh)
    expect((await ana.asks(LIST)).status).toBe(500)
    await set(first.id, first.sealed_refresh, first.sealed_access)
    expect((await ana.asks(LIST)).status).toBe(500)
    expect(world.outside.asked.slice(before)).toEqual([])
    await set(first.id, first.sealed_access, first.sealed_refresh)
    expect((await ana.asks(LIST)).status).toBe(200)
  },
)

const isAnyWaiting = async (): Promise<boolean> =>
  (
    await world.registry.admin.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
  ).rows.length > 0

control('CONTACTS-4', 'of many who find the token ended one refreshes it', async () => {
  const team = await world.team()
  const { asks, elsewhere } = await team.person()
  await linked(asks)
  world.outside.expire()
  world.clock.aheadMs = 3_600_000
  const before = world.outside.asked.length
  const refreshes = () => world.outside.asked.slice(before).filter(({ form }) => form.get('grant_type') === 'refresh_token')
  // Google thinks until the other process has come to the row as well, and waits there (or has asked, too).
  const slow = Promise.withResolvers<void>()
  world.outside.slow = slow.promise
  const asking = Array.from({ length: 60 }, (_, n) => (n % 2 ? asks : elsewhere)(LIST))
  await waitUntil(
    'both processes have met',
    async () => refreshes().length > 1 || (refreshes().length === 1 && (await isAnyWaiting())),
  )
  slow.resolve()
  const answers = await Promise.all(asking)
  expect(answers.map(({ status }) => status).filter((status) => status !== 200)).toEqual([])
  expect(refreshes()).toHaveLength(1)
  // One that Google ended before its time is refreshed as well.
  world.clock.aheadMs = 0
  world.outside.expire()
  expect((await asks(LIST)).status).toBe(200)
})

test('a consent that was taken back is told, and stays told until the address book is linked again', async () => {
  const team = await world.team()
  const { asks } = await team.person()
  await linked(asks)
  world.outside.withdraw()
  expectProblem(await asks(LIST), 'CONTACTS_CONSENT_WITHDRAWN')
  const before = world.outside.asked.length
  expectProblem(await asks(LIST), 'CONTACTS_CONSENT_WITHDRAWN')
  expect(world.outside.asked.length).toBe(before)
  expect((await asks('GET /contacts/oauth/status')).body.state).toBe('withdrawn')
  await linked(asks)
  expect((await asks(LIST)).status).toBe(200)
})

test('a link is ended here and at Google, and here also when Google does not answer', async () => {
  const team = await world.team()
  const { asks } = await team.person()
  await linked(asks)
  expect((await asks('POST /contacts/oauth/revoke', { body: {} })).body).toEqual({ revoked_at_google: true })
  expectProblem(await asks(LIST), 'CONTACTS_NOT_LINKED')
  expectProblem(await asks('POST /contacts/oauth/revoke', { body: {} }), 'CONTACTS_NOT_LINKED')
  await linked(asks)
  world.outside.fault = { on: 'revoke', kind: 'status', status: 503 }
  expect((await asks('POST /contacts/oauth/revoke', { body: {} })).body).toEqual({ revoked_at_google: false })
  expect(await world.rows(team.id)).toEqual([])
})

control(
  'CONTACTS-5',
  'whatever Google answers is contacts or one problem of ours, with its time to wait and none of its words',
  async () => {
    const { asks } = await (await world.team()).person()
    await linked(asks)
    const faults = [
      [{ on: 'people', kind: 'status', status: 429, retryAfter: '77' }, 'PROVIDER_LIMITED', '77'],
      [
        { on: 'people', kind: 'status', status: 429, retryAfter: new Date(Date.now() + 90_000).toUTCString() },
        'PROVIDER_LIMITED',
        /^(8\d|90)$/,
      ],
      [{ on: 'people', kind: 'status', status: 503 }, 'PROVIDER_UNAVAILABLE', '60'],
      [{ on: 'people', kind: 'status', status: 403 }, 'PROVIDER_UNAVAILABLE', '60'],
      [{ on: 'people', kind: 'garbage' }, 'PROVIDER_UNAVAILABLE', '60'],
      [{ on: 'people', kind: 'huge' }, 'PROVIDER_UNAVAILABLE', '60'],
      [{ on: 'people', kind: 'silence' }, 'PROVIDER_UNAVAILABLE', '60'],
    ] as const
    for (const [fault, code, wait] of faults) {
      world.outside.fault = fault
      const answer = await asks(LIST)
      expectProblem(answer, code)
      expect(answer.headers['retry-after']).toEqual(typeof wait === 'string' ? wait : expect.stringMatching(wait))
      expect(answer.raw.toString()).not.toContain('CANARY')
    }
    expect(await world.metrics.registry.metrics()).toMatch(/contacts_calls_total\{outcome="PROVIDER_UNAVAILABLE"\} [5-9]/)
    const alerts = readFileSync(join(import.meta.dirname, '../../../../../deploy/prometheus/alerts.yml'), 'utf8')
    expect(alerts).toContain('contacts_calls_total{outcome=~"PROVIDER_.*"}')
  },
)

control('CONTACTS-6', 'no log, no row and no audit entry holds a code, a token, a secret or a contact', async () => {
  const team = await world.team()
  const { asks } = await team.person()
  await linked(asks)
  const { body } = await asks(`${LIST},phoneNumbers`)
  world.outside.fault = { on: 'people', kind: 'status', status: 500 }
  await asks(LIST)
  const sent = world.outside.asked.flatMap(({ form, authorization }) => [
    ...form.values(),
    authorization?.replace('Bearer ', '') ?? '',
  ])
  const canaries = [
    ...sent.filter((text) => text.length > 20 && text !== REDIRECT && !text.startsWith('http')),
    ...body.items
      .slice(0, 20)
      .flatMap(({ fields }: { fields: Record<string, Record<string, string>[]> }) => [
        fields.emailAddresses![0]!.value,
        fields.phoneNumbers![0]!.value,
      ]),
    CLIENT_SECRET,
  ] as string[]
  expect(canaries.length).toBeGreaterThan(30)
  const dump = await world.registry.admin.query(
    `select l::text as text from contacts.links l union all select s::text from contacts.starts s union all select draft from audit.pending union all select leaf from audit.entries`,
  )
  const kept = [...world.lines, ...dump.rows.map(({ text }) => String(text))].join('\n')
  expect(world.lines.length).toBeGreaterThan(5)
  expect(canaries.filter((canary) => kept.includes(canary))).toEqual([])
  // Google is sent what it gave, in headers and forms: in an address it would be in the logs of whoever is on the way.
  const addresses = world.outside.asked.map(({ url }) => decodeURIComponent(url.href)).join('\n')
  expect(canaries.filter((canary) => addresses.includes(canary))).toEqual([])
})
