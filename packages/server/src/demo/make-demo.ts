import { fleet } from '@skykeep/simulator'
import type { Logger } from 'pino'
import { operatorOf } from '../auth/principal.ts'
import type { IdentityRole } from '../roles/identity.ts'
import type { DemoCredential } from './fly-demo.ts'

const TEAM = 'Demo team'
const SEED = 2_026

export interface Demo {
  team_id: string
  client_id: string
  client_secret: string
}

/** Makes the demo team and a client with the owner's permissions, on an installation that has no team yet. Null when there are teams. */
export async function makeDemoTeam({ teams, clients }: IdentityRole, log: Logger): Promise<Demo | null> {
  if ((await teams.all()).length > 0) return null
  const team = await teams.found({ name: TEAM }, 'first start')
  const client = await clients.create(operatorOf(team.id, 'first start'), {
    name: 'First start',
    roles: ['owner'],
    permissions: [],
    auth_method: 'client_secret',
    redirect_uris: [],
    device_flow: false,
  })
  log.info({ team: team.id }, 'a demo team was made: SKYKEEP_DEMO=false or --no-demo starts without one')
  return { team_id: team.id, client_id: client.client_id, client_secret: client.client_secret! }
}

/** The demo team's aircraft, registered once; each start gives them new secrets, so that none has to be kept. */
export async function enlistDemoFleet({ aircraft }: IdentityRole, teamId: string, count: number): Promise<DemoCredential[]> {
  const caller = operatorOf(teamId, 'demo fleet')
  const known = await aircraft.list(caller, { limit: 200 })
  const credentials: DemoCredential[] = []
  for (const simulated of fleet({ seed: SEED, count })) {
    const { registration, icao24, type, tier } = simulated
    const found = known.items.find((one) => one.registration === registration)
    const one = found ?? (await aircraft.create(caller, { registration, icao24, name: type, tier, backfill: false }))
    if (one.status !== 'active') continue
    const { client_secret } = await aircraft.newSecret(caller, one.id)
    credentials.push({ aircraft_id: one.id, client_secret, aircraft: simulated })
  }
  return credentials
}
