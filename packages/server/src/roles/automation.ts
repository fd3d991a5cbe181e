import type { CloudProvider } from '../cloud/cloud-provider.ts'
import { createClouds } from '../cloud/clouds.ts'
import { certificateMetrics } from '../features/connections/certificate-metrics.ts'
import { ConnectionCare } from '../features/connections/connection-care.ts'
import { connectionsRoutes } from '../features/connections/connections.routes.ts'
import { type ConnectionService, connectionService } from '../features/connections/connections.service.ts'
import { machinesRoutes } from '../features/machines/machines.routes.ts'
import { type MachineService, machineService } from '../features/machines/machines.service.ts'
import type { App } from '../http/app.ts'
import { createKeyRing } from '../keys/create-key-ring.ts'
import { newId } from '../lib/new-id.ts'
import { onceOnly } from '../lib/once-only.ts'
import type { Core } from '../runtime/core.ts'

/** What the routes of the role stand on. */
export interface AutomationServices {
  connections: ConnectionService
  machines: MachineService
}

export interface AutomationRole extends AutomationServices {
  /** Begins to plan, to run and to tell. */
  start(): void
}

/** Connections to clouds, their machines, the schedules of those, and the workers that carry them out. */
export async function startAutomationRole(core: Core, clouds: CloudProvider = cloudsOf(core)): Promise<AutomationRole> {
  const { config, clock, log, metrics } = core
  const db = await core.open('skykeep_automation')
  const scheduler = await core.open('skykeep_scheduler', 2)
  const keyRing = createKeyRing({ config, db, clock })
  const once = onceOnly({ db, keyRing, clock })
  const common = { db, audit: core.audit, clock, newId, keyRing, once, metrics, clouds: { azure: clouds, aws: clouds } }
  const tell = async () => {}
  const replan = async () => {}
  const connections = connectionService({ ...common, tell, replan })
  core.onKeysChanged(() => {
    keyRing.forget()
    connections.forget()
  })
  const machines = machineService({
    ...{ db, clock, newId, tell, replan },
    onManualChange: async () => {},
    wantedNow: async () => new Map(),
    noteFailure: connections.noteFailure,
  })
  const care = new ConnectionCare({ ...common, scheduler, connections, tell, log })
  certificateMetrics(metrics, scheduler, clock)
  return {
    connections,
    machines,
    start() {
      care.start()
      core.onStop(() => care.stop())
    },
  }
}

export function automationRoleRoutes(app: App, role: AutomationServices): void {
  connectionsRoutes(app, role)
  machinesRoutes(app, role)
}

const cloudsOf = ({ config }: Core): CloudProvider => createClouds({ added: config.SKYKEEP_AZURE_CLOUDS })
