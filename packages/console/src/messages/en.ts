import { account } from './en/account.ts'
import { aircraft } from './en/aircraft.ts'
import { asked } from './en/asked.ts'
import { audit } from './en/audit.ts'
import { calendar } from './en/calendar.ts'
import { clients } from './en/clients.ts'
import { connections } from './en/connections.ts'
import { contacts } from './en/contacts.ts'
import { door } from './en/door.ts'
import { frame } from './en/frame.ts'
import { health } from './en/health.ts'
import { machines } from './en/machines.ts'
import { map } from './en/map.ts'
import { members } from './en/members.ts'
import { notifications } from './en/notifications.ts'
import { overview } from './en/overview.ts'
import { parts } from './en/parts.ts'
import { roles } from './en/roles.ts'
import { runs } from './en/runs.ts'
import { savings } from './en/savings.ts'
import { schedules } from './en/schedules.ts'
import { session } from './en/session.ts'
import { settings } from './en/settings.ts'
import { weather } from './en/weather.ts'

/** Every text of the console, one file for each area. */
export const en = {
  aircraft,
  account,
  asked,
  audit,
  calendar,
  clients,
  connections,
  contacts,
  door,
  frame,
  health,
  machines,
  map,
  members,
  notifications,
  overview,
  parts,
  roles,
  runs,
  savings,
  schedules,
  session,
  settings,
  weather,
}
