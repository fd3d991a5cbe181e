import { planMetrics } from '../features/schedules/plan-metrics.ts'
import { schedulesRoutes } from '../features/schedules/schedules.routes.ts'
import { type ScheduleService, scheduleService } from '../features/schedules/schedules.service.ts'
import type { App } from '../http/app.ts'
import { createKeyRing } from '../keys/create-key-ring.ts'
import { newId } from '../lib/new-id.ts'
import { onceOnly } from '../lib/once-only.ts'
import type { Core } from '../runtime/core.ts'

/** What the routes of the role stand on. */
export interface AutomationServices {
  schedules: ScheduleService
}

export interface AutomationRole extends AutomationServices {
  /** Begins to plan, to run and to tell. */
  start(): void
}

/** Connections to clouds, their machines, the schedules of those, and the workers that carry them out. */
export async function startAutomationRole(core: Core): Promise<AutomationRole> {
  const { config, clock, metrics } = core
  const db = await core.open('skykeep_automation')
  const scheduler = await core.open('skykeep_scheduler', 2)
  const keyRing = createKeyRing({ config, db, clock })
  core.onKeysChanged(() => keyRing.forget())
  const once = onceOnly({ db, keyRing, clock })
  const common = { db, audit: core.audit, clock, newId, keyRing, once }
  // What `apply_now` asks for begins a run.
  const schedules = scheduleService({ ...common, begin: async () => null })
  planMetrics(metrics, scheduler, clock)
  return { schedules, start: () => undefined }
}

export function automationRoleRoutes(app: App, role: AutomationServices): void {
  schedulesRoutes(app, role)
}
