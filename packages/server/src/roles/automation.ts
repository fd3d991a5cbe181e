import type { App } from '../http/app.ts'
import { createKeyRing } from '../keys/create-key-ring.ts'
import { newId } from '../lib/new-id.ts'
import { onceOnly } from '../lib/once-only.ts'
import type { Core } from '../runtime/core.ts'

/** What the routes of the role stand on. */
export type AutomationServices = object

export interface AutomationRole extends AutomationServices {
  /** Begins to plan, to run and to tell. */
  start(): void
}

/** Connections to clouds, their machines, the schedules of those, and the workers that carry them out. */
export async function startAutomationRole(core: Core): Promise<AutomationRole> {
  const { config, clock } = core
  const db = await core.open('skykeep_automation')
  const keyRing = createKeyRing({ config, db, clock })
  core.onKeysChanged(() => keyRing.forget())
  const once = onceOnly({ db, keyRing, clock })
  const common = { db, audit: core.audit, clock, newId, keyRing, once }
  void common
  return { start: () => undefined }
}

export function automationRoleRoutes(_app: App, _role: AutomationServices): void {}
