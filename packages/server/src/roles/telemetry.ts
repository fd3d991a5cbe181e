import type { StoredEvent } from '@skykeep/contract'
import { systemActor } from '../audit/fact.ts'
import { PENDING_INSERT } from '../audit/pending-row.ts'
import { BatchIds } from '../features/telemetry/batch-ids.ts'
import { Days } from '../features/telemetry/days.ts'
import { batchFacts } from '../features/telemetry/event-batch.ts'
import { GroupCommit } from '../features/telemetry/group-commit.ts'
import { LastPlaces } from '../features/telemetry/jumps.ts'
import { liveEvents } from '../features/telemetry/live-events.ts'
import { keepRetention } from '../features/telemetry/retention.ts'
import { streamRoutes } from '../features/telemetry/stream.routes.ts'
import { telemetryRoutes } from '../features/telemetry/telemetry.routes.ts'
import { type TelemetryService, telemetryService } from '../features/telemetry/telemetry.service.ts'
import { readLastPlaces } from '../features/telemetry/telemetry.store.ts'
import { groupWriter } from '../features/telemetry/write-group.ts'
import type { App } from '../http/app.ts'
import type { Identify } from '../http/identify.ts'
import { LiveStream } from '../lib/live-stream.ts'
import type { Core } from '../runtime/core.ts'

export interface TelemetryRole {
  telemetry: TelemetryService
  commits: GroupCommit
  live: LiveStream<StoredEvent>
  batchBodyLimitBytes: number
}

export async function startTelemetryRole(core: Core): Promise<TelemetryRole> {
  const { config, metrics, clock, audit } = core
  const db = await core.open('skykeep_telemetry')
  // Few statements, always the same: planning each of them anew cost PostgreSQL more than running it.
  const writers = await core.open('skykeep_telemetry', 6, { plan_cache_mode: 'force_generic_plan' })
  const live = new LiveStream(db, liveEvents)
  const places = new LastPlaces()
  const days = new Days(writers.pool)
  const ingest = systemActor('telemetry')
  const write = groupWriter({
    pool: writers.pool,
    ids: new BatchIds(writers.pool),
    days,
    places,
    now: () => clock.now(),
    async readPlaces(client, teamId, aircraftIds) {
      const found = await readLastPlaces(client, teamId, aircraftIds)
      for (const id of aircraftIds) places.seed(id, found.get(id) ?? null)
    },
    auditBatch: (client, batch, at) =>
      batchFacts(batch).map((fact) => client.query({ ...PENDING_INSERT, values: audit.row(ingest, batch.team_id, fact, at) })),
    onCommitted(teamIds) {
      metrics.telemetryFlushes.inc()
      live.wake(teamIds)
    },
  })
  const commits = new GroupCommit(write, config.SKYKEEP_TELEMETRY_QUEUE_EVENTS)
  metrics.gauge('telemetry_waiting_events', 'Events that wait for their group commit', () => commits.waitingEvents)
  metrics.gauge('telemetry_streams', 'Readers of the live stream', () => live.subscribers)
  core.onStop(() => commits.drained())
  core.onStop(() => live.stop())
  core.onStop(keepRetention({ retentionDays: config.SKYKEEP_TELEMETRY_RETENTION_DAYS, audit, log: core.log, db, days }))
  const outcomes = metrics.telemetryEvents
  return {
    commits,
    live,
    batchBodyLimitBytes: config.SKYKEEP_BATCH_BODY_LIMIT_BYTES,
    telemetry: telemetryService({
      db,
      commits,
      clock,
      config,
      counted: (outcome, events) => outcomes.inc({ outcome }, events),
    }),
  }
}

export function telemetryRoleRoutes(app: App, role: TelemetryRole, identify: Identify): void {
  telemetryRoutes(app, role)
  streamRoutes(app, { live: role.live, identify })
}
