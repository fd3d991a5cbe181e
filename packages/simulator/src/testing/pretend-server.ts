import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { NewAircraft } from '../client.ts'
import type { TelemetryEvent } from '../event.ts'

/** How an answer goes wrong: the connection is lost before or after the work is done, or the server refuses. */
export type Mishap = 'drop' | 'drop after' | { status: number; retryAfter?: string; code?: string }
export type Seen = { method: string; path: string; count: number; authorized: boolean }

export type PretendServer = {
  url: string
  port: number
  /** Every request, as `POST /telemetry/batches`. */
  calls: string[]
  aircraft: Map<string, NewAircraft>
  stored: Map<string, TelemetryEvent>
  /** Requests of one aircraft that were under way at the same time, at most; the operator's do not count. */
  together: () => number
  mishap: (seen: Seen) => Mishap | undefined
  /** What is stored of an event that is answered with 201: another one, or nothing, is a lie that only reading back reveals. */
  keeps: (event: TelemetryEvent) => TelemetryEvent | undefined
  eventMishap: (event: TelemetryEvent) => { status: number; code: string } | undefined
  revokeTokens(): void
  close(): Promise<void>
}

export const operatorCredential = { client_id: 'operator', client_secret: 'a secret of the test' }

const members = new Set(
  'speed altitude outside_temp gps vertical_rate track callsign squawk on_ground fuel cabin_altitude engines'.split(' '),
)

/** The smallest server that keeps the public contract, in memory, and can be told to misbehave. */
export async function pretendServer(tls?: ServerOptions, port = 0): Promise<PretendServer> {
  const tokens = new Map<string, string>()
  const secrets = new Map<string, string>([[operatorCredential.client_id, operatorCredential.client_secret]])
  const underWay = new Map<string, number>()
  let together = 0

  const listener = (request: IncomingMessage, response: ServerResponse) => void serve(request, response)
  const server = tls ? createSecureServer(tls, listener) : createServer(listener)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address() as AddressInfo

  const it: PretendServer = {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${address.port}`,
    port: address.port,
    calls: [],
    aircraft: new Map(),
    stored: new Map(),
    together: () => together,
    mishap: () => undefined,
    keeps: (event) => event,
    eventMishap: () => undefined,
    revokeTokens: () => tokens.clear(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://any')
    const name = `${request.method} ${url.pathname}`
    it.calls.push(name)
    const principal = tokens.get(request.headers.authorization?.replace('Bearer ', '') ?? '')
    const count = it.calls.filter((call) => call === name).length
    const mishap = it.mishap({ method: request.method ?? '', path: url.pathname, count, authorized: principal !== undefined })
    const body = await text(request).catch(() => '')
    if (mishap === 'drop') return void response.destroy()
    if (typeof mishap === 'object') return refuse(response, mishap.status, mishap.code ?? 'MISHAP', mishap.retryAfter)
    if (principal && it.aircraft.has(principal)) together = Math.max(together, add(underWay, principal, 1))
    await new Promise((resolve) => setImmediate(resolve))
    const [status, answer] = answerTo(name, url, body, request, principal)
    if (principal && it.aircraft.has(principal)) add(underWay, principal, -1)
    if (mishap === 'drop after') return void response.destroy()
    if (status >= 400) return refuse(response, status, String((answer as { code: string }).code))
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  }

  function answerTo(name: string, url: URL, body: string, request: IncomingMessage, principal?: string): [number, unknown] {
    if (name === 'POST /oauth/token') {
      const form = new URLSearchParams(body)
      return form.get('grant_type') === 'client_credentials'
        ? grant(form.get('client_id'), form.get('client_secret'))
        : [400, { code: 'x' }]
    }
    if (name === 'POST /auth/token') {
      const { aircraft_id, client_secret } = JSON.parse(body) as Record<string, string>
      return grant(aircraft_id, client_secret)
    }
    if (!principal) return [401, { code: 'UNAUTHENTICATED' }]
    if (name === 'POST /aircraft') return register(JSON.parse(body) as NewAircraft)
    if (name === 'GET /aircraft') return [200, { items: found(url.searchParams.get('registration')) }]
    const secretOf = /^POST \/aircraft\/(.+)\/secret$/.exec(name)?.[1]
    if (secretOf) {
      secrets.set(secretOf, randomUUID())
      return [201, { client_secret: secrets.get(secretOf) }]
    }
    if (name === 'POST /telemetry/ingest') {
      const result = ingest(JSON.parse(body) as TelemetryEvent, principal)
      return [result.status, result]
    }
    if (name === 'POST /telemetry/batches') return batch(body, request, principal)
    if (name === 'GET /telemetry/counts') return [200, { items: counts(url) }]
    if (name === 'GET /telemetry/events') return [200, page(url)]
    return [404, { code: 'NOT_FOUND' }]
  }

  function grant(id: string | null | undefined, secret: string | null | undefined): [number, unknown] {
    if (!id || secrets.get(id) !== secret) return [401, { code: 'UNAUTHENTICATED' }]
    const token = randomUUID()
    tokens.set(token, id)
    return [200, { access_token: token, token_type: 'Bearer', expires_in: 900 }]
  }

  function register(aircraft: NewAircraft): [number, unknown] {
    if (found(aircraft.registration).length > 0) return [409, { code: 'AIRCRAFT_REGISTRATION_TAKEN' }]
    const id = randomUUID()
    it.aircraft.set(id, aircraft)
    return [201, { id, ...aircraft }]
  }

  const found = (registration: string | null) =>
    [...it.aircraft]
      .filter(([, aircraft]) => aircraft.registration === registration)
      .map(([id, aircraft]) => ({ id, ...aircraft }))

  function batch(body: string, request: IncomingMessage, principal: string): [number, unknown] {
    if (request.headers['content-type'] !== 'application/x-ndjson') return [415, { code: 'UNSUPPORTED_MEDIA_TYPE' }]
    const events = body.trimEnd().split('\n')
    if (events.length > 1000 || body.length > 1_048_576) return [413, { code: 'PAYLOAD_TOO_LARGE' }]
    return [200, { results: events.map((line, index) => ({ index, ...ingest(JSON.parse(line) as TelemetryEvent, principal) })) }]
  }

  function ingest(event: TelemetryEvent, principal: string): { status: number; event_id: string; code?: string } {
    const { event_id } = event
    const mishap = it.eventMishap(event)
    if (mishap) return { event_id, ...mishap }
    if (event.aircraft_id !== principal) return { status: 403, event_id, code: 'FORBIDDEN' }
    if (!isValid(event)) return { status: 400, event_id, code: 'VALIDATION' }
    const key = `${principal}/${event_id}`
    const kept = { ...event, metrics: { ...event.metrics, ...(event.metrics.gps ? { gps: blurred(event.metrics.gps) } : {}) } }
    const before = it.stored.get(key)
    if (before)
      return JSON.stringify(before) === JSON.stringify(kept)
        ? { status: 200, event_id }
        : { status: 409, event_id, code: 'TELEMETRY_CONFLICT' }
    const keeping = it.keeps(kept)
    if (keeping) it.stored.set(key, keeping)
    return { status: 201, event_id }
  }

  function counts(url: URL): { aircraft_id: string; count: number }[] {
    const sums = new Map<string, number>()
    for (const event of inSpan(url)) add(sums, event.aircraft_id, 1)
    return [...sums].map(([aircraft_id, count]) => ({ aircraft_id, count }))
  }

  function page(url: URL): { items: TelemetryEvent[]; next_cursor: string | null } {
    const limit = Number(url.searchParams.get('limit'))
    const start = Number(url.searchParams.get('cursor') ?? 0)
    const events = inSpan(url).filter((event) => event.aircraft_id === url.searchParams.get('aircraft_id'))
    return {
      items: events.slice(start, start + limit),
      next_cursor: start + limit < events.length ? String(start + limit) : null,
    }
  }

  const inSpan = (url: URL) =>
    [...it.stored.values()].filter(
      ({ ts }) => ts >= (url.searchParams.get('from') ?? '') && ts < (url.searchParams.get('to') ?? ''),
    )

  return it
}

function refuse(response: ServerResponse, status: number, code: string, retryAfter?: string): void {
  const headers = {
    'content-type': 'application/problem+json',
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
  }
  response.writeHead(status, headers).end(JSON.stringify({ status, code, title: 'Refused' }))
}

function isValid({ event_id, ts, metrics }: TelemetryEvent): boolean {
  const named = Object.entries(metrics).every(([name, value]) => members.has(name) && value !== null)
  const gps = Object.values(metrics.gps ?? {}).every((value) => typeof value === 'number')
  return (
    named && gps && /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(event_id) && /\.\d{3}Z$/.test(ts)
  )
}

const blurred = <Gps extends { lat: number; lon: number }>(gps: Gps): Gps => ({
  ...gps,
  lat: Math.round(gps.lat * 10_000) / 10_000,
  lon: Math.round(gps.lon * 10_000) / 10_000,
})

function add(sums: Map<string, number>, key: string, by: number): number {
  const sum = (sums.get(key) ?? 0) + by
  sums.set(key, sum)
  return sum
}
