/** The generator as a process of its own: one JSON order a line on standard input, one JSON result a line on standard output. */
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import { type Load, load, request } from './generator.ts'

export interface Order {
  port: number
  path: string
  connections: number
  seconds: number
  rate?: number
  /** Events in a request; 1 is a single call. */
  batch: number
  form: 'json' | 'ndjson'
  senders: { aircraft_id: string; token: string | null }[]
}

let n = 0
let clock = Date.now() - 6 * 86_400_000

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as Order
  process.stdout.write(`${JSON.stringify(await load(loadOf(order)))}\n`)
}

function loadOf({ port, path, connections, seconds, rate, batch, form, senders }: Order): Load {
  let turn = 0
  return {
    port,
    connections,
    seconds,
    ...(rate !== undefined && { rate }),
    next() {
      const { aircraft_id, token } = senders[turn++ % senders.length]!
      const events = Array.from({ length: batch }, () => event(aircraft_id))
      const body =
        batch === 1 && path.endsWith('ingest') ? events[0]! : form === 'json' ? `[${events.join(',')}]` : events.join('\n')
      const headers = {
        'content-type': form === 'json' ? 'application/json' : 'application/x-ndjson',
        ...(token !== null && { authorization: `Bearer ${token}` }),
      }
      return request('POST', path, headers, body)
    },
  }
}

/** About 300 bytes, as an aircraft would send: position, speed, altitude, climb, track, callsign. */
function event(aircraftId: string): string {
  n++
  clock += 5
  const ts = new Date(clock).toISOString()
  const lat = (46 + (n % 10_000) / 10_000).toFixed(5)
  return `{"aircraft_id":"${aircraftId}","event_id":"${randomUUID()}","ts":"${ts}","metrics":{"speed":811.4,"altitude":${30_000 + (n % 5_000)},"vertical_rate":-64,"track":${(n % 3_600) / 10},"callsign":"SKY${n % 1_000}","on_ground":false,"gps":{"lat":${lat},"lon":8.54917}}}`
}
