import { expect, test } from 'vitest'
import { bareApp, bearer } from '../testing/bare-app.ts'
import { control } from '../testing/control.ts'
import { trialRoutes } from '../testing/trial-routes.ts'
import { addressGroup } from './rate-limits.ts'

const aircraft = (id: string) => ({ authorization: bearer(`aircraft:${id}`, 'telemetry:read', 'telemetry:write') })
const client = { authorization: bearer('client:one', 'telemetry:read') }

async function trial(settings: Record<string, string> = {}) {
  const bare = bareApp(settings)
  trialRoutes(bare.app)
  await bare.app.ready()
  const ask = (headers: Record<string, string>, url = '/events', remoteAddress = '192.0.2.1') =>
    bare.app.inject({ url, headers, remoteAddress })
  const statuses = async (times: number, ...call: Parameters<typeof ask>) => {
    const seen: number[] = []
    for (let sent = 0; sent < times; sent++) seen.push((await ask(...call)).statusCode)
    return seen
  }
  return { ...bare, ask, statuses }
}

control(
  'LIMIT-1',
  'G-07 the 61st call of an aircraft within a minute is refused, counted by a metric and told to the audit trail; its neighbour is served',
  async () => {
    const { statuses, ask, count, refused } = await trial()
    expect(await statuses(60, aircraft('one'))).toEqual(Array(60).fill(200))
    const refusal = await ask(aircraft('one'))
    expect(refusal.statusCode).toBe(429)
    expect(refusal.json().code).toBe('RATE_LIMITED')
    expect(await count('rate_limit_exceeded_total', { route: '/events', method: 'GET' })).toBe(1)
    expect(refused).toEqual(['RATE_LIMITED'])
    expect((await ask(aircraft('its-neighbour'))).statusCode).toBe(200)
  },
)

control('LIMIT-2', 'one principal’s allowance is not another’s, whatever address they share', async () => {
  const { statuses, ask } = await trial({ SKYKEEP_LIMIT_AIRCRAFT_PER_MINUTE: '2' })
  expect(await statuses(3, aircraft('one'))).toEqual([200, 200, 429])
  expect((await ask(aircraft('two'))).statusCode).toBe(200)
  expect((await ask(client)).statusCode).toBe(200)
  expect((await ask(aircraft('one'), '/events', '192.0.2.77')).statusCode).toBe(429)
})

control('LIMIT-3', 'Retry-After is true: the allowance is whole again when it says, and not before', async () => {
  const { statuses, ask } = await trial({ SKYKEEP_LIMIT_AIRCRAFT_PER_MINUTE: '2' })
  const first = Date.now()
  await statuses(2, aircraft('one'))
  const { headers } = await ask(aircraft('one'))
  const seconds = Number(headers['retry-after'])
  const left = 60 - (Date.now() - first) / 1_000
  expect(Math.abs(seconds - left)).toBeLessThan(2)
  expect(headers.ratelimit).toBe(`"aircraft";r=0;t=${seconds}`)
})

test('answers tell what remains of the narrowest allowance', async () => {
  const { ask } = await trial({ SKYKEEP_LIMIT_AIRCRAFT_PER_MINUTE: '5' })
  await ask(aircraft('one'))
  const { headers } = await ask(aircraft('one'))
  expect(headers['ratelimit-policy']).toBe('"aircraft";q=5;w=60')
  expect(headers.ratelimit).toMatch(/^"aircraft";r=3;t=(59|60)$/)
})

control(
  'LIMIT-4',
  'batches have an allowance of their own: they neither use up the single calls nor escape counting',
  async () => {
    const { app, statuses } = await trial({
      SKYKEEP_LIMIT_AIRCRAFT_PER_MINUTE: '1',
      SKYKEEP_LIMIT_AIRCRAFT_BATCHES_PER_MINUTE: '2',
    })
    const batch = () => app.inject({ method: 'POST', url: '/batches', headers: aircraft('one'), payload: [] })
    expect([(await batch()).statusCode, (await batch()).statusCode, (await batch()).statusCode]).toEqual([200, 200, 429])
    expect(await statuses(2, aircraft('one'))).toEqual([200, 429])
  },
)

control('LIMIT-5', 'an address has an allowance whoever speaks from it, and for what does not exist too', async () => {
  const { statuses, ask } = await trial({ SKYKEEP_LIMIT_ADDRESS_PER_MINUTE: '3' })
  expect(await statuses(1, aircraft('one'))).toEqual([200])
  expect(await statuses(2, {}, '/nowhere')).toEqual([404, 404])
  expect((await ask(aircraft('two'))).statusCode).toBe(429)
  expect((await ask({}, '/nowhere')).statusCode).toBe(429)
  expect((await ask(aircraft('two'), '/events', '192.0.2.2')).statusCode).toBe(200)
})

control(
  'LIMIT-6',
  'G-04 who changes addresses within one IPv6 /64, or writes the same address otherwise, stays one address',
  async () => {
    const { statuses, ask } = await trial({ SKYKEEP_LIMIT_ADDRESS_PER_MINUTE: '1' })
    expect(await statuses(1, {}, '/open', '2001:db8:1:2::1')).toEqual([200])
    for (let host = 2; host < 1_002; host++) {
      expect((await ask({}, '/open', `2001:db8:1:2:${host.toString(16)}::ffff`)).statusCode).toBe(429)
    }
    expect((await ask({}, '/open', '2001:db8:1:2:ffff:ffff:ffff:ffff')).statusCode).toBe(429)
    expect((await ask({}, '/open', '2001:db8:1:3::1')).statusCode).toBe(200)
    for (const same of ['2001:0DB8:1:2::5', '2001:db8:1:2:0:0:0:1', '2001:db8:1:2::192.0.2.1', '2001:db8:1:2::1%eth0']) {
      expect(addressGroup(same), same).toBe(addressGroup('2001:db8:1:2::1'))
    }
    expect(addressGroup('::ffff:192.0.2.1')).toBe('192.0.2.1')
    expect(addressGroup('::FFFF:192.0.2.1')).toBe('192.0.2.1')
    expect(addressGroup('::1')).toBe('0:0:0:0::/64')
  },
)

control('LIMIT-7', 'G-04 a forged X-Forwarded-For opens no new allowance; only a trusted proxy is believed', async () => {
  const { ask } = await trial({ SKYKEEP_LIMIT_ADDRESS_PER_MINUTE: '1' })
  expect((await ask({ 'x-forwarded-for': '203.0.113.1' }, '/open')).statusCode).toBe(200)
  expect(
    (await ask({ 'x-forwarded-for': '203.0.113.2', 'x-real-ip': '203.0.113.2', forwarded: 'for=203.0.113.2' }, '/open'))
      .statusCode,
  ).toBe(429)

  const behind = await trial({ SKYKEEP_LIMIT_ADDRESS_PER_MINUTE: '1', SKYKEEP_TRUSTED_PROXIES: '192.0.2.0/24' })
  const from = (forwarded: string, peer: string) => behind.ask({ 'x-forwarded-for': forwarded }, '/open', peer)
  expect((await from('203.0.113.1', '192.0.2.1')).statusCode).toBe(200)
  expect((await from('203.0.113.2', '192.0.2.1')).statusCode).toBe(200)
  expect((await from('198.51.100.9, 203.0.113.1', '192.0.2.1')).statusCode).toBe(429)
  expect((await from('203.0.113.3', '198.51.100.1')).statusCode).toBe(200)
  expect((await from('203.0.113.4', '198.51.100.1')).statusCode).toBe(429)
})

control('LIMIT-8', 'an address that keeps showing refused credentials is told to wait, and only that', async () => {
  const { statuses, ask } = await trial({ SKYKEEP_LIMIT_FAILED_AUTHENTICATION_PER_MINUTE: '3' })
  const guess = { authorization: 'Bearer guess' }
  expect(await statuses(5, guess)).toEqual([401, 401, 401, 429, 429])
  const { headers } = await ask(guess)
  expect(Number(headers['retry-after'])).toBeGreaterThan(50)
  expect(headers).not.toHaveProperty('www-authenticate')
  expect((await ask(guess, '/events', '192.0.2.2')).statusCode).toBe(401)
  expect((await ask(aircraft('one'))).statusCode).toBe(200)
})

test('calls that say so are not counted', async () => {
  const { statuses } = await trial({ SKYKEEP_LIMIT_ADDRESS_PER_MINUTE: '1' })
  expect(await statuses(3, {}, '/unlimited')).toEqual([200, 200, 200])
})

control('LIMIT-9', 'refused calls count too: who goes on asking is not let in by asking', async () => {
  const { statuses } = await trial({ SKYKEEP_LIMIT_AIRCRAFT_PER_MINUTE: '2' })
  const denied = { authorization: bearer('aircraft:one', 'weather:read') }
  expect(await statuses(3, denied)).toEqual([403, 403, 429])
})
