/**
 * What the product is measured against: `node:http` and the same group-commit insert, and nothing else. No token, no permission, no
 * schema, no fingerprint of canonical text, no row-level security (it connects as the superuser), no audit. Prints its port.
 */

import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { BatchIds } from '@skykeep/server/features/telemetry/batch-ids'
import { Days } from '@skykeep/server/features/telemetry/days'
import { GroupCommit } from '@skykeep/server/features/telemetry/group-commit'
import { microsOf } from '@skykeep/server/features/telemetry/instants'
import { LastPlaces } from '@skykeep/server/features/telemetry/jumps'
import type { PreparedEvent } from '@skykeep/server/features/telemetry/prepare-event'
import { groupWriter } from '@skykeep/server/features/telemetry/write-group'
import { sha256 } from '@skykeep/server/lib/sha256'
import pg from 'pg'

const [url = '', team = ''] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString: url, max: 6, pipeline: true, options: '-c plan_cache_mode=force_generic_plan' })
const places = new LastPlaces()
const write = groupWriter({
  pool,
  ids: new BatchIds(pool),
  days: new Days(pool),
  places,
  now: () => new Date(),
  readPlaces: async (_client, _team, ids) => {
    for (const id of ids) places.seed(id, null)
  },
  auditBatch: null,
})
const commits = new GroupCommit(write, 20_000)

const server = http.createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', async () => {
    const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
    const parsed = JSON.parse(body.toString()) as Event | Event[]
    const events = Array.isArray(parsed) ? parsed : [parsed]
    const outcomes = await commits.submit(events.map((event) => prepared(event, body)))
    const answer = JSON.stringify(Array.isArray(parsed) ? outcomes : { status: outcomes[0], event_id: events[0]!.event_id })
    response.writeHead(Array.isArray(parsed) ? 200 : 201, { 'content-type': 'application/json', 'content-length': answer.length })
    response.end(answer)
  })
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
process.stdin.on('close', () => process.exit()).resume()

interface Event {
  aircraft_id: string
  event_id: string
  ts: string
  metrics: Pick<PreparedEvent, 'speed' | 'altitude' | 'vertical_rate' | 'track' | 'callsign' | 'on_ground'> & {
    gps: { lat: number; lon: number }
  }
}

function prepared({ aircraft_id, event_id, ts, metrics: { gps, ...metrics } }: Event, body: Buffer): PreparedEvent {
  return {
    team_id: team,
    aircraft_id,
    event_id,
    ts: microsOf(ts),
    fingerprint: sha256(body),
    ...metrics,
    lat_e4: Math.round(gps.lat * 10_000),
    lon_e4: Math.round(gps.lon * 10_000),
    extra: null,
  }
}
