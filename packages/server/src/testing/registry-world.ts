import { randomBytes } from 'node:crypto'
import { type Permission, permissionNames, permissionsOf } from '@skykeep/contract'
import { KeyRing } from '@skykeep/keyring'
import { memoryRootKey } from '@skykeep/keyring/testing/memory-root-key'
import pg from 'pg'
import { createAudit } from '../audit/audit.ts'
import { auditSeal } from '../audit/seal.ts'
import type { Caller, Principal } from '../auth/principal.ts'
import { openPool } from '../db/pool.ts'
import { openDatabase } from '../db/tenancy.ts'
import { activityRoutes } from '../features/activity/activity.routes.ts'
import { activityService } from '../features/activity/activity.service.ts'
import { aircraftRoutes } from '../features/aircraft/aircraft.routes.ts'
import { aircraftService } from '../features/aircraft/aircraft.service.ts'
import { clientsRoutes } from '../features/clients/clients.routes.ts'
import { clientService } from '../features/clients/clients.service.ts'
import { credentialService } from '../features/credentials/credentials.service.ts'
import { pkiRoutes } from '../features/credentials/pki.routes.ts'
import { pkiService } from '../features/credentials/pki.service.ts'
import { proofService } from '../features/credentials/proofs.service.ts'
import { invitationService } from '../features/members/invitations.service.ts'
import { membersRoutes } from '../features/members/members.routes.ts'
import { memberService } from '../features/members/members.service.ts'
import { rolesRoutes } from '../features/roles/roles.routes.ts'
import { roleService } from '../features/roles/roles.service.ts'
import { teamsRoutes } from '../features/teams/teams.routes.ts'
import { teamService } from '../features/teams/teams.service.ts'
import { dataKeyStore } from '../keys/data-key-store.ts'
import { installationAuthority } from '../keys/installation-authority.ts'
import { newId } from '../lib/new-id.ts'
import { onceOnly } from '../lib/once-only.ts'
import { ORIGIN } from './bare-app.ts'
import { testDatabase } from './database.ts'
import { testApp } from './http.ts'
import { Mailbox } from './mailbox.ts'
import { people } from './people.ts'

export type RegistryWorld = Awaited<ReturnType<typeof registryWorld>>

interface Entry {
  action: string
  actor: { type: string; id: string }
  resource: { type: string; id: string } | null
  reason: string | null
  details: Record<string, unknown>
}

/** Teams, clients and aircraft behind the real pipeline, on a real database with real keys. Only authentication is pretended. */
export async function registryWorld() {
  const database = await testDatabase()
  // As many connections as the program has by default: what could wait for itself must do so here too.
  const pool = openPool({ url: database.appUrl, role: 'skykeep_identity', applicationName: 'skykeep test', max: 8 })
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 2 })
  // A closing connection can be cut by the drop of the database, in the pool or on its way out of it.
  admin.on('connect', (client) => client.on('error', () => {}))
  admin.on('error', () => {})
  const db = openDatabase({ pool })
  const clock = { aheadMs: 0, now: () => new Date(Date.now() + clock.aheadMs) }
  const root = memoryRootKey()
  const keyRing = new KeyRing({ root, store: dataKeyStore(db), clock })
  const seal = auditSeal([randomBytes(32)])
  const audit = createAudit({ seal, clock })
  const installation = await installationAuthority({ db, audit, keyRing, clock })
  const once = onceOnly({ db, keyRing, clock })
  const credentials = credentialService({ db, audit, keyRing, installation, clock, newId })
  const members = memberService({ db, audit, clock })
  const mailbox = new Mailbox()
  const needs = { db, audit, clock, newId, once, credentials, keyRing, installation, members, mail: mailbox, origin: ORIGIN }
  const services = {
    members,
    invitations: invitationService(needs),
    roles: roleService(needs),
    activity: activityService(needs),
    teams: teamService(needs),
    clients: clientService(needs),
    aircraft: aircraftService(needs),
    pki: pkiService(needs),
    proofs: proofService(needs),
  }
  const http = testApp()
  teamsRoutes(http.app, services)
  membersRoutes(http.app, services)
  rolesRoutes(http.app, services)
  activityRoutes(http.app, services)
  clientsRoutes(http.app, services)
  aircraftRoutes(http.app, services)
  pkiRoutes(http.app, services)
  await http.app.ready()

  const principalOf = (team_id: string, permissions: Iterable<Permission>): Principal => ({
    kind: 'client',
    id: newId(),
    team_id,
    permissions: new Set(permissions),
    token_id: newId(),
    thumbprint: null,
  })

  return {
    ...services,
    ...http,
    ...people({ db, admin, http, clock }),
    /** A machine of a team, with these permissions. */
    machineIn: (team_id: string, permissions: Iterable<Permission>) => http.as(principalOf(team_id, permissions)),
    mailbox,
    database,
    seal,
    audit,
    db,
    admin,
    clock,
    root,
    keyRing,
    once,
    credentials,
    installation,

    /** A new team, and callers with these permissions in it. */
    async team() {
      const { id } = await services.teams.found({ name: `Team ${newId()}` }, 'test')
      const may = (...permissions: Permission[]) => http.as(principalOf(id, permissions))
      const callerWith = (...permissions: Permission[]): Caller => ({
        ...principalOf(id, permissions),
        trace_id: null,
        address: null,
      })
      return {
        id,
        may,
        callerWith,
        owner: may(...permissionsOf(['owner'])),
        ownerCaller: callerWith(...permissionsOf(['owner'])),
        everything: callerWith(...permissionNames),
      }
    },

    /** The entries of a team in the audit trail, as they wait for their place. */
    async entriesOf(team_id: string): Promise<Entry[]> {
      const { rows } = await admin.query('select draft from audit.pending where team_id = $1 order by id', [team_id])
      return rows.map(({ draft }) => JSON.parse(draft))
    },

    /** What the other processes were told about these subjects. */
    async signalsAbout(...subjects: string[]): Promise<string[]> {
      const { rows } = await admin.query('select kind from identity.signals where subject = any($1) order by id', [subjects])
      return rows.map(({ kind }) => kind)
    },

    async close(): Promise<void> {
      await http.app.close()
      await Promise.all([pool.end(), admin.end()])
      await database.drop()
    },
  }
}
