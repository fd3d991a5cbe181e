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
import { mailService } from '../features/mail/mail.service.ts'
import { resolveByServers } from '../features/notifications/find-webhook-address.ts'
import { keepRoutes } from '../features/notifications/keep.routes.ts'
import { type KeepService, keepService } from '../features/notifications/keep.service.ts'
import { notificationMetrics } from '../features/notifications/notification-metrics.ts'
import { NotificationWorker } from '../features/notifications/notification-worker.ts'
import { notificationsRoutes } from '../features/notifications/notifications.routes.ts'
import {
  type NotificationPolicy,
  type NotificationService,
  notificationService,
} from '../features/notifications/notifications.service.ts'
import { messageSender } from '../features/notifications/send-message.ts'
import { SilenceWatch } from '../features/notifications/silence-watch.ts'
import { StopNoticeWorker } from '../features/notifications/stop-notice-worker.ts'
import { ClockWatch } from '../features/runs/clock-watch.ts'
import { LaneWorkers } from '../features/runs/lane-workers.ts'
import { liveRuns } from '../features/runs/live-runs.ts'
import { Planner } from '../features/runs/planner.ts'
import { runMetrics } from '../features/runs/run-metrics.ts'
import { runsRoutes } from '../features/runs/runs.routes.ts'
import { type RunService, runService } from '../features/runs/runs.service.ts'
import { PriceWorker } from '../features/savings/price-worker.ts'
import { savingsRoutes } from '../features/savings/savings.routes.ts'
import { type SavingsService, savingsService } from '../features/savings/savings.service.ts'
import { planMetrics } from '../features/schedules/plan-metrics.ts'
import { schedulesRoutes } from '../features/schedules/schedules.routes.ts'
import { type ScheduleService, scheduleService } from '../features/schedules/schedules.service.ts'
import type { App } from '../http/app.ts'
import type { Identify } from '../http/identify.ts'
import { createKeyRing } from '../keys/create-key-ring.ts'
import { LiveStream } from '../lib/live-stream.ts'
import { blockListOf } from '../lib/networks.ts'
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
  notifications: NotificationService
  savings: SavingsService
  keep: KeepService
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
  const keyRing = await createKeyRing({ config, db, clock })
  const once = onceOnly({ db, keyRing, clock })
  const common = { db, audit: core.audit, clock, newId, keyRing, once, metrics, clouds: { azure: clouds, aws: clouds } }
  const policy = policyOf(core)
  const origin = new URL(core.issuer).origin
  const mail = mailService(common)
  const sender = messageSender({ ...common, policy, mail, log, origin, resolve: resolveByServers })
  const notifications = notificationService({ ...common, policy, sendNow: sender.sendNow })
  const { tell } = notifications
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
  const telling = new NotificationWorker({ db, scheduler, clock, log, sender })
  const noticing = new StopNoticeWorker({ db, scheduler, clock, log, schedules, notifications })
  const silence = new SilenceWatch({ db, scheduler, clock, log, tell })
  const prices = new PriceWorker({ db, scheduler, clock, log, origin: config.SKYKEEP_AZURE_PRICES_URL ?? null })
  notificationMetrics(metrics, scheduler, clock)
  certificateMetrics(metrics, scheduler, clock)
  planMetrics(metrics, scheduler, clock)
  runMetrics(metrics, { scheduler, clock, workers, watch })
  return {
    connections,
    machines,
    schedules,
    runs,
    liveRuns: live,
    notifications,
    savings: savingsService(common),
    keep: keepService({ ...common, overrides: schedules.overrides }),
    start() {
      const working = [planner, workers, care, inventory, noticing, telling, silence, prices]
      for (const one of working) one.start()
      core.onStop(() => Promise.all(working.map((one) => one.stop())).then(() => undefined))
    },
  }
}

export function automationRoleRoutes(app: App, role: AutomationServices, identify: Identify): void {
  connectionsRoutes(app, role)
  machinesRoutes(app, role)
  schedulesRoutes(app, role)
  runsRoutes(app, { ...role, identify })
  notificationsRoutes(app, role)
  keepRoutes(app, role)
  savingsRoutes(app, role)
}

const cloudsOf = ({ config }: Core): CloudProvider => createClouds({ added: config.SKYKEEP_AZURE_CLOUDS })

const policyOf = ({ config }: Core): NotificationPolicy => ({
  mailDomains: config.SKYKEEP_NOTIFICATION_MAIL_DOMAINS,
  webhookNetworks: config.SKYKEEP_WEBHOOK_NETWORKS.length === 0 ? null : blockListOf(config.SKYKEEP_WEBHOOK_NETWORKS),
})
