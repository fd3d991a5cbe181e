import { Problem } from '@skykeep/contract'
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
import { planMetrics } from '../features/schedules/plan-metrics.ts'
import { schedulesRoutes } from '../features/schedules/schedules.routes.ts'
import { type BeginRun, type ScheduleService, scheduleService } from '../features/schedules/schedules.service.ts'
import type { App } from '../http/app.ts'
import { createKeyRing } from '../keys/create-key-ring.ts'
import { blockListOf } from '../lib/networks.ts'
import { newId } from '../lib/new-id.ts'
import { onceOnly } from '../lib/once-only.ts'
import type { Core } from '../runtime/core.ts'

/** What the routes of the role stand on. */
export interface AutomationServices {
  connections: ConnectionService
  machines: MachineService
  schedules: ScheduleService
  notifications: NotificationService
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
  const keyRing = createKeyRing({ config, db, clock })
  const once = onceOnly({ db, keyRing, clock })
  const common = { db, audit: core.audit, clock, newId, keyRing, once, metrics, clouds: { azure: clouds, aws: clouds } }
  const policy = policyOf(core)
  const origin = new URL(core.issuer).origin
  const mail = mailService(common)
  const sender = messageSender({ ...common, policy, mail, log, origin, resolve: resolveByServers })
  const notifications = notificationService({ ...common, policy, sendNow: sender.sendNow })
  const { tell } = notifications
  const schedules = scheduleService({ ...common, begin: noRunsYet })
  const connections = connectionService({ ...common, tell, replan: schedules.replan })
  core.onKeysChanged(() => {
    keyRing.forget()
    connections.forget()
  })
  const machines = machineService({
    ...{ db, clock, newId, tell, replan: schedules.replan, wantedNow: schedules.wantedNow },
    onManualChange: async () => {},
    noteFailure: connections.noteFailure,
  })
  const care = new ConnectionCare({ ...common, scheduler, connections, tell, log })
  const inventory = new InventoryWorker({ db, scheduler, clock, log, connections, machines })
  const telling = new NotificationWorker({ db, scheduler, clock, log, sender })
  const noticing = new StopNoticeWorker({ db, scheduler, clock, log, schedules, notifications })
  const watch = new SilenceWatch({ db, scheduler, clock, log, tell })
  notificationMetrics(metrics, scheduler, clock)
  certificateMetrics(metrics, scheduler, clock)
  planMetrics(metrics, scheduler, clock)
  return {
    connections,
    machines,
    schedules,
    notifications,
    keep: keepService({ ...common, overrides: schedules.overrides }),
    start() {
      const workers = [care, inventory, noticing, telling, watch]
      for (const worker of workers) worker.start()
      core.onStop(() => Promise.all(workers.map((worker) => worker.stop())).then(() => undefined))
    },
  }
}

/** Nothing carries out what schedules want yet: who asks for it is told so, and nothing is saved. */
const noRunsYet: BeginRun = () => {
  throw new Problem('ROLE_UNREACHABLE', { detail: 'This version plans and previews, and does not switch machines yet.' })
}

export function automationRoleRoutes(app: App, role: AutomationServices): void {
  connectionsRoutes(app, role)
  machinesRoutes(app, role)
  schedulesRoutes(app, role)
  notificationsRoutes(app, role)
  keepRoutes(app, role)
}

const cloudsOf = ({ config }: Core): CloudProvider => createClouds({ added: config.SKYKEEP_AZURE_CLOUDS })

const policyOf = ({ config }: Core): NotificationPolicy => ({
  mailDomains: config.SKYKEEP_NOTIFICATION_MAIL_DOMAINS,
  webhookNetworks: config.SKYKEEP_WEBHOOK_NETWORKS.length === 0 ? null : blockListOf(config.SKYKEEP_WEBHOOK_NETWORKS),
})
