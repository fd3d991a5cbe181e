import { NO_TEAM } from '../../auth/principal.ts'
import type { MachinePrincipal } from './machine-principal.ts'

/**
 * The command line. Anybody can say that they are it, since it keeps no secret: so every sign-in asks the person, and the code goes to
 * this machine only, at whatever port it listens (RFC 8252), or comes by a code that the person types.
 */
const commandLine: MachinePrincipal = {
  kind: 'client',
  id: 'skykeep-cli',
  name: 'Skykeep command line',
  team_id: NO_TEAM,
  active: true,
  permissions: new Set(),
  auth_method: 'none',
  jwks: null,
  certificate_thumbprints: [],
  expires_at: null,
  redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback'],
  device_flow: true,
  secret_hashes: [],
}

/** Programs of ours, which belong to no team and act in whichever the person is in. */
const ours: ReadonlyMap<string, MachinePrincipal> = new Map([[commandLine.id, commandLine]])

export const ourClient = (id: string): MachinePrincipal | undefined => ours.get(id)

export const isOurs = (id: string): boolean => ours.has(id)
