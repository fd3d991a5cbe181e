import { afterAll, beforeAll, expect } from 'vitest'
import { control } from '../../testing/control.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { liveRuns } from './live-runs.ts'
import { type RunWorld, runWorld } from './testing/run-world.ts'

let world: RunWorld
beforeAll(async () => {
  world = await runWorld()
})
afterAll(() => world.close())

const restart = { body: { action: 'restart' } }

control('RUN-9', 'the stream of runs tells a team its own steps in order and no others', async () => {
  const [mine, theirs] = [await world.subscription(), await world.subscription()]
  const [own] = await mine.machines(['own'])
  const [foreign] = await theirs.machines(['foreign'])
  const told: [string, string][] = []
  const leave = await world.live.subscribe(
    mine.id,
    undefined,
    (position, steps) =>
      told.push(...steps.map(({ step, machine_name }): [string, string] => [position, `${step} ${machine_name}`])),
    () => {},
  )
  await mine.asks(`POST /machines/${own}/actions`, restart)
  await theirs.asks(`POST /machines/${foreign}/actions`, restart)
  await world.live_through(60_000)
  await waitUntil('the run has ended', () => told.some(([, step]) => step === 'ended null'))
  leave()
  const steps = told.map(([, step]) => step)
  expect(steps).toEqual(['began null', 'called own', 'done own', 'ended null'])

  // Whoever comes back goes on after what they saw last, and misses nothing.
  const [position] = told[1]!
  const after = await world.db.asTeam(mine.id, (tx) => liveRuns.after(tx, position, 50))
  expect(after.flatMap(({ items }) => items.map(({ step }) => step))).toEqual(['done', 'ended'])
  expect(await world.db.asTeam(mine.id, (tx) => liveRuns.after(tx, position, 1))).toHaveLength(1)
})

control('RUN-9', 'who may not read runs is not told them, and what is not an id of the stream is refused', async () => {
  const trial = await world.subscription()
  expect((await world.nobody('GET /runs/stream')).status).toBe(401)
  const may = world.as({ ...trial.caller, permissions: new Set(['machine:read']) })
  expect((await may('GET /runs/stream')).status).toBe(403)
  const reader = world.as({ ...trial.caller, permissions: new Set(['run:read']) })
  expect((await reader('GET /runs/stream', { headers: { 'last-event-id': 'x' } })).status).toBe(400)
})
