import type { RunStep } from '@skykeep/contract'
import type { CloudProvider } from '../cloud/cloud-provider.ts'
import { createClouds } from '../cloud/clouds.ts'
import { certificateMetrics } from '../features/connections/certificate-metrics.ts'
import { ConnectionCare } from '../features/connections/connection-care.ts'
import { connectionsRoutes } from '../features/connections/connections.routes.ts'
import { type ConnectionService, connectionService } from '../features/connections/connections.service.ts'
import { InventoryWorker } from '../features/machines/inventory-worker.ts'
import { machinesRoutes } from '../features/machines/machines.routes.ts'
import { type MachineService, machineService } from '../features/machines/machines.service.ts'
import { ClockWatch } from '../features/runs/clock-watch.ts'
import { LaneWorkers } from '../features/runs/lane-workers.ts'
import { liveRuns } from '../features/runs/live-runs.ts'
import { Planner } from '../features/runs/planner.ts'
import { runMetrics } from '../features/runs/run-metrics.ts'
import { runsRoutes } from '../features/runs/runs.routes.ts'
import { type RunService, runService } from '../features/runs/runs.service.ts'
import { planMetrics } from '../features/schedules/plan-metrics.ts'
import { schedulesRoutes } from '../features/schedules/schedules.routes.ts'
import { type ScheduleService, scheduleService } from '../features/schedules/schedules.service.ts'
import type { App } from '../http/app.ts'
import type { Identify } from '../http/identify.ts'
import { createKeyRing } from '../keys/create-key-ring.ts'
import { LiveStream } from '../lib/live-stream.ts'
import { newId } from '../lib/new-id.ts'
import { onceOnly } from '../lib/once-only.ts'
import type { Core } from '../runtime/core.ts'

/** What the routes of the role stand on. */
export interface AutomationServices {
  connections: ConnectionService
  machines: MachineService
  schedules: ScheduleService
  runs: RunService
  liveRuns: LiveStream<RunStep>
}

export interface AutomationRole extends AutomationServices {
  /** Begins to plan, to run and to tell. */
  start(): void
}

/** Connections to clouds, their machines, the schedules of those, and the workers that look after them. */
export async function startAutomationRole(core: Core, clouds: CloudProvider = cloudsOf(core)): Promise<AutomationRole> {
  const { config, clock, log, metrics } = core
  const db = await core.open('skykeep_automation')
  const scheduler = await core.open('skykeep_scheduler', 2)
  const keyRing = createKeyRing({ config, db, clock })
  const once = onceOnly({ db, keyRing, clock })
  const common = { db, audit: core.audit, clock, newId, keyRing, once, metrics, clouds: { azure: clouds, aws: clouds } }
  const tell = async () => {}
  // Schedules begin runs, and runs ask schedules what is wanted: each is handed the other's calls, not itself.
  const schedules = scheduleService({ ...common, begin: (tx, run) => runs.begin(tx, run) })
  const connections = connectionService({ ...common, tell, replan: schedules.replan })
  core.onKeysChanged(() => {
    keyRing.forget()
    connections.forget()
  })
  const machines = machineService({
    ...{ db, clock, newId, tell, replan: schedules.replan, wantedNow: schedules.wantedNow },
    onManualChange: (tx, change) => runs.reactToChange(tx, change),
    noteFailure: connections.noteFailure,
  })
  const carrying = { ...common, scheduler, tell, log, connections, machines, schedules }
  const runs: RunService = runService(carrying)
  const live = new LiveStream(db, liveRuns)
  const watch = new ClockWatch(scheduler, log)
  const planner = new Planner({ ...carrying, watch, keepDays: config.SKYKEEP_RUNS_KEEP_DAYS })
  const workers = new LaneWorkers(carrying)
  core.onStop(() => live.stop())
  const care = new ConnectionCare({ ...common, scheduler, connections, tell, log })
  const inventory = new InventoryWorker({ db, scheduler, clock, log, connections, machines })
  certificateMetrics(metrics, scheduler, clock)
  planMetrics(metrics, scheduler, clock)
  runMetrics(metrics, { scheduler, clock, workers, watch })
  return {
    connections,
    machines,
    schedules,
    runs,
    liveRuns: live,
    start() {
      planner.start()
      workers.start()
      care.start()
      inventory.start()
      core.onStop(() => Promise.all([planner.stop(), workers.stop(), care.stop(), inventory.stop()]).then(() => undefined))
    },
  }
}

export function automationRoleRoutes(app: App, role: AutomationServices, identify: Identify): void {
  connectionsRoutes(app, role)
  machinesRoutes(app, role)
  schedulesRoutes(app, role)
  runsRoutes(app, { ...role, identify })
}

const cloudsOf = ({ config }: Core): CloudProvider => createClouds({ added: config.SKYKEEP_AZURE_CLOUDS })
