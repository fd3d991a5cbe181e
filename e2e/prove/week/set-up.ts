import { NewConnection } from '@skykeep/contract'
import { operatorOf } from '@skykeep/server/auth/principal'
import { readConfiguration } from '@skykeep/server/config/read'
import { newId } from '@skykeep/server/lib/new-id'
import { startAutomationRole } from '@skykeep/server/roles/automation'
import { createLog, startCore } from '@skykeep/server/runtime/core'
import type pg from 'pg'
import type { ClockHand } from './clock-hand.ts'
import { settingsOf } from './processes.ts'
import { schedulesOf } from './schedules.ts'
import { fileClock } from './simulated-clock.ts'
import type { Control } from './weather.ts'
import type { proofWorld } from './world.ts'

interface SetUp {
  folder: string
  appUrl: string
  setting: string
  hand: ClockHand
  world: ReturnType<typeof proofWorld>
  control: Control
  admin: pg.Pool
}

/** A team for each application, with a connection that passed its check, its machines read, and all schedules. Answers the certificates. */
export async function setUp({ folder, appUrl, setting, hand, world, control, admin }: SetUp): Promise<string[]> {
  const config = readConfiguration({ ...settingsOf(folder, appUrl, setting), SKYKEEP_LOG_LEVEL: 'silent' })
  const core = await startCore(config, createLog(config), 'http://127.0.0.1', fileClock(hand.path))
  const { connections, schedules, machines } = await startAutomationRole(core)
  const certificates: string[] = []
  for (const [n, { id, subscriptions }] of world.applications.entries()) {
    const team = newId()
    await admin.query('insert into directory.teams (team_id, name, created_at, updated_at) values ($1, $2, now(), now())', [
      team,
      `Team ${n}`,
    ])
    const caller = operatorOf(team, 'proof')
    const azure = { cloud: 'proof', tenant_id: world.spec.tenant_id, client_id: id, subscription_ids: subscriptions }
    const made = await connections.create(
      caller,
      NewConnection.parse({ name: 'Azure', provider: 'azure', azure, certificate: { bits: 2_048 } }),
    )
    const { pem } = await connections.certificate(caller, made.id, 'active')
    certificates.push(pem)
    await control('application', { id, certificates: [pem] })
    const check = await connections.check(caller, made.id)
    if (!check.ok)
      throw new Error(`The connection did not pass: ${JSON.stringify(check.scopes[0]?.missing.map(({ action }) => action))}`)
    const { rows } = await admin.query('select id, connection_id, scope from automation.lanes where connection_id = $1', [
      made.id,
    ])
    for (const lane of rows)
      await machines.sync(team, lane, await connections.session(team, made.id), AbortSignal.timeout(60_000))
    for (const schedule of schedulesOf()) await schedules.create(caller, schedule)
  }
  await core.stop()
  return certificates
}
