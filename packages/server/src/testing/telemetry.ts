import { TelemetryEvent } from '@skykeep/contract'
import { createAudit } from '../audit/audit.ts'
import { systemActor } from '../audit/fact.ts'
import { PENDING_INSERT } from '../audit/pending-row.ts'
import { auditSeal } from '../audit/seal.ts'
import { openPool } from '../db/pool.ts'
import { type Database, openDatabase } from '../db/tenancy.ts'
import { BatchIds } from '../features/telemetry/batch-ids.ts'
import { Days } from '../features/telemetry/days.ts'
import { batchFacts } from '../features/telemetry/event-batch.ts'
import { GroupCommit } from '../features/telemetry/group-commit.ts'
import { LastPlaces } from '../features/telemetry/jumps.ts'
import { type PreparedEvent, prepareEvent } from '../features/telemetry/prepare-event.ts'
import { readLastPlaces } from '../features/telemetry/telemetry.store.ts'
import { groupWriter } from '../features/telemetry/write-group.ts'
import { newId, systemClock } from '../lib/new-id.ts'
import { type TestDatabase, testDatabase } from './database.ts'

/** The write path of telemetry on a real database, without HTTP in front of it. */
export interface TelemetryBench {
  database: TestDatabase
  db: Database
  commits: GroupCommit
  close(): Promise<void>
}

export async function telemetryBench(queueEventsMax = 20_000): Promise<TelemetryBench> {
  const database = await testDatabase()
  const pool = openPool({ url: database.appUrl, role: 'skykeep_telemetry', applicationName: 'skykeep test', max: 6 })
  const audit = createAudit({ seal: auditSeal([new Uint8Array(32).fill(7)]), clock: systemClock })
  const places = new LastPlaces()
  const write = groupWriter({
    pool,
    ids: new BatchIds(pool),
    days: new Days(pool),
    places,
    now: () => new Date(),
    async readPlaces(client, teamId, aircraftIds) {
      const found = await readLastPlaces(client, teamId, aircraftIds)
      for (const id of aircraftIds) places.seed(id, found.get(id) ?? null)
    },
    auditBatch: (client, batch, at) =>
      batchFacts(batch).map((fact) =>
        client.query({ ...PENDING_INSERT, values: audit.row(systemActor('telemetry'), batch.team_id, fact, at) }),
      ),
  })
  return {
    database,
    db: openDatabase({ pool }),
    commits: new GroupCommit(write, queueEventsMax),
    async close() {
      await pool.end()
      await database.drop()
    },
  }
}

/** An event as an aircraft would send it. */
export function anEvent(more: Record<string, unknown> = {}, metrics: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    aircraft_id: newId(),
    event_id: newId(),
    ts: new Date().toISOString(),
    metrics: { speed: 812.5, altitude: 35_000, gps: { lat: 48.8566, lon: 2.3522 }, ...metrics },
    ...more,
  }
}

export const preparedEvent = (teamId: string, received: Record<string, unknown>): PreparedEvent =>
  prepareEvent(teamId, TelemetryEvent.parse(received), received)
