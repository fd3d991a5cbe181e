import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openPool } from '../../db/pool.ts'
import { control } from '../../testing/control.ts'
import { expectProblem } from '../../testing/http.ts'
import { StartCare } from './start-care.ts'
import { begin, type ContactsWorld, consents, contactsWorld, LIST, linked } from './testing/contacts-world.ts'

let world: ContactsWorld
beforeAll(async () => {
  world = await contactsWorld()
})
afterAll(() => world.close())
afterEach(() => {
  Object.assign(world.outside, { fault: null, granted: null, withoutRefreshToken: false })
  world.clock.aheadMs = 0
})

const ends = () => {
  world.outside.expire()
  world.clock.aheadMs += 3_600_000
}
const query = (call: URL) => call.searchParams

test('a fault between Google and our application takes nobody’s consent away', async () => {
  const { asks } = await (await world.team()).person()
  await linked(asks)
  ends()
  // What Google answers to a wrong client secret.
  world.outside.fault = { on: 'token', kind: 'status', status: 401 }
  expectProblem(await asks(LIST), 'PROVIDER_UNAVAILABLE')
  world.outside.fault = null
  expect((await asks('GET /contacts/oauth/status')).body.state).toBe('linked')
  expect((await asks(LIST)).status).toBe(200)
  // Google that refuses a token which it has just given is out of order, and nobody has withdrawn anything.
  world.outside.fault = { on: 'people', kind: 'status', status: 401 }
  expectProblem(await asks(LIST), 'PROVIDER_UNAVAILABLE')
  world.outside.fault = null
  expect((await asks(LIST)).status).toBe(200)
})

test('a page or sync token that Google did not give is the fault of who sends it', async () => {
  const { asks } = await (await world.team()).person()
  await linked(asks)
  const failed = async () => (await world.metrics.registry.metrics()).match(/contacts_calls_total\{outcome="PROVIDER_.*/g)
  const before = await failed()
  for (const name of ['page_token', 'sync_token']) {
    const answer = await asks(`${LIST}&${name}=invented`)
    expectProblem(answer, 'VALIDATION_FAILED')
    expect(answer.body.errors[0].pointer).toBe(`#/query/${name}`)
  }
  // Nor does it set off the alert of Google being away.
  expect(await failed()).toEqual(before)
})

test('all sources that are asked for are asked of Google, and what cannot go together is refused', async () => {
  const { asks } = await (await world.team()).person()
  await linked(asks)
  await asks(`${LIST}&sources=contact,profile`)
  await asks(`${LIST}&sources=contact,profile&q=alice`)
  for (const { url } of world.outside.asked.slice(-2))
    expect(query(url).getAll('sources')).toEqual(['READ_SOURCE_TYPE_CONTACT', 'READ_SOURCE_TYPE_PROFILE'])
  for (const more of ['page_token=page-5', 'sync_token=sync-1', 'request_sync_token=true', 'sort_order=LAST_NAME_ASCENDING'])
    expectProblem(await asks(`${LIST}&q=alice&${more}`), 'VALIDATION_FAILED')
  const { fields } = (await asks('GET /contacts/?person_fields=metadata')).body.items[0]
  expect(Object.keys(fields)).toEqual(['metadata'])
})

test('two linkings that end at once leave one link', async () => {
  const team = await world.team()
  const { asks } = await team.person()
  for (let round = 0; round < 5; round++) {
    const back = await Promise.all([1, 2, 3, 4].map(async () => consents(await begin(asks))))
    const together = await Promise.all(back.map((search) => asks(`GET /contacts/oauth/callback${search}`)))
    expect(together.map(({ status }) => status)).toEqual([303, 303, 303, 303])
    expect(await world.rows(team.id)).toHaveLength(1)
  }
  expect((await asks(LIST)).status).toBe(200)
})

test('many who find the consent withdrawn at once write that down once', async () => {
  const team = await world.team()
  const { asks, elsewhere } = await team.person()
  await linked(asks)
  world.outside.withdraw()
  const before = world.outside.asked.length
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? asks : elsewhere)(LIST)))
  for (const answer of answers) expectProblem(answer, 'CONTACTS_CONSENT_WITHDRAWN')
  const entries = (await world.registry.entriesOf(team.id)).filter(({ action }) => action === 'contacts.link_failed')
  expect(entries).toHaveLength(1)
  const refreshed = world.outside.asked.slice(before).filter(({ form }) => form.get('grant_type') === 'refresh_token')
  expect(refreshed).toHaveLength(1)
})

test('a linking that fails at Google is in the trail, and uses the state up', async () => {
  const team = await world.team()
  const { asks } = await team.person()
  const search = await consents(await begin(asks))
  world.outside.fault = { on: 'token', kind: 'status', status: 503 }
  expectProblem(await asks(`GET /contacts/oauth/callback${search}`), 'PROVIDER_UNAVAILABLE')
  world.outside.fault = null
  expectProblem(await asks(`GET /contacts/oauth/callback${search}`), 'CONTACTS_LINK_REFUSED')
  const reasons = (await world.registry.entriesOf(team.id)).filter(({ action }) => action === 'contacts.link_failed')
  expect(reasons.map(({ reason }) => reason)).toEqual([
    'Google did not answer as it should',
    expect.stringContaining('used already'),
  ])
})

control(
  'CONTACTS-7',
  'the address book that a member linked for an aircraft is not read any more when they leave the team',
  async () => {
    const team = await world.team()
    const [ana, bob] = [await team.person(), await team.person()]
    await linked(ana.asks, team.aircraft)
    expect((await team.crew(LIST)).status).toBe(200)
    const leave = (account: string) =>
      world.registry.admin.query('delete from directory.memberships where account_id = $1', [account])
    await leave(bob.account)
    expect((await team.crew(LIST)).status).toBe(200)
    await leave(ana.account)
    expect(await world.rows(team.id)).toEqual([])
    expectProblem(await team.crew(LIST), 'CONTACTS_NOT_LINKED')
  },
)

control(
  'CONTACTS-8',
  'a browser that comes back from Google does not stay at an address with a code, whatever comes of it',
  async () => {
    const { asks } = await (await world.team()).person()
    const browser = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } }
    const ways: [string, string][] = [
      [await consents(await begin(asks)), '/contacts/oauth/done'],
      ['?state=invented&code=4/canary', '/contacts/oauth/failed'],
      [`?state=${new URL(await begin(asks)).searchParams.get('state')}&error=access_denied`, '/contacts/oauth/failed'],
    ]
    for (const [search, page] of ways) {
      const { status, headers, raw } = await asks(`GET /contacts/oauth/callback${search}`, browser)
      expect([status, headers.location, headers['referrer-policy'], raw.length]).toEqual([303, page, 'no-referrer', 0])
      const shown = await world.http.nobody(`GET ${page}` as 'GET /')
      expect([shown.status, shown.headers['content-security-policy']]).toEqual([
        200,
        expect.stringContaining("default-src 'none'"),
      ])
    }
  },
)

control(
  'CONTACTS-9',
  'a Google that stays silent is left alone after five failures, so that nobody waits in line behind it',
  async () => {
    const { asks } = await (await world.team()).person()
    await linked(asks)
    world.outside.fault = { on: 'people', kind: 'status', status: 500 }
    for (let n = 0; n < 5; n++) expectProblem(await asks(LIST), 'PROVIDER_UNAVAILABLE')
    const before = world.outside.asked.length
    const answer = await asks(LIST)
    expectProblem(answer, 'PROVIDER_UNAVAILABLE')
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(15)
    expect(world.outside.asked.length).toBe(before)
    world.outside.fault = null
    world.clock.aheadMs = 16_000
    expect((await asks(LIST)).status).toBe(200)
    expect((await asks(LIST)).status).toBe(200)
  },
)

control('CONTACTS-10', 'linkings that were begun and not ended are removed, in every team, and nothing else is', async () => {
  const { clock, db, log, registry } = world
  const scheduler = openPool({
    url: registry.database.appUrl,
    role: 'skykeep_scheduler',
    applicationName: 'skykeep test',
    max: 1,
  })
  const care = new StartCare({ db, scheduler: { pool: scheduler }, clock, log })
  const teams = [await world.team(), await world.team()]
  const [ana, bob] = [await teams[0]!.person(), await teams[1]!.person()]
  for (const { asks } of [ana, bob]) await begin(asks)
  clock.aheadMs = 10 * 60_000 + 1_000
  const late = await begin(bob.asks)
  const ids = teams.map(({ id }) => id)
  const left = async () =>
    (await registry.admin.query('select team_id from contacts.starts where team_id = any ($1)', [ids])).rows.map(
      (row) => row.team_id,
    )
  // Bob's new one has taken his former one away already; nobody begins anything in Ana's team any more.
  expect((await left()).sort()).toEqual([...ids].sort())
  await care.round()
  expect(await left()).toEqual([ids[1]])
  expect((await bob.asks(`GET /contacts/oauth/callback${await consents(late)}`)).status).toBe(303)
  await scheduler.end()
})
