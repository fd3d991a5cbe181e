import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { reachedStore } from './reached.store.ts'
import { rankFor, TargetIndex, type TargetMachine } from './targets.ts'
import { type ScheduleWorld, scheduleWorld } from './testing/schedule-world.ts'

let world: ScheduleWorld
beforeAll(async () => {
  world = await scheduleWorld()
})
afterAll(() => world.close())

const CONNECTIONS = [newId(), newId()]
const IDS = Array.from({ length: 6 }, () => newId())
const groups = fc.constantFrom('shop', 'Shop', 'SHOP ', 'rg%_')
const tags = fc.dictionary(fc.constantFrom('env', 'Env', 'app', 'ownér'), fc.constantFrom('dev', 'Dev', '', '"'), { maxKeys: 3 })
const machine = fc.record({
  connection_id: fc.constantFrom(...CONNECTIONS),
  resource_group: fc.option(groups),
  tags,
})
const some = fc.option(tags, { nil: undefined }).filter((found) => found === undefined || Object.keys(found).length > 0)
const targets = fc
  .record(
    {
      machine_ids: fc.subarray(IDS, { minLength: 1 }),
      connection_id: fc.constantFrom(...CONNECTIONS),
      resource_group: groups,
      tags: some,
    },
    { requiredKeys: [] },
  )
  .map((found) => Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)))

test('the index finds for each machine what looking at every schedule finds', () => {
  fc.assert(
    fc.property(fc.array(targets, { maxLength: 12 }), fc.array(machine, { minLength: 6, maxLength: 6 }), (all, found) => {
      const items = all.map((one) => ({ targets: one }))
      const index = new TargetIndex(items)
      for (const [at, one] of found.entries()) {
        const looked: TargetMachine = { id: IDS[at]!, ...one }
        const expected = items.flatMap((item) => {
          const rank = rankFor(item.targets, looked)
          return rank === null ? [] : [{ item, rank }]
        })
        expect(new Set(index.all(looked).map(({ item }) => item))).toEqual(new Set(expected.map(({ item }) => item)))
        expect(index.all(looked)).toHaveLength(expected.length)
      }
    }),
    { numRuns: 500 },
  )
})

test('the database selects the machines that the rule in code selects', async () => {
  const { id } = await world.team()
  const lanes = CONNECTIONS.map(() => newId())
  for (const [at, connection] of CONNECTIONS.entries()) {
    await world.admin.query(
      `insert into automation.connections (team_id, id, name, provider, settings, care_due_at, created_at, updated_at) values ($1, $2, $3, 'azure', '{}', now(), now(), now())`,
      [id, connection, `C${at}`],
    )
    await world.admin.query(
      `insert into automation.lanes (team_id, id, connection_id, scope, sync_due_at) values ($1, $2, $3, 'one', now())`,
      [id, lanes[at], connection],
    )
  }
  const machines: TargetMachine[] = [...IDS, ...Array.from({ length: 60 }, () => newId())].map((one, seed) => ({
    id: one,
    ...fc.sample(machine, { numRuns: 1, seed })[0]!,
  }))
  for (const { id: one, connection_id, resource_group, tags: its } of machines) {
    await world.admin.query(
      `insert into automation.machines (team_id, id, connection_id, lane_id, provider_id, shown_id, incarnation, name, resource_group,
         region, size, os, tags, power, power_read_at, power_since, first_seen_at)
       values ($1, $2::uuid, $3, $4, $2::text, '', '', '', $5, '', '', 'linux', $6, 'running', now(), now(), now())`,
      [id, one, connection_id, lanes[CONNECTIONS.indexOf(connection_id)], resource_group, JSON.stringify(its)],
    )
  }
  for (const asked of fc.sample(targets, { numRuns: 200, seed: 7 })) {
    const found = await world.db.asTeam(id, (tx) => reachedStore(tx).reachedIds(asked), { readOnly: true })
    const expected = machines.filter((one) => rankFor(asked, one) !== null).map((one) => one.id)
    expect(found).toEqual(expected.sort())
  }
})
