import { type Permission, permissionNames } from '@skykeep/contract'
import { KeyRing } from '@skykeep/keyring'
import type { Audit } from '../../../audit/audit.ts'
import type { Caller, Principal } from '../../../auth/principal.ts'
import { openPool } from '../../../db/pool.ts'
import { type Database, openDatabase } from '../../../db/tenancy.ts'
import type { App } from '../../../http/app.ts'
import { dataKeyStore } from '../../../keys/data-key-store.ts'
import { type Clock, newId } from '../../../lib/new-id.ts'
import { onceOnly } from '../../../lib/once-only.ts'
import { testApp } from '../../../testing/http.ts'
import { registryWorld } from '../../../testing/registry-world.ts'
import type { NewRun } from '../due-plan.ts'
import { schedulesRoutes } from '../schedules.routes.ts'
import { scheduleService } from '../schedules.service.ts'

export type ScheduleWorld = Awaited<ReturnType<typeof scheduleWorld>>

export interface NewMachine {
  name?: string
  connection_id?: string
  lane_id?: string
  resource_group?: string | null
  tags?: Record<string, string>
  power?: string
  managed_by?: string | null
  can_hibernate?: boolean
}

/** A Thursday morning in winter, 09:00 in Paris. */
const START = Date.parse('2026-11-26T08:00:00Z')

/** `more`: routes of other features that stand on schedules. Schedules behind the real pipeline, on a real database as the role automation; the clock stands until it is moved. */
export async function scheduleWorld(more: (app: App, needs: { db: Database; audit: Audit; clock: Clock }) => void = () => {}) {
  const registry = await registryWorld()
  const { database, admin, audit, root } = registry
  const pool = openPool({ url: database.appUrl, role: 'skykeep_automation', applicationName: 'skykeep test', max: 8 })
  const db = openDatabase({ pool })
  const clock = {
    at: START,
    now: () => new Date(clock.at),
    set: (instant: string) => {
      clock.at = Date.parse(instant)
    },
  }
  const keyRing = new KeyRing({ root, store: dataKeyStore(db), clock: { now: () => new Date() } })
  const once = onceOnly({ db, keyRing, clock })
  const begun: NewRun[] = []
  const schedules = scheduleService({
    ...{ db, audit, clock, newId, once },
    begin: async (_tx, run) => {
      begun.push(run)
      return { run_id: newId() }
    },
  })
  const http = testApp()
  schedulesRoutes(http.app, { schedules })
  more(http.app, { db, audit, clock })
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
    ...http,
    registry,
    schedules,
    db,
    admin,
    clock,
    /** What was asked to be begun. */
    begun,

    async team() {
      const { id } = await registry.team()
      const connection = newId()
      const lane = newId()
      await admin.query(
        `insert into automation.connections (team_id, id, name, provider, settings, care_due_at, created_at, updated_at)
         values ($1, $2, 'Azure', 'azure', '{}', now(), now(), now())`,
        [id, connection],
      )
      await admin.query(
        `insert into automation.lanes (team_id, id, connection_id, scope, sync_due_at) values ($1, $2, $3, 'one', now())`,
        [id, lane, connection],
      )
      const may = (...permissions: Permission[]) => http.as(principalOf(id, permissions))
      return {
        id,
        connection,
        lane,
        may,
        owner: may(...permissionNames),
        caller: { ...principalOf(id, permissionNames), trace_id: null, address: null } satisfies Caller,
        as: <T>(work: Parameters<typeof db.asTeam<T>>[1]) => db.asTeam(id, work),
        entries: async (type: string) => (await registry.entriesOf(id)).filter(({ resource }) => resource?.type === type),
        plans: async () => {
          const { rows } = await admin.query('select * from automation.plans where team_id = $1 order by machine_id', [id])
          return rows
        },

        async machine(machine: NewMachine = {}): Promise<string> {
          const machineId = newId()
          const { name = `m-${machineId.slice(-6)}`, resource_group = null, tags = {}, power = 'deallocated' } = machine
          await admin.query(
            `insert into automation.machines (team_id, id, connection_id, lane_id, provider_id, shown_id, incarnation, name,
               resource_group, region, size, os, tags, managed_by, can_hibernate, power, power_read_at, power_since, first_seen_at)
             values ($1, $2::uuid, $3, $4, $2::text, $2::text, $2::text, $5, $6, 'westeurope', 'D2', 'linux', $7, $8, $9, $10, now(), now(), now())`,
            [
              ...[id, machineId, machine.connection_id ?? connection, machine.lane_id ?? lane, name, resource_group],
              ...[JSON.stringify(tags), machine.managed_by ?? null, machine.can_hibernate ?? false, power],
            ],
          )
          return machineId
        },
      }
    },

    async close(): Promise<void> {
      await http.app.close()
      await pool.end()
      await registry.close()
    },
  }
}

export const officeHours = {
  time_zone: 'Europe/Paris',
  weekly: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], start: '08:00', end: '18:30' }],
}

/** A body for POST /schedules. */
export const aSchedule = (targets: object, more: object = {}) => ({ name: `S ${newId()}`, ...officeHours, targets, ...more })
