import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { expectProblem } from '../../testing/http.ts'
import { observe } from '../machines/observe.ts'
import { aSchedule, type ScheduleWorld, scheduleWorld } from '../schedules/testing/schedule-world.ts'
import { PriceWorker } from './price-worker.ts'
import { savingsRoutes } from './savings.routes.ts'
import { savingsService } from './savings.service.ts'

let world: ScheduleWorld
beforeAll(async () => {
  world = await scheduleWorld((app, needs) => savingsRoutes(app, { savings: savingsService(needs) }))
  await prices(null).loadSample()
})
afterAll(() => world.close())

const log = { warn: () => {}, error: () => {} } as never
const prices = (origin: string | null) =>
  new PriceWorker({ db: world.db, scheduler: { pool: world.admin } as never, clock: world.clock, log, origin })

/** A machine of a size of the sample that ran until Tuesday noon and was off from then on, and under office hours from Monday on. */
async function aMachine(team: Awaited<ReturnType<ScheduleWorld['team']>>, more: object = {}) {
  world.clock.set('2026-11-02T00:00:00Z')
  const id = await team.machine({ name: 'vm', tags: { env: 'dev' }, ...more })
  await world.admin.query(`update automation.machines set size = 'Standard_D2s_v5' where id = $1`, [id])
  await world.admin.query(
    `insert into automation.power_history (team_id, machine_id, since, until, power, size) values
      ($1, $2, '2026-11-02T00:00:00Z', '2026-11-03T12:00:00Z', 'running', 'Standard_D2s_v5'),
      ($1, $2, '2026-11-03T12:00:00Z', null, 'deallocated', 'Standard_D2s_v5')`,
    [team.id, id],
  )
  await readAt(id, '2026-11-05T00:00:00Z')
  const weekly = [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], start: '08:00', end: '18:00' }]
  const { body } = await team.owner('POST /schedules', {
    body: { ...aSchedule({ machine_ids: [id] }, { weekly }), time_zone: 'UTC' },
  })
  world.clock.set('2026-11-05T00:00:00Z')
  return { id, schedule: body.id as string }
}
const readAt = (id: string, at: string) =>
  world.admin.query('update automation.machines set power_read_at = $2 where id = $1', [id, at])
const WEEK = 'from=2026-11-02T00:00:00Z&to=2026-11-05T00:00:00Z'

test('hours and money of a machine: planned, saved, missed, and off though nobody asked for it', async () => {
  const team = await world.team()
  const { id, schedule } = await aMachine(team)
  const { body } = await team.owner(`GET /savings?${WEEK}&group_by=machine`)
  expect(body.groups).toHaveLength(1)
  // Monday: 14 h planned off, all missed. Tuesday: 8 missed until the start, 6 saved after the end. Wednesday: 14 saved.
  expect(body.groups[0]).toMatchObject({ key: id, name: 'vm', hours: 72, hours_on: 36, hours_off: 36, hours_planned_off: 42 })
  expect(body.groups[0]).toMatchObject({ hours_saved: 20, hours_missed: 22, hours_off_otherwise: 16, hours_unknown: 0 })
  // 0.115 dollars an hour.
  expect(body.groups[0]).toMatchObject({ saved: '2.300000', missed: '2.530000', planned: '4.830000', spent: '4.140000' })
  expect(body).toMatchObject({ currency: 'USD', discount_percent: 0, groups_total: 1, unpriced: [] })
  expect(body.prices).toEqual([{ source: 'sample of rounded list prices', valid_from: '2026-11-01' }])
  const bySchedule = (await team.owner(`GET /savings?${WEEK}`)).body
  expect(bySchedule.groups[0]).toMatchObject({ key: schedule, saved: '2.300000' })
  expect(bySchedule.total).toEqual(body.total)
  for (const by of ['day', 'month', 'connection', 'tag:ENV']) {
    const grouped = (await team.owner(`GET /savings?${WEEK}&group_by=${by}`)).body
    expect(grouped.total).toEqual(body.total)
  }
  const days = (await team.owner(`GET /savings?${WEEK}&group_by=day`)).body.groups
  expect(days.map((day: { key: string; hours_saved: number }) => [day.key, day.hours_saved])).toEqual([
    ['2026-11-02', 0],
    ['2026-11-03', 6],
    ['2026-11-04', 14],
  ])
})

test('a question about the past has the same answer after schedules, prices and machines have changed', async () => {
  const team = await world.team()
  const { id, schedule } = await aMachine(team)
  const ask = async () => (await team.owner(`GET /savings?${WEEK}&group_by=machine`)).body.groups
  const before = await ask()
  world.clock.set('2026-11-06T00:00:00Z')
  expect((await team.owner(`DELETE /schedules/${schedule}`)).status).toBe(204)
  await world.admin.query(`update automation.machines set gone_at = '2026-11-06T00:00:00Z' where id = $1`, [id])
  await world.admin.query(
    `insert into automation.prices select provider, region, size, os, is_spot, currency, '2026-11-06', 999999, 'later' from automation.prices
      where size = 'Standard_D2s_v5' and region = 'westeurope' and valid_from = '2026-11-01'`,
  )
  expect(await ask()).toEqual(before)
  await world.admin.query(`delete from automation.prices where source = 'later'`)
})

test('hours in which nobody could read a machine are unknown, and the same when they have become the past', async () => {
  const team = await world.team()
  const { id } = await aMachine(team)
  await readAt(id, '2026-11-03T20:00:00Z')
  const ask = async () => (await team.owner(`GET /savings?${WEEK}&group_by=machine`)).body.groups[0]
  const before = await ask()
  // Known until an hour after the reading: three of the fourteen hours after Tuesday's end are saved.
  expect(before).toMatchObject({ hours: 72, hours_on: 36, hours_off: 9, hours_unknown: 27, hours_saved: 3, saved: '0.345000' })
  const at = new Date('2026-11-06T00:00:00Z')
  await team.as((tx) => observe(tx, [{ machine_id: id, power: 'deallocated' }], at, 'other'))
  expect(await ask()).toEqual(before)
  const { rows } = await world.admin.query(
    'select since, until, power from automation.power_history where machine_id = $1 order by since offset 1',
    [id],
  )
  expect(rows.map(({ since, until, power }) => [since.toISOString(), until?.toISOString() ?? null, power])).toEqual([
    ['2026-11-03T12:00:00.000Z', '2026-11-03T21:00:00.000Z', 'deallocated'],
    ['2026-11-03T21:00:00.000Z', '2026-11-06T00:00:00.000Z', 'unknown'],
    ['2026-11-06T00:00:00.000Z', null, 'deallocated'],
  ])
})

test('a schedule whose rule cannot be used any more is named, and the others are counted', async () => {
  const team = await world.team()
  const { schedule } = await aMachine(team)
  await aMachine(team)
  await world.admin.query(
    `update automation.schedule_versions set rule = jsonb_set(rule, '{time_zone}', '"Europe/Atlantis"') where schedule_id = $1`,
    [schedule],
  )
  const { body } = await team.owner(`GET /savings?${WEEK}`)
  expect(body.total).toMatchObject({ hours: 144, hours_planned_off: 42 })
  expect(body.assumptions.at(-1)).toMatch(/cannot be used any more/)
})

test('the own discount and currency count, and what has no price is said and not guessed', async () => {
  const team = await world.team()
  await aMachine(team)
  const settings = await team.owner('GET /savings/settings')
  expect([settings.headers.etag, settings.body]).toEqual(['"1"', { currency: 'USD', discount_percent: 0, version: 1 }])
  const put = { body: { currency: 'USD', discount_percent: 12.5 }, headers: { 'if-match': '"1"' } }
  expect((await team.owner('PUT /savings/settings', put)).body).toEqual({ currency: 'USD', discount_percent: 12.5, version: 2 })
  expectProblem(await team.owner('PUT /savings/settings', put), 'PRECONDITION_FAILED')
  expect((await team.owner(`GET /savings?${WEEK}`)).body.total).toMatchObject({ saved: '2.012500' })
  await team.owner('PUT /savings/settings', { body: { currency: 'CHF' } })
  const { body } = await team.owner(`GET /savings?${WEEK}`)
  expect(body.total).toMatchObject({ hours_saved: 20, saved: '0.000000', unpriced_hours: 72 })
  expect(body.unpriced).toEqual([{ region: 'westeurope', size: 'Standard_D2s_v5', os: 'linux', is_spot: false }])
  const told = await team.entries('team')
  expect(told.filter(({ action }) => action === 'savings.settings_changed')[0]!.details).toMatchObject({
    before: { discount_percent: 0 },
    after: { discount_percent: 12.5 },
  })
})

test('sizes that the price list does not know hold up no other: each is asked for once a day', async () => {
  world.clock.set('2026-11-10T00:00:00Z')
  const team = await world.team()
  const sizes = ['Standard_X1', 'Standard_X2']
  const asked: string[] = []
  const list = createServer((request, response) => {
    asked.push(new URL(request.url!, 'http://list.test').searchParams.get('$filter')!.match(/Standard_X\d/)?.[0] ?? 'other')
    response.writeHead(asked.at(-1) === 'Standard_X1' ? 500 : 200).end('{"Items": []}')
  })
  await new Promise<void>((resolve) => list.listen(0, '127.0.0.1', resolve))
  const worker = prices(`http://127.0.0.1:${(list.address() as AddressInfo).port}`)
  const use = async (size: string) => {
    const id = await team.machine()
    await world.admin.query('update automation.machines set size = $2 where id = $1', [id, size])
  }
  for (const size of sizes) await use(size)
  await worker.round()
  expect(asked.filter((size) => size !== 'other').sort()).toEqual(sizes)
  asked.length = 0
  await worker.round()
  expect(asked).toEqual([])
  world.clock.set('2026-11-11T00:00:00Z')
  await use('Standard_X3')
  await worker.round()
  expect(asked.filter((size) => size !== 'other')).toEqual(['Standard_X3', ...sizes])
  list.close()
})

test('all groups come as a table, and what does not fit is refused with a pointer', async () => {
  const team = await world.team()
  await aMachine(team, { name: '=1+1' })
  const csv = await team.owner(`GET /savings.csv?${WEEK}&group_by=machine`)
  expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8; header=present')
  const [head, line, total] = csv.raw.toString().split('\r\n')
  expect(head).toMatch(/^key,name,currency,hours,/)
  expect(line).toContain(`,'=1+1,USD,72,36,36,0,42,20,22,16,2.300000,`)
  expect(total).toMatch(/^total,,USD,72,/)
  const refusals: [string, string][] = [
    ['group_by=owner', '#/query/group_by'],
    ['time_zone=Mars/Olympus', '#/query/time_zone'],
    ['from=2026-11-05T00:00:00Z&to=2026-11-02T00:00:00Z', '#/query/from'],
    ['from=2024-11-05T00:00:00Z&to=2026-11-02T00:00:00Z', '#/query/from'],
    ['from=2099-11-05T00:00:00Z', '#/query/from'],
    ['from=yesterday', '#/query/from'],
  ]
  for (const [query, pointer] of refusals) {
    const answer = await team.owner(`GET /savings?${query}`)
    expectProblem(answer, 'VALIDATION_FAILED')
    expect(answer.body.errors[0].pointer).toBe(pointer)
  }
  for (const body of [{ currency: 'euro' }, { currency: 'EUR', discount_percent: 101 }, { currency: 'EUR', rate: 1 }]) {
    expectProblem(await team.owner('PUT /savings/settings', { body }), 'VALIDATION_FAILED')
  }
})

control(
  'SAVE-2',
  'a team reads the savings of its own machines, by its right to read them, and changes settings by another',
  async () => {
    const [mine, theirs] = [await world.team(), await world.team()]
    await aMachine(theirs)
    expect((await mine.owner(`GET /savings?${WEEK}`)).body).toMatchObject({ groups: [], total: { hours: 0 } })
    const reader = mine.may('savings:read')
    expect((await reader('GET /savings')).status).toBe(200)
    expectProblem(await reader('PUT /savings/settings', { body: { currency: 'EUR' } }), 'PERMISSION_DENIED')
    expectProblem(await mine.may('machine:read')('GET /savings'), 'PERMISSION_DENIED')
    expectProblem(await mine.may('machine:read')('GET /savings.csv'), 'PERMISSION_DENIED')
  },
)
