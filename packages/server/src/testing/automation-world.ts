import { randomBytes } from 'node:crypto'
import { type Permission, permissionNames } from '@skykeep/contract'
import { KeyRing } from '@skykeep/keyring'
import { memoryRootKey } from '@skykeep/keyring/testing/memory-root-key'
import pg from 'pg'
import { createAudit } from '../audit/audit.ts'
import { auditSeal } from '../audit/seal.ts'
import type { Caller, Principal } from '../auth/principal.ts'
import type { CloudProvider } from '../cloud/cloud-provider.ts'
import { openPool } from '../db/pool.ts'
import { openDatabase } from '../db/tenancy.ts'
import { ConnectionCare } from '../features/connections/connection-care.ts'
import { connectionsRoutes } from '../features/connections/connections.routes.ts'
import { type ConnectionEvent, connectionService } from '../features/connections/connections.service.ts'
import { machinesRoutes } from '../features/machines/machines.routes.ts'
import { type MachineEvent, type ManualChange, machineService } from '../features/machines/machines.service.ts'
import { dataKeyStore } from '../keys/data-key-store.ts'
import { newId } from '../lib/new-id.ts'
import { onceOnly } from '../lib/once-only.ts'
import { testDatabase } from './database.ts'
import { testApp } from './http.ts'
import { PretendCloud } from './pretend-cloud.ts'

export type AutomationWorld = Awaited<ReturnType<typeof automationWorld>>

/**
 * Connections and machines behind the real pipeline, on a real database with real keys. Authentication is pretended, and so is the cloud
 * unless another one is handed in.
 */
export async function automationWorld(clouds?: CloudProvider) {
  const database = await testDatabase()
  const pool = openPool({ url: database.appUrl, role: 'skykeep_automation', applicationName: 'skykeep test', max: 8 })
  const schedulerPool = openPool({ url: database.appUrl, role: 'skykeep_scheduler', applicationName: 'skykeep test', max: 2 })
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 2 })
  // A closing connection can be cut by the drop of the database, in the pool or on its way out of it.
  admin.on('connect', (client) => client.on('error', () => {}))
  admin.on('error', () => {})
  const db = openDatabase({ pool })
  const scheduler = openDatabase({ pool: schedulerPool })
  const clock = { aheadMs: 0, now: () => new Date(Date.now() + clock.aheadMs) }
  const root = memoryRootKey()
  const keyRing = new KeyRing({ root, store: dataKeyStore(db), clock })
  const audit = createAudit({ seal: auditSeal([randomBytes(32)]), clock })
  const cloud = new PretendCloud()
  const told: (ConnectionEvent | MachineEvent)[] = []
  const manual: ManualChange[] = []
  const replanned: string[] = []
  const http = testApp()
  const common = {
    ...{ db, audit, clock, newId, keyRing, once: onceOnly({ db, keyRing, clock }), metrics: http.metrics },
    clouds: { azure: clouds ?? cloud, aws: clouds ?? cloud },
    tell: async (_tx: unknown, event: ConnectionEvent | MachineEvent) => void told.push(event),
    replan: async (_tx: unknown, { machine_ids }: { machine_ids: string[] }) => void replanned.push(...machine_ids),
  }
  const connections = connectionService(common)
  const machines = machineService({
    ...common,
    onManualChange: async (_tx, change) => void manual.push(change),
    wantedNow: async () => new Map(),
    noteFailure: connections.noteFailure,
  })
  const care = new ConnectionCare({ ...common, scheduler, connections, log: http.app.log as never })
  connectionsRoutes(http.app, { connections })
  machinesRoutes(http.app, { machines })
  await http.app.ready()

  const principalOf = (team_id: string, permissions: Iterable<Permission>): Principal => ({
    ...{ kind: 'client', id: newId(), team_id, token_id: newId(), thumbprint: null },
    permissions: new Set(permissions),
  })

  return {
    ...http,
    ...{ database, db, scheduler, admin, clock, root, keyRing, audit, cloud, connections, machines, care },
    /** What was told, in order; of teams of other tests too. */
    told,
    /** Changes by hand to which the schedule was asked to react. */
    manual,
    /** Machines whose plans were computed anew. */
    replanned,

    /** A new team, and callers with these permissions in it. */
    async team() {
      const id = newId()
      await admin.query('insert into directory.teams (team_id, name, created_at, updated_at) values ($1, $2, now(), now())', [
        id,
        `Team ${id}`,
      ])
      const may = (...permissions: Permission[]) => http.as(principalOf(id, permissions))
      const caller: Caller = { ...principalOf(id, permissionNames), trace_id: null, address: null }
      return { id, may, owner: may(...permissionNames), caller }
    },

    /** The entries of a team in the audit trail, as they wait for their place. */
    async entriesOf(teamId: string): Promise<{ action: string; outcome: string; details: Record<string, unknown> }[]> {
      const { rows } = await admin.query('select draft from audit.pending where team_id = $1 order by id', [teamId])
      return rows.map(({ draft }) => JSON.parse(draft))
    },

    /** The lanes of a connection, as workers take them. */
    async lanesOf(connectionId: string) {
      const { rows } = await admin.query('select * from automation.lanes where connection_id = $1 order by scope', [connectionId])
      return rows as {
        id: string
        connection_id: string
        scope: string
        sync_due_at: Date | null
        last_failure: { reason: string } | null
      }[]
    },

    async close(): Promise<void> {
      await http.app.close()
      await Promise.all([pool.end(), schedulerPool.end(), admin.end()])
      await database.drop()
    },
  }
}

/** The body that makes a connection to Azure. A key of 2048 bits is made ten times as fast. */
export const anAzureConnection = (more: object = {}, azure: object = {}) => ({
  name: `Azure ${newId()}`,
  provider: 'azure',
  azure: { tenant_id: newId(), client_id: newId(), ...azure },
  certificate: { bits: 2_048 },
  ...more,
})
