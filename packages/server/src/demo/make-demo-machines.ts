import { NewConnection, NewNotificationRule, NewSchedule } from '@skykeep/contract'
import type { Caller } from '../auth/principal.ts'
import { operatorOf } from '../auth/principal.ts'
import type { AutomationServices } from '../roles/automation.ts'
import type { DemoAzure } from './demo-azure.ts'
import { DEMO_CLOUD } from './demo-azure.ts'

type Services = Pick<AutomationServices, 'connections' | 'schedules' | 'notifications'>

/** A connection of the demo team to the pretended Azure, that passed its check, with schedules and with somebody to tell. */
export async function makeDemoMachines(
  services: Services,
  azure: DemoAzure,
  teamId: string,
  owner: string | null,
): Promise<void> {
  const caller = operatorOf(teamId, 'first start')
  const made = await services.connections.create(
    caller,
    NewConnection.parse({
      name: 'Pretended Azure',
      provider: 'azure',
      azure: { cloud: DEMO_CLOUD, tenant_id: azure.tenantId, client_id: azure.clientId },
    }),
  )
  await connect(services, azure, caller, made.id)
  for (const schedule of demoSchedules) await services.schedules.create(caller, NewSchedule.parse(schedule))
  if (owner === null) return
  const events = [
    'machine.before_stop',
    'machine.failed',
    'machine.late',
    'machine.recovered',
    'machine.manual_change',
    'connection.failing',
  ]
  const rule = { name: 'What the owner is told', events, channel: { type: 'email', to: [owner] } }
  await services.notifications.rules.create(caller, NewNotificationRule.parse(rule))
}

/** The pretended Azure forgets what it was told between two starts: it is told the certificate and the role again. */
export async function reconnectDemoMachines({ connections }: Services, azure: DemoAzure, teamId: string): Promise<void> {
  const caller = operatorOf(teamId, 'demo')
  const { items } = await connections.list(caller, { limit: 200 })
  const own = items.find((one) => one.azure?.cloud === DEMO_CLOUD && one.azure.client_id === azure.clientId)
  if (own) await connect({ connections }, azure, caller, own.id)
}

async function connect(
  { connections }: Pick<Services, 'connections'>,
  azure: DemoAzure,
  caller: Caller,
  id: string,
): Promise<void> {
  const { pem } = await connections.certificate(caller, id, 'active')
  await azure.register(pem)
  const before = await connections.check(caller, id)
  if (before.scopes.every(({ missing }) => missing.length === 0)) return
  await azure.grant(before.custom_role)
  await connections.check(caller, id)
}

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri']
const halfHours = Array.from({ length: 24 }, (_, hour) => {
  const text = String(hour).padStart(2, '0')
  return { days: [...weekdays, 'sat', 'sun'], start: `${text}:00`, end: `${text}:30` }
})

const demoSchedules = [
  {
    name: 'Simulation: office hours',
    time_zone: 'Europe/Paris',
    weekly: [{ days: weekdays, start: '07:30', end: '19:00' }],
    exceptions: [{ from: '2026-12-24', to: '2027-01-01', state: 'off' }],
    targets: { tags: { env: 'dev' } },
    mode: 'hibernate',
    notify: { before_stop_minutes: 30 },
  },
  {
    name: 'Crew training: two shifts',
    time_zone: 'America/New_York',
    weekly: [
      { days: weekdays, start: '06:00', end: '14:00' },
      { days: ['sat'], start: '08:00', end: '12:00' },
    ],
    targets: { tags: { env: 'training' } },
    on_manual_change: { policy: 'keep_for', minutes: 120 },
  },
  {
    name: 'Nightly builds',
    time_zone: 'UTC',
    weekly: [{ days: [...weekdays, 'sat', 'sun'], start: '22:00', end: '04:00' }],
    targets: { tags: { env: 'test' } },
  },
  {
    name: 'Reports: the first half of each hour',
    time_zone: 'UTC',
    weekly: halfHours,
    targets: { tags: { owner: 'finance' } },
  },
]
