import { afterEach, expect, test } from 'vitest'
import { type ApiOptions, aircraftOf, connectTo, operatorOf } from './client.ts'
import type { TelemetryEvent } from './event.ts'
import { selfSigned } from './self-signed.ts'
import { hastyClock } from './testing/clocks.ts'
import { operatorCredential, type PretendServer, pretendServer } from './testing/pretend-server.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close()
})

async function start(options: Partial<ApiOptions> = {}, tls?: Parameters<typeof pretendServer>[0]) {
  const server = await pretendServer(tls)
  const clock = hastyClock()
  const api = connectTo({ url: server.url, clock, ...options })
  open.push(server, api)
  return { server, clock, api, operator: operatorOf(api, operatorCredential) }
}

async function anAircraft({ api, operator }: Awaited<ReturnType<typeof start>>, registration = 'SK-AAA') {
  const { id } = await operator.registerAircraft({ registration, tier: 'standard' })
  return { id, client: aircraftOf(api, await operator.issueSecret(id)) }
}

const anEvent = (aircraftId: string, number = 0): TelemetryEvent => ({
  aircraft_id: aircraftId,
  event_id: `01949f8c-0000-7000-8000-${String(number).padStart(12, '0')}`,
  ts: '2026-01-01T00:00:00.000Z',
  metrics: { gps: { lat: 47, lon: 8 } },
})

const tokenCalls = (server: PretendServer) => server.calls.filter((call) => call.endsWith('/token'))

test('an aircraft registered twice is the same aircraft', async () => {
  const { operator } = await start()
  const first = await operator.registerAircraft({ registration: 'SK-AAA', tier: 'standard' })
  expect((await operator.registerAircraft({ registration: 'SK-AAA', tier: 'standard' })).id).toBe(first.id)
  expect((await operator.registerAircraft({ registration: 'SK-BBB', tier: 'standard' })).id).not.toBe(first.id)
})

test('a token is fetched once for many calls, and again shortly before it expires', async () => {
  const world = await start()
  const { id, client } = await anAircraft(world)
  await Promise.all(Array.from({ length: 20 }, (_, index) => client.sendEvent(anEvent(id, index))))
  expect(tokenCalls(world.server)).toEqual(['POST /oauth/token', 'POST /auth/token'])
  await world.clock.sleep(869_000)
  await client.sendEvent(anEvent(id, 20))
  expect(tokenCalls(world.server)).toHaveLength(2)
  await world.clock.sleep(2_000)
  await client.sendEvent(anEvent(id, 21))
  expect(tokenCalls(world.server)).toHaveLength(3)
})

test('after a 401 one new token is fetched and the call made again', async () => {
  const world = await start()
  const { id, client } = await anAircraft(world)
  await client.sendEvent(anEvent(id, 1))
  world.server.revokeTokens()
  expect((await client.sendEvent(anEvent(id, 2))).status).toBe(201)
})

test('a 401 that comes again is an error, and the error does not tell the secret', async () => {
  const { api, server } = await start()
  const stranger = aircraftOf(api, { aircraft_id: 'nobody', client_secret: 'do not tell' })
  const error = await stranger.sendEvent(anEvent('nobody')).catch((reason: Error) => reason)
  expect(String(error)).toBe('ApiError: POST /auth/token: 401 UNAUTHENTICATED Refused')
  expect(JSON.stringify(error)).not.toContain('do not tell')
  expect(tokenCalls(server)).toHaveLength(1)
})

test('an event whose answer was lost is sent again and stored once', async () => {
  const world = await start()
  const { id, client } = await anAircraft(world)
  world.server.mishap = ({ path, count }) => (path === '/telemetry/ingest' && count <= 2 ? 'drop after' : undefined)
  expect((await client.sendEvent(anEvent(id))).status).toBe(200)
  expect(world.server.stored.size).toBe(1)
})

test('a whole batch is refused with the code of the server', async () => {
  const world = await start()
  const { id, client } = await anAircraft(world)
  const lines = Array.from({ length: 1001 }, (_, index) => JSON.stringify(anEvent(id, index)))
  await expect(client.sendBatch(lines)).rejects.toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' })
})

test('events are read back page by page', async () => {
  const world = await start()
  const { id, client } = await anAircraft(world)
  await client.sendBatch(Array.from({ length: 450 }, (_, index) => JSON.stringify(anEvent(id, index))))
  const found = await Array.fromAsync(client.events({ from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T00:00:00.001Z' }))
  expect(new Set(found.map((event) => event.event_id)).size).toBe(450)
  expect(world.server.calls.filter((call) => call === 'GET /telemetry/events')).toHaveLength(3)
})

test('over TLS only the authority that was named is trusted, and a stranger is not asked twice', async () => {
  const identity = selfSigned('127.0.0.1')
  const trusting = await start({ ca: identity.cert }, identity)
  const wrong = connectTo({ url: trusting.server.url, ca: selfSigned('127.0.0.1').cert, clock: trusting.clock })
  const another = connectTo({ url: trusting.server.url, clock: trusting.clock })
  open.push(wrong, another)
  const { id, client } = await anAircraft(trusting)
  expect((await client.sendEvent(anEvent(id))).status).toBe(201)
  const calls = trusting.server.calls.length
  for (const api of [wrong, another]) {
    await expect(aircraftOf(api, { aircraft_id: id, client_secret: 'any' }).signIn()).rejects.toThrow(/certificate/)
  }
  expect(trusting.server.calls).toHaveLength(calls)
  expect(trusting.clock.slept).toEqual([])
})

test('a client certificate is shown to a server that asks for one', async () => {
  const [identity, mine] = [selfSigned('127.0.0.1'), selfSigned('an aircraft')]
  const mutual = { ...identity, requestCert: true, rejectUnauthorized: true, ca: mine.cert }
  const known = await start({ ca: identity.cert, certificate: mine }, mutual)
  expect((await known.operator.registerAircraft({ registration: 'SK-AAA', tier: 'standard' })).registration).toBe('SK-AAA')
  const nameless = connectTo({ url: known.server.url, ca: identity.cert, clock: hastyClock(), retryForMs: 0 })
  open.push(nameless)
  await expect(
    operatorOf(nameless, operatorCredential).registerAircraft({ registration: 'SK-BBB', tier: 'standard' }),
  ).rejects.toThrow()
  expect(known.server.aircraft.size).toBe(1)
})
