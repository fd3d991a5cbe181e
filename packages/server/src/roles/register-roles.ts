import type { App } from '../http/app.ts'
import type { Identify } from '../http/identify.ts'
import { type AutomationServices, automationRoleRoutes } from './automation.ts'
import { type ContactsServices, contactsRoleRoutes } from './contacts.ts'
import { type IdentityServices, identityRoleRoutes } from './identity.ts'
import { type TelemetryRole, telemetryRoleRoutes } from './telemetry.ts'
import { type WeatherRole, weatherRoleRoutes } from './weather.ts'

/** The roles that a process has; what is missing is served by another process. */
export interface RoleServices {
  identity?: IdentityServices | undefined
  telemetry?: TelemetryRole | undefined
  automation?: AutomationServices | undefined
  weather?: WeatherRole | undefined
  contacts?: ContactsServices | undefined
  /** For streams, which ask again and again, and for pages that anybody may see. */
  identify: Identify
}

/** Puts the routes of the present roles behind the pipeline. */
export function registerRoles(app: App, { identity, telemetry, automation, weather, contacts, identify }: RoleServices): void {
  if (identity) identityRoleRoutes(app, identity, identify)
  if (telemetry) telemetryRoleRoutes(app, telemetry, identify)
  if (automation) automationRoleRoutes(app, automation, identify)
  if (weather) weatherRoleRoutes(app, weather)
  if (contacts) contactsRoleRoutes(app, contacts)
}
