import { afterEach, expect, test, vi } from 'vitest'
import { fleet } from './aircraft/fleet.ts'
import { connectTo, operatorOf } from './client.ts'
import { type FlyCredential, fly } from './fly.ts'
import { handClock, hastyClock } from './testing/clocks.ts'
import { operatorCredential, type PretendServer, pretendServer } from './testing/pretend-server.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close()
})

async function credentialsFor(server: PretendServer, count: number): Promise<FlyCredential[]> {
  const api = connectTo({ url: server.url, clock: hastyClock() })
  const operator = operatorOf(api, operatorCredential)
  const credentials: FlyCredential[] = []
  for (const aircraft of fleet({ seed: 'fly', count })) {
    const { id } = await operator.registerAircraft({
      registration: aircraft.registration,
      icao24: aircraft.icao24,
      tier: aircraft.tier,
    })
    credentials.push({ ...(await operator.issueSecret(id)), aircraft })
  }
  api.close()
  return credentials
}

async function start(count: number, more: { retryForMs?: number } = {}) {
  const server = await pretendServer()
  const clock = handClock()
  const stop = new AbortController()
  const failures: string[] = []
  const credentials = await credentialsFor(server, count)
  const startMs = clock.now()
  const flying = fly({
    url: server.url,
    credentials,
    intervalMs: 5_000,
    signal: stop.signal,
    clock,
    onFailure: (registration, error) => failures.push(`${registration} ${(error as Error).message}`),
    ...more,
  })
  open.push(server)
  /** Moves the clock, and waits until every aircraft has done what is due and sleeps again. */
  const pass = async (ms: number) => {
    await vi.waitFor(() => expect(clock.sleepers()).toBe(count))
    clock.moveTo(startMs + ms)
    await vi.waitFor(() => expect(clock.sleepers()).toBe(count))
  }
  const land = () => {
    stop.abort()
    return flying
  }
  return { server, clock, startMs, pass, land, failures }
}

const instants = (server: PretendServer, startMs: number) =>
  [...server.stored.values()].map((event) => Date.parse(event.ts) - startMs).sort((a, b) => a - b)

test('each aircraft sends one event each interval, and the aircraft are spread over it', async () => {
  const { server, startMs, pass, land } = await start(5)
  for (let ms = 1_000; ms <= 14_000; ms += 1_000) await pass(ms)
  expect(instants(server, startMs)).toEqual(Array.from({ length: 15 }, (_, second) => second * 1_000))
  expect(await land()).toEqual({ created: 15, duplicate: 0, failed: 0, skipped: 0 })
})

test('a server that is away is waited for, and the ticks missed meanwhile are left out, not made up for', async () => {
  const { server, startMs, pass, land } = await start(1)
  await pass(0)
  server.mishap = () => 'drop'
  await pass(5_000)
  await pass(9_000)
  await pass(16_500)
  server.mishap = () => undefined
  await pass(22_000)
  await pass(25_000)
  // The event of 5 s arrives late with its own time; those of 10, 15 and 20 s were never made.
  expect(instants(server, startMs)).toEqual([0, 5_000, 25_000])
  expect(await land()).toEqual({ created: 3, duplicate: 0, failed: 0, skipped: 3 })
})

test('a limit is respected: nothing is sent before the pause that the server asked for is over', async () => {
  const { server, startMs, pass, land } = await start(1)
  await pass(0)
  server.mishap = ({ path }) => (path === '/telemetry/ingest' ? { status: 429, retryAfter: '12' } : undefined)
  await pass(5_000)
  const calls = server.calls.length
  server.mishap = () => undefined
  await pass(16_999)
  expect(server.calls).toHaveLength(calls)
  await pass(17_000)
  expect(instants(server, startMs)).toEqual([0, 5_000])
  await land()
})

test('an event that cannot be delivered in time is given up, told of, and the next one sent', async () => {
  const { server, startMs, pass, land, failures } = await start(1, { retryForMs: 3_000 })
  await pass(0)
  server.mishap = () => ({ status: 503, retryAfter: '60', code: 'STARTING' })
  await pass(5_000)
  server.mishap = () => undefined
  await pass(10_000)
  expect(instants(server, startMs)).toEqual([0, 10_000])
  expect(failures).toEqual([expect.stringMatching(/^SK-[A-Z]{3} POST \/telemetry\/ingest: 503 STARTING/)])
  expect(await land()).toEqual({ created: 2, duplicate: 0, failed: 1, skipped: 0 })
})

test('an event whose answer was lost is stored once', async () => {
  const { server, startMs, pass, land } = await start(1)
  server.mishap = ({ path, count }) => (path === '/telemetry/ingest' && count === 1 ? 'drop after' : undefined)
  await pass(0)
  await pass(200)
  await pass(5_000)
  expect(instants(server, startMs)).toEqual([0, 5_000])
  expect(await land()).toEqual({ created: 1, duplicate: 1, failed: 0, skipped: 0 })
})

test('landing ends the flight at once, also for an aircraft that waits for its server', async () => {
  const { server, pass, land } = await start(3)
  server.mishap = () => ({ status: 503, retryAfter: '30' })
  await pass(4_000)
  expect((await land()).created).toBe(0)
})
