import { createHmac, createPublicKey, randomUUID } from 'node:crypto'
import http from 'node:http'
import { entryHash, merkleRoot, parseVerifierKey, recordHash, verifyCheckpoint, verifyInclusion } from '@skykeep/proof'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { databaseUrl } from './bench/database.ts'
import { Api, newFolder, removeFolder, type StartedServer, startServer, unlimited } from './bench/server.ts'
import { until } from './bench/until.ts'

/** What the reference of this job let pass, and must fail here: tried from outside, over the wire, against the whole product. */
const folder = newFolder()
let server: StartedServer
let owner: Api
let one: { aircraft_id: string; token: string; client_secret: string }
let other: { aircraft_id: string; token: string; client_secret: string }

beforeAll(async () => {
  server = await startServer({ ...unlimited, SKYKEEP_LIMIT_FAILED_AUTHENTICATION_PER_MINUTE: '100000' }, folder)
  owner = await Api.of(server.start)
  one = await owner.aircraft('ATTACK-1')
  other = await owner.aircraft('ATTACK-2')
}, 120_000)
afterAll(async () => {
  await server.stop()
  removeFolder(folder)
})

const url = () => server.start.url
const anonymous = () => new Api(url())
const as = (token: string) => new Api(url(), token)

const event = (aircraft_id = one.aircraft_id, metrics: object = { gps: { lat: 48.8566, lon: 2.3522 } }) => ({
  aircraft_id,
  event_id: randomUUID(),
  ts: new Date().toISOString(),
  metrics,
})

interface Refusal {
  code: string
  errors?: { pointer: string }[]
}

test('[ATTACK-1] nobody gets a token without proof of identity, nor a role by asking for it', async () => {
  const ask = (body: object) => anonymous().call<Refusal>('POST', '/auth/token', body)
  expect((await ask({ aircraft_id: one.aircraft_id })).status).toBe(401)
  expect((await ask({ aircraft_id: randomUUID() })).status).toBe(401)
  expect((await ask({ aircraft_id: one.aircraft_id, client_secret: other.client_secret })).status).toBe(401)
  const chosen = await ask({ aircraft_id: one.aircraft_id, client_secret: one.client_secret, role: 'admin' })
  expect(chosen).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/role' }] } })
})

test('[ATTACK-2] a token that is altered, unsigned, signed with the public key, or of somebody else is no token', async () => {
  const [head, body, signature] = one.token.split('.') as [string, string, string]
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const jwks = (await (await fetch(`${url()}/oauth/jwks`)).json()) as { keys: { kid: string }[] }
  const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString())
  const jwk = jwks.keys.find((key) => key.kid === kid)!
  const pem = createPublicKey({ key: jwk as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  const hs = `${encoded({ alg: 'HS256', typ: 'at+jwt', kid })}.${body}`
  const forged = [
    `${head}.${encoded({ ...claims, sub: other.aircraft_id })}.${signature}`,
    `${encoded({ alg: 'none', typ: 'at+jwt' })}.${body}.`,
    `${hs}.${createHmac('sha256', pem).update(hs).digest('base64url')}`,
    `${head}.${encoded({ ...claims, exp: undefined })}.${signature}`,
    `${head}.${encoded({ ...claims, sub: undefined })}.${signature}`,
    one.token.slice(0, -4),
    'x',
  ]
  for (const token of forged) {
    expect(await as(token).call<Refusal>('POST', '/telemetry/ingest', event())).toMatchObject({
      status: 401,
      body: { code: 'TOKEN_INVALID' },
    })
  }
})

test('[ATTACK-3] an aircraft cannot write for another one, in a batch neither', async () => {
  const foreign = event(other.aircraft_id)
  expect(await as(one.token).call<Refusal>('POST', '/telemetry/ingest', foreign)).toMatchObject({
    status: 403,
    body: { code: 'FOREIGN_AIRCRAFT' },
  })
  const batch = await as(one.token).call<{ results: object[] }>('POST', '/telemetry/batches', [foreign, event()])
  expect(batch.body.results).toMatchObject([{ status: 403, code: 'FOREIGN_AIRCRAFT' }, { status: 201 }])
  expect((await owner.call('GET', `/telemetry/events/${other.aircraft_id}/${foreign.event_id}`)).status).toBe(404)
})

test.each([
  ['a latitude as text', '{"gps":{"lat":"48.8","lon":2}}', '#/metrics/gps/lat'],
  ['a latitude as a list', '{"gps":{"lat":[48],"lon":2}}', '#/metrics/gps/lat'],
  ['a latitude as a truth value', '{"gps":{"lat":true,"lon":2}}', '#/metrics/gps/lat'],
  ['a latitude beyond the pole', '{"gps":{"lat":90.1,"lon":2}}', '#/metrics/gps/lat'],
  ['an altitude in space', '{"altitude":60001}', '#/metrics/altitude'],
  ['a negative speed', '{"speed":-1}', '#/metrics/speed'],
  ['an unknown metric', '{"warp":9}', '#/metrics/warp'],
  ['NaN', '{"speed":NaN}', undefined],
  ['Infinity', '{"speed":1e999}', undefined],
  ['a member twice', '{"speed":1,"speed":2}', undefined],
])('[ATTACK-4] %s is refused with a pointer and stores nothing', async (_name, metrics, pointer) => {
  const { event_id, ...rest } = event()
  const body = JSON.stringify({ event_id, ...rest, metrics: 0 }).replace('"metrics":0', `"metrics":${metrics}`)
  const response = await fetch(`${url()}/telemetry/ingest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${one.token}`, 'content-type': 'application/json' },
    body,
  })
  const problem = (await response.json()) as Refusal
  expect(response.status).toBe(400)
  if (pointer) expect(problem.errors?.map((fault) => fault.pointer)).toContain(pointer)
  else expect(problem.code).toBe('MALFORMED_JSON')
  expect((await owner.call('GET', `/telemetry/events/${one.aircraft_id}/${event_id}`)).status).toBe(404)
})

test.each([
  ['without a zone', '2026-11-22T08:00:00'],
  ['a bare date', '2026-11-22'],
  ['an epoch number as text', '1795333007'],
  ['of the year 1', '0001-01-01T00:00:00Z'],
  ['of the far future', '2999-01-01T00:00:00Z'],
  ['of a day that does not exist', '2026-02-30T00:00:00Z'],
])('[ATTACK-5] an instant %s is refused', async (_name, ts) => {
  const answer = await as(one.token).call<Refusal>('POST', '/telemetry/ingest', { ...event(), ts })
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/ts' }] } })
})

test('[ATTACK-6] a body of 20 MB in chunks is cut off at the limit, not read', async () => {
  const sent = await new Promise<{ status: number; bytes: number }>((resolve, reject) => {
    let bytes = 0
    const call = http.request(`${url()}/telemetry/ingest`, {
      method: 'POST',
      headers: { authorization: `Bearer ${one.token}`, 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
    })
    const chunk = Buffer.alloc(16_384, 32)
    const more = () => {
      while (bytes < 20_000_000 && call.writable) {
        bytes += chunk.length
        if (!call.write(chunk)) return void call.once('drain', more)
      }
    }
    call.on('response', (response) => {
      resolve({ status: response.statusCode!, bytes })
      call.destroy()
    })
    call.on('error', reject)
    more()
  })
  expect(sent.status).toBe(413)
  expect(sent.bytes).toBeLessThan(15_000_000)
})

test('[ATTACK-7] a revoked aircraft is out within five seconds, token and secret', async () => {
  const third = await owner.aircraft('ATTACK-3')
  expect((await as(third.token).call('POST', '/telemetry/ingest', event(third.aircraft_id))).status).toBe(201)
  await owner.call('POST', `/aircraft/${third.aircraft_id}/revoke`, {})
  const began = Date.now()
  await until(
    async () => (await as(third.token).call('POST', '/telemetry/ingest', event(third.aircraft_id))).status === 401,
    5_000,
  )
  expect(Date.now() - began).toBeLessThan(5_000)
  const again = await anonymous().call('POST', '/auth/token', {
    aircraft_id: third.aircraft_id,
    client_secret: third.client_secret,
  })
  expect(again.status).toBe(401)
})

test('[ATTACK-8] one stored event can be proven with the public key alone, and a changed record cannot', async () => {
  const sent = event()
  await as(one.token).call('POST', '/telemetry/ingest', sent)
  const path = `/telemetry/events/${one.aircraft_id}/${sent.event_id}/proof`
  const early = await owner.call<Refusal>('GET', path)
  expect([200, 409]).toContain(early.status)
  const checkpoint = await owner.call<{ keys: string[] }>('GET', '/audit/checkpoint')
  const { body: proof } = await owner.call<EventProof>('GET', path)
  const bytes = (text: string) => Uint8Array.fromBase64(text)
  const root = Uint8Array.fromHex(proof.entry.details.root)
  const inBatch = (record: object) =>
    verifyInclusion({ ...proof.batch, leaf_hash: recordHash(record as never), proof: proof.batch.proof.map(bytes), root })
  expect(inBatch(proof.record)).toBe(true)
  expect(inBatch({ ...proof.record, implausible: true })).toBe(false)
  const verdict = await verifyCheckpoint(
    proof.checkpoint,
    checkpoint.body.keys.map((key) => parseVerifierKey(key)!),
  )
  if (!verdict.ok) throw new Error('the checkpoint is not signed')
  const { index, tree_size: size } = proof.inclusion
  const claim = {
    index,
    size,
    leaf_hash: entryHash(proof.entry as never),
    proof: proof.inclusion.proof.map(bytes),
    root: verdict.checkpoint.root,
  }
  expect(verifyInclusion(claim)).toBe(true)
  expect(merkleRoot([]).length).toBe(32)
})

interface EventProof {
  record: Record<string, unknown>
  batch: { index: number; size: number; proof: string[] }
  entry: { details: { root: string } }
  inclusion: { index: number; tree_size: number; proof: string[] }
  checkpoint: string
}

test('[ATTACK-9] a stream that was cut goes on after its last id and misses nothing', async () => {
  const reader = await openStream()
  const ids: string[] = []
  for (let n = 0; n < 5; n++) ids.push(await ingest())
  await until(() => ids.every((id) => reader.text().includes(id)), 10_000)
  const last = /id: (\d+)\n(?![\s\S]*\nid: )/.exec(reader.text())![1]!
  reader.close()
  const missed = [await ingest(), await ingest()]
  const resumed = await openStream(last)
  await until(() => missed.every((id) => resumed.text().includes(id)), 10_000)
  expect(ids.some((id) => resumed.text().includes(id))).toBe(false)
  resumed.close()
})

async function ingest(): Promise<string> {
  const sent = event()
  expect((await as(one.token).call('POST', '/telemetry/ingest', sent)).status).toBe(201)
  return sent.event_id
}

async function openStream(lastEventId?: string): Promise<{ text(): string; close(): void }> {
  const stop = new AbortController()
  const token = (await (
    await fetch(`${url()}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: server.start.client_id,
        client_secret: server.start.client_secret,
      }),
    })
  ).json()) as { access_token: string }
  const response = await fetch(`${url()}/telemetry/stream`, {
    headers: { authorization: `Bearer ${token.access_token}`, ...(lastEventId && { 'last-event-id': lastEventId }) },
    signal: stop.signal,
  })
  expect(response.status).toBe(200)
  let seen = ''
  const read = async () => {
    for await (const chunk of response.body!) seen += Buffer.from(chunk).toString()
  }
  void read().catch(() => undefined)
  await until(() => seen.length > 0, 5_000)
  return { text: () => seen, close: () => stop.abort() }
}

test('[ATTACK-10] the database at rest holds no secret in clear: not the client’s, not the aircraft’s', async () => {
  const admin = new pg.Client({ connectionString: databaseUrl(folder, 'skykeep_admin') })
  await admin.connect()
  const tables = await admin.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  const secrets = [server.start.client_secret, one.client_secret, one.token]
  for (const { name } of tables.rows) {
    const { rows } = await admin.query<{ text: string }>(`select t::text as text from ${name} t`)
    for (const secret of secrets) expect(rows.some(({ text }) => text.includes(secret))).toBe(false)
  }
  await admin.end()
  for (const secret of secrets) expect(server.output().includes(secret) && secret !== server.start.client_secret).toBe(false)
})
