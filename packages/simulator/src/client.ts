import { randomUUID } from 'node:crypto'
import { ApiError } from './api-error.ts'
import { type Clock, systemClock } from './clock.ts'
import { type Answer, type Call, type ConnectionOptions, connectionTo } from './connection.ts'
import type { TelemetryEvent } from './event.ts'
import { retried } from './retry.ts'
import { keepToken, type Token } from './token.ts'

export type ApiOptions = ConnectionOptions & { clock?: Clock; retryForMs?: number; signal?: AbortSignal; random?: () => number }

/** One connection pool for any number of principals. */
export type Api = { clock: Clock; call(call: Call): Promise<Answer>; close(): void }

export type OperatorCredential = { client_id: string; client_secret: string }
export type AircraftCredential = { aircraft_id: string; client_secret: string }
export type NewAircraft = {
  registration: string
  icao24?: string
  name?: string
  tier: 'standard' | 'premium'
  backfill?: boolean
}
export type RegisteredAircraft = { id: string; registration: string }
export type EventResult = { index: number; status: number; event_id?: string; code?: string }
export type BatchAnswer = { results: EventResult[]; ms: number }
export type EventQuery = { aircraft_id: string; from: string; to: string }

export function connectTo({ clock = systemClock, retryForMs = 300_000, signal, random, ...options }: ApiOptions): Api {
  const connection = connectionTo(options)
  const closed = new AbortController()
  const policy = { clock, forMs: retryForMs, random, signal: AbortSignal.any([closed.signal, ...(signal ? [signal] : [])]) }
  return {
    clock,
    call: (call) => retried(() => connection.send(call), policy),
    close() {
      // First no more attempts, then the sockets: or those under way would be made again.
      closed.abort()
      connection.close()
    },
  }
}

/** A client of the team: registers aircraft and reads back what they sent. */
export function operatorOf(api: Api, { client_id, client_secret }: OperatorCredential) {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const authorized = authorizedBy(api, { method: 'POST', path: '/oauth/token', headers, body: form })

  async function aircraftCalled(registration: string): Promise<RegisteredAircraft | undefined> {
    const answer = await authorized(get('/aircraft', { registration }))
    return answered<{ items: RegisteredAircraft[] }>(answer, 200).items.find((item) => item.registration === registration)
  }

  return {
    /** Finds the aircraft when it is registered already, so that a replay can be repeated. */
    async registerAircraft(aircraft: NewAircraft): Promise<RegisteredAircraft> {
      const call = post('/aircraft', aircraft, { 'idempotency-key': randomUUID() })
      const answer = await authorized(call)
      if (answer.answer.status !== 409) return answered(answer, 201)
      const found = await aircraftCalled(aircraft.registration)
      if (!found) throw new ApiError(call, answer.answer)
      return found
    },
    async issueSecret(aircraftId: string): Promise<AircraftCredential> {
      const answer = await authorized({ method: 'POST', path: `/aircraft/${aircraftId}/secret` })
      return { aircraft_id: aircraftId, client_secret: answered<{ client_secret: string }>(answer, 200, 201).client_secret }
    },
    counts: ({ from, to }: { from: string; to: string }) =>
      pages<{ aircraft_id: string; count: number }>(authorized, '/telemetry/counts', { from, to }),
    events: (query: EventQuery) => eventsOf(authorized, query),
  }
}

/** An aircraft: proves who it is and sends its own events. */
export function aircraftOf(api: Api, credential: AircraftCredential) {
  const authorized = authorizedBy(api, post('/auth/token', credential))
  return {
    /** Fetches a token if there is none: an early proof that the credential works. */
    signIn: authorized.signIn,
    async sendEvent(event: TelemetryEvent | string): Promise<EventResult & { ms: number }> {
      const body = typeof event === 'string' ? event : JSON.stringify(event)
      const { call, answer } = await authorized({ method: 'POST', path: '/telemetry/ingest', headers: json, body })
      const expected = answer.status === 200 || answer.status === 201 || answer.status === 409
      if (!expected) throw new ApiError(call, answer)
      const { event_id, code } = JSON.parse(answer.body) as { event_id?: string; code?: string }
      return { index: 0, status: answer.status, event_id, code, ms: answer.ms }
    },
    /** Takes each event as one line of JSON, at most 1,000 of them and 1 MiB together. */
    async sendBatch(lines: readonly string[]): Promise<BatchAnswer> {
      const headers = { 'content-type': 'application/x-ndjson' }
      const answer = await authorized({ method: 'POST', path: '/telemetry/batches', headers, body: `${lines.join('\n')}\n` })
      return { results: answered<{ results: EventResult[] }>(answer, 200).results, ms: answer.answer.ms }
    },
    events: (query: Omit<EventQuery, 'aircraft_id'>) => eventsOf(authorized, { ...query, aircraft_id: credential.aircraft_id }),
  }
}

export type Operator = ReturnType<typeof operatorOf>
export type AircraftClient = ReturnType<typeof aircraftOf>

type Exchange = { call: Call; answer: Answer }
type Authorized = { (call: Call): Promise<Exchange>; signIn(): Promise<void> }

const json = { 'content-type': 'application/json' }

function authorizedBy(api: Api, tokenCall: Call): Authorized {
  const tokens = keepToken(async () => answered<Token>({ call: tokenCall, answer: await api.call(tokenCall) }, 200), api.clock)
  const send = async (call: Call, token: string) =>
    api.call({ ...call, headers: { accept: 'application/json', ...call.headers, authorization: `Bearer ${token}` } })

  async function authorized(call: Call): Promise<Exchange> {
    const token = await tokens.get()
    const answer = await send(call, token)
    if (answer.status !== 401) return { call, answer }
    // Revoked, or signed with a key that is gone: one new token, and then the refusal stands.
    tokens.refused(token)
    return { call, answer: await send(call, await tokens.get()) }
  }
  return Object.assign(authorized, { signIn: async () => void (await tokens.get()) })
}

async function* pages<Item>(authorized: Authorized, path: string, query: Record<string, string>): AsyncGenerator<Item> {
  let cursor: string | null | undefined
  do {
    const page = answered<{ items: Item[]; next_cursor?: string | null }>(
      await authorized(get(path, cursor ? { ...query, cursor } : query)),
      200,
    )
    yield* page.items
    cursor = page.next_cursor
  } while (cursor)
}

const eventsOf = (authorized: Authorized, query: EventQuery) =>
  pages<TelemetryEvent>(authorized, '/telemetry/events', { ...query, limit: '200' })

const get = (path: string, query: Record<string, string>): Call => ({
  method: 'GET',
  path: `${path}?${new URLSearchParams(query)}`,
})

const post = (path: string, body: object, headers: Record<string, string> = {}): Call => ({
  method: 'POST',
  path,
  headers: { ...json, ...headers },
  body: JSON.stringify(body),
})

function answered<Body>({ call, answer }: Exchange, ...statuses: number[]): Body {
  if (!statuses.includes(answer.status)) throw new ApiError(call, answer)
  return JSON.parse(answer.body) as Body
}
