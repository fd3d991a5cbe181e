import { merkleRoot } from '@skykeep/proof'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withClient } from '../../db/owner-client.ts'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { anEvent, preparedEvent, type TelemetryBench, telemetryBench } from '../../testing/telemetry.ts'
import { GroupCommit, type Outcome } from './group-commit.ts'
import { recordLeaf } from './record.ts'
import { telemetryStore } from './telemetry.store.ts'

let bench: TelemetryBench
beforeAll(async () => {
  bench = await telemetryBench()
})
afterAll(() => bench.close())

const send = (team: string, ...events: Record<string, unknown>[]): Promise<Outcome[]> =>
  bench.commits.submit(events.map((event) => preparedEvent(team, event)))

const tally = (outcomes: Outcome[]) =>
  Object.fromEntries(
    Map.groupBy(outcomes, (one) => one)
      .entries()
      .map(([name, all]) => [name, all.length]),
  )

control('TELEMETRY-1', 'of 64 parallel sends of one event exactly one is created, and one row is stored', async () => {
  for (let round = 0; round < 5; round++) {
    const [team, event] = [newId(), anEvent()]
    const outcomes = await Promise.all(Array.from({ length: 64 }, () => send(team, event)))
    expect(tally(outcomes.flat())).toEqual({ created: 1, duplicate: 63 })
    const counted = await bench.db.asTeam(team, (tx) => telemetryStore(tx).counts(0, Date.now() * 2_000))
    expect(counted).toEqual([{ aircraft_id: event.aircraft_id, count: 1 }])
  }
})

control(
  'TELEMETRY-2',
  'other content under a known event id is a conflict, in the same group too, and the first content stays',
  async () => {
    const team = newId()
    const first = anEvent()
    const second = { ...first, metrics: { speed: 1 } }
    expect(await send(team, first, second, first)).toEqual(['created', 'conflict', 'duplicate'])
    expect(await send(team, second, first)).toEqual(['conflict', 'duplicate'])
    const row = await bench.db.asTeam(team, (tx) =>
      telemetryStore(tx).event(first.aircraft_id as string, first.event_id as string),
    )
    expect(row?.speed).toBe(812.5)
  },
)

test('a group that holds known keys among new ones stores the new ones, each once, and the next groups too', async () => {
  const team = newId()
  const [known, changed, ...fresh] = Array.from({ length: 6 }, () => anEvent())
  expect(await send(team, known!, changed!)).toEqual(['created', 'created'])
  const mixed = [fresh[0]!, known!, fresh[1]!, { ...changed!, metrics: { speed: 1 } }, fresh[0]!]
  expect(await send(team, ...mixed)).toEqual(['created', 'duplicate', 'created', 'conflict', 'duplicate'])
  expect(await send(team, ...fresh)).toEqual(['duplicate', 'duplicate', 'created', 'created'])
  const counted = await bench.db.asTeam(team, (tx) => telemetryStore(tx).counts(0, Date.now() * 2_000))
  expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(6)
})

test('another instant under a known event id is a conflict although it falls into another day partition', async () => {
  const team = newId()
  const event = anEvent()
  const dayBefore = { ...event, ts: new Date(Date.now() - 86_400_000).toISOString() }
  expect(await send(team, event, dayBefore)).toEqual(['created', 'conflict'])
})

test('the same event id of another aircraft, and of another team, is another event', async () => {
  const event = anEvent()
  const [team, other] = [newId(), newId()]
  const sibling = { ...event, aircraft_id: newId() }
  const outcomes = await Promise.all([send(team, event, sibling), send(other, event)])
  expect(outcomes).toEqual([['created', 'created'], ['created']])
})

control('TELEMETRY-3', 'the audit entry of a batch holds the root over its stored records', async () => {
  const team = newId()
  await send(team, ...Array.from({ length: 7 }, () => anEvent({}, { oil_level: 50 })))
  const pending = await withClient(bench.database.adminUrl, 'skykeep test', (admin) =>
    admin.query<{ draft: string }>('select draft from audit.pending where team_id = $1', [team]),
  )
  const { details } = JSON.parse(pending.rows[0]!.draft)
  const rows = await bench.db.asTeam(team, (tx) => telemetryStore(tx).batch(Number(details.batch_id)))
  expect(details.count).toBe(7)
  expect(merkleRoot(rows.map(recordLeaf)).toHex()).toBe(details.root)
})

control('TELEMETRY-4', 'an event that PostgreSQL refuses fails alone, not the group it travels with', async () => {
  const team = newId()
  const poisoned = { ...preparedEvent(team, anEvent()), callsign: 'A\u0000B' }
  const good = Array.from({ length: 5 }, () => preparedEvent(team, anEvent()))
  const [bad, ...fine] = await Promise.allSettled([
    bench.commits.submit([poisoned]),
    ...good.map((event) => bench.commits.submit([event])),
  ])
  expect(bad.status).toBe('rejected')
  expect(fine.map((one) => (one.status === 'fulfilled' ? one.value[0] : one.reason))).toEqual(Array(5).fill('created'))
})

control('TELEMETRY-5', 'a full queue refuses at once instead of growing', async () => {
  let finish: (outcomes: Outcome[]) => void = () => {}
  const slow = new GroupCommit((events) => new Promise((resolve) => (finish = () => resolve(events.map(() => 'created')))), 3)
  const team = newId()
  const one = () => slow.submit([preparedEvent(team, anEvent())])
  const underWay = one()
  const waiting = [one(), one(), one()]
  expect(slow.isFull).toBe(true)
  await expect(one()).rejects.toMatchObject({ code: 'OVERLOADED', retryAfterSeconds: 1 })
  expect(slow.waitingEvents).toBe(3)
  finish([])
  expect(await underWay).toEqual(['created'])
  expect(slow.isFull).toBe(false)
  finish([])
  expect(await Promise.all(waiting)).toEqual([['created'], ['created'], ['created']])
})

control('TENANCY-26', 'telemetry of one team is not there for another, whatever it asks for', async () => {
  const [team, other, event] = [newId(), newId(), anEvent()]
  await send(team, event)
  const asOther = <T>(read: (store: ReturnType<typeof telemetryStore>) => Promise<T>) =>
    bench.db.asTeam(other, (tx) => read(telemetryStore(tx)))
  expect(await asOther((store) => store.event(event.aircraft_id as string, event.event_id as string))).toBeUndefined()
  expect(await asOther((store) => store.counts(0, Date.now() * 2_000))).toEqual([])
  expect(await asOther((store) => store.batchesAfter('0', 10))).toEqual([])
})

test('a position that no aircraft could have reached is stored, flagged, and told to the audit trail', async () => {
  const team = newId()
  const here = anEvent({}, { gps: { lat: 48, lon: 2 } })
  const far = { ...here, event_id: newId(), metrics: { gps: { lat: 10, lon: 2 } } }
  await send(team, here)
  await send(team, far)
  const row = await bench.db.asTeam(team, (tx) => telemetryStore(tx).event(here.aircraft_id as string, far.event_id))
  expect(row?.implausible).toBe(true)
  const { rows } = await withClient(bench.database.adminUrl, 'skykeep test', (admin) =>
    admin.query<{ draft: string }>('select draft from audit.pending where team_id = $1', [team]),
  )
  expect(rows.map(({ draft }) => JSON.parse(draft).action).sort()).toContain('telemetry.position_implausible')
})

test('events of an aircraft are read page by page, oldest or newest first, each once', async () => {
  const team = newId()
  const aircraft_id = newId()
  const start = Date.now() - 60_000
  const events: Record<string, unknown>[] = Array.from({ length: 5 }, (_, at) => ({
    ...anEvent(),
    aircraft_id,
    ts: new Date(start + at * 1_000).toISOString(),
  }))
  // Two of the same instant are told apart by their ids.
  events.push(anEvent({ aircraft_id, ts: events[4]!.ts }))
  await send(team, ...events)
  const read = async (order: 'oldest' | 'newest') => {
    const found: string[] = []
    for (let after: { aircraft_id: string; ts: number; event_id: string } | undefined; ; ) {
      const page = { aircraft_id, from: 0, to: Date.now() * 2_000, after, limit: 2, order }
      const rows = await bench.db.asTeam(team, (tx) => telemetryStore(tx).events(page))
      found.push(...rows.map(({ event_id }) => event_id))
      after = rows.at(-1)
      if (after === undefined) return found
    }
  }
  const oldest = await read('oldest')
  expect(oldest.slice(0, 4)).toEqual(events.slice(0, 4).map(({ event_id }) => event_id))
  expect(oldest).toHaveLength(6)
  expect(await read('newest')).toEqual(oldest.toReversed())
})
