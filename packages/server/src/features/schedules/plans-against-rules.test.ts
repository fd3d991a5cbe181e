import { nextChange, prepare, transitions, wantedAt, warnings } from '@skykeep/schedule'
import { randomCase, seeded } from '@skykeep/schedule/testing/random-rules'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { LOOK_AHEAD_MS } from './evaluate.ts'
import { type ScheduleWorld, scheduleWorld } from './testing/schedule-world.ts'

let world: ScheduleWorld
beforeAll(async () => {
  world = await scheduleWorld()
})
afterAll(() => world.close())

const zones = Intl.supportedValuesOf('timeZone')
const random = seeded(20_261_126)
const HOUR_MS = 3_600_000

function aCase() {
  const { rule, overrides, instants } = randomCase(random, zones[Math.floor(random() * zones.length)]!, 4)
  // What the API makes of an override always has both ends.
  const whole = overrides.filter(({ from, until }) => from !== undefined && until !== undefined) as {
    state: 'on' | 'off' | 'none'
    from: string
    until: string
  }[]
  return { rule, overrides: whole, instants: instants.toSorted((a, b) => a - b) }
}

test('a preview says of random rules what the rules themselves say, to the millisecond', async () => {
  const { owner } = await world.team()
  for (let n = 0; n < 150; n++) {
    const { rule, overrides, instants } = aCase()
    const [from, to] = [instants[0]!, instants[0]! + 30 * 24 * HOUR_MS]
    const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
    const shown = await owner('POST /schedules/preview', { body: { schedule: rule, overrides, ...range } })
    expect([shown.status, rule]).toEqual([200, rule])
    const prepared = prepare(rule, overrides)
    expect(shown.body.state_at_from).toBe(wantedAt(prepared, from))
    expect(shown.body.transitions).toEqual(
      transitions(prepared, from, to)
        .filter(({ state }) => state !== 'none')
        .map((one) => ({ ...one, at: new Date(one.at).toISOString() })),
    )
    expect(shown.body.warnings).toHaveLength(Math.min(50, warnings(prepared, from).length))
  }
})

test('plans say of random rules, overrides and instants what the rules say, and hand out each change once', async () => {
  for (let n = 0; n < 60; n++) {
    const { rule, overrides, instants } = aCase()
    const team = await world.team()
    const machine = await team.machine()
    world.clock.at = Math.min(instants[0]!, ...overrides.map(({ from }) => Date.parse(from))) - HOUR_MS
    const start = world.clock.at
    const body = { name: newId(), targets: { machine_ids: [machine] }, ...rule }
    expect((await team.owner('POST /schedules', { body })).status).toBe(201)
    const kept = overrides.filter(({ until }) => Date.parse(until) > start)
    for (const override of kept) {
      const made = await team.owner('POST /overrides', { body: { machine_ids: [machine], ...override } })
      expect([made.status, made.body.errors]).toEqual([201, undefined])
    }
    const prepared = prepare(rule, kept)
    const agree = async () => {
      const now = world.clock.at
      const next = nextChange(prepared, now, now + LOOK_AHEAD_MS)
      const [plan] = await team.plans()
      expect({ wanted: plan.wanted, at: plan.next_at.getTime(), state: plan.next_state }).toEqual({
        wanted: wantedAt(prepared, now),
        at: next?.at ?? plan.next_at.getTime(),
        state: next?.state ?? null,
      })
    }
    await agree()
    for (const at of instants) {
      const before = world.clock.at
      world.clock.at = Math.max(at, before)
      const changes = transitions(prepared, before, world.clock.at)
      const taken = await team.as((tx) => world.schedules.takeDue(tx, world.clock.now(), 10))
      const last = changes.at(-1)
      const expected = last && [{ machine_id: machine, at: new Date(last.at), wanted: last.state }]
      expect(taken).toMatchObject(expected ?? [])
      expect(taken).toHaveLength(last ? 1 : 0)
      await agree()
      await team.as((tx) => world.schedules.replan(tx, { machine_ids: [machine] }, world.clock.now()))
      await agree()
      const wanted = await team.as((tx) => world.schedules.wantedNow(tx, [machine], world.clock.now()))
      expect(wanted.get(machine)?.wanted).toBe(wantedAt(prepared, world.clock.at))
    }
  }
})
