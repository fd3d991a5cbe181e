import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import type { CloudMachine } from '../../../cloud/cloud-provider.ts'
import { LiveStream } from '../../../lib/live-stream.ts'
import { newId } from '../../../lib/new-id.ts'
import { onceOnly } from '../../../lib/once-only.ts'
import { anAzureConnection, automationWorld } from '../../../testing/automation-world.ts'
import { testApp } from '../../../testing/http.ts'
import { connectionsRoutes } from '../../connections/connections.routes.ts'
import { machinesRoutes } from '../../machines/machines.routes.ts'
import { machineService } from '../../machines/machines.service.ts'
import { schedulesRoutes } from '../../schedules/schedules.routes.ts'
import { scheduleService } from '../../schedules/schedules.service.ts'
import { LaneWorkers } from '../lane-workers.ts'
import { liveRuns } from '../live-runs.ts'
import { Planner } from '../planner.ts'
import type { RunEvent } from '../run-needs.ts'
import { runsRoutes } from '../runs.routes.ts'
import { type RunService, runService } from '../runs.service.ts'

export type RunWorld = Awaited<ReturnType<typeof runWorld>>

/** All of automation on a real database and a pretended cloud. Nothing runs by itself: a test moves the clock and asks for rounds. */
export async function runWorld() {
  const base = await automationWorld()
  const { db, scheduler, clock, audit, keyRing, connections } = base
  const http = testApp()
  const told: (RunEvent | { event: string })[] = []
  const tell = async (_tx: unknown, event: RunEvent | { event: string }) => void told.push(event)
  const common = { db, scheduler, audit, clock, newId, tell, once: onceOnly({ db, keyRing, clock }), metrics: http.metrics }
  const log = pino({ level: 'error' })
  const schedules = scheduleService({ ...common, begin: (tx, run) => runs.begin(tx, run) })
  const machines = machineService({
    ...{ ...common, replan: schedules.replan, wantedNow: schedules.wantedNow, noteFailure: connections.noteFailure },
    onManualChange: (tx, change) => runs.reactToChange(tx, change),
  })
  const needs = { ...common, log, connections, machines, schedules }
  const runs: RunService = runService(needs)
  const planner = (watch: { isRight(): Promise<boolean> } = { isRight: async () => true }) =>
    new Planner({ ...needs, watch, keepDays: 400 })
  const live = new LiveStream(db, liveRuns)
  connectionsRoutes(http.app, { connections })
  machinesRoutes(http.app, { machines })
  schedulesRoutes(http.app, { schedules })
  runsRoutes(http.app, { runs, liveRuns: live, identify: async (request) => request.principal })
  await http.app.ready()
  const usual = planner()
  const workers = new LaneWorkers(needs)

  const world = {
    ...base,
    ...{
      as: http.as,
      nobody: http.nobody,
      app: http.app,
      metrics: http.metrics,
      told,
      schedules,
      machines,
      runs,
      needs,
      live,
      planner,
    },

    /** Another process. */
    newWorkers: () => new LaneWorkers(needs),

    pass(ms: number): void {
      clock.aheadMs += ms
    },

    /** Plans what is due, and works until nothing is ready at this moment. */
    async work(): Promise<void> {
      await usual.round()
      while ((await workers.round()) > 0) await workers.idle()
      await usual.sweep()
    },

    /** Lets time pass in steps, working after each. */
    async live_through(ms: number, stepMs = 15_000): Promise<void> {
      for (let passed = 0; passed < ms; passed += stepMs) {
        world.pass(stepMs)
        await world.work()
      }
    },

    /** A team with a connection to one subscription that passed its check. */
    async subscription() {
      const team = await base.team()
      const scope = randomUUID()
      base.cloud.scopes.set(scope, { id: scope, name: 'Trial', state: 'enabled' })
      const made = await team.owner('POST /connections', { body: anAzureConnection({}, { subscription_ids: [scope] }) })
      const connection = made.body.id as string
      await team.owner(`POST /connections/${connection}/check`)
      const [lane] = await base.lanesOf(connection)
      const asks = http.as({ ...team.caller })
      const trial = {
        ...team,
        ...{ scope, connection, lane: lane!, asks },
        add: (name: string, more: Partial<CloudMachine> = {}) => base.cloud.add(scope, name, more),
        async sync() {
          world.pass(1_000)
          await machines.sync(team.id, lane!, await connections.session(team.id, connection), AbortSignal.timeout(20_000))
        },
        /** Machines of these names, known to us. */
        async machines(names: readonly string[], more: Partial<CloudMachine> = {}): Promise<string[]> {
          for (const name of names) trial.add(name, more)
          await trial.sync()
          const { body } = await asks('GET /machines?limit=200')
          return names.map((name) => body.items.find((one: { name: string }) => one.name === name).id)
        },
        at: (name: string) =>
          [...base.cloud.machines.values()].find((one) => one.name === name && one.provider_id.includes(scope))!,
        count: (name: string, action: Parameters<typeof base.cloud.count>[1]) =>
          base.cloud.count(trial.at(name).provider_id, action),
        async run(id: string) {
          return (await asks(`GET /runs/${id}`)).body
        },
        async lastRun() {
          const { body } = await asks('GET /runs?limit=1')
          return trial.run(body.items[0].id)
        },
        tells: (event: string) =>
          told.filter((one) => one.event === event && 'connection_id' in one && one.connection_id === connection) as RunEvent[],
      }
      return trial
    },

    async close(): Promise<void> {
      await workers.stop()
      live.stop()
      await http.app.close()
      await base.close()
    },
  }
  return world
}
