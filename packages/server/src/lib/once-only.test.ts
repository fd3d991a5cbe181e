import { permissionsOf } from '@skykeep/contract'
import { certificateRequest } from '@skykeep/keyring/testing/certificate-requests'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { control } from '../testing/control.ts'
import { expectProblem } from '../testing/http.ts'
import { type RegistryWorld, registryWorld } from '../testing/registry-world.ts'

let world: RegistryWorld
beforeAll(async () => {
  world = await registryWorld()
})
afterAll(() => world.close())

const keyed = (key: string, body?: unknown) => ({ body, headers: { 'idempotency-key': key } })

control('IDEMPOTENCY-1', 'twenty calls with one key at once create one thing, and all get the same answer', async () => {
  const { owner, id } = await world.team()
  const answers = await Promise.all(Array.from({ length: 20 }, () => owner('POST /clients', keyed('k-1', { name: 'Once' }))))
  const [first] = answers
  expect(first).toMatchObject({ status: 201, body: { name: 'Once', client_secret: expect.stringMatching(/^sk_client_/) } })
  for (const { status, body } of answers) expect({ status, body }).toEqual({ status: 201, body: first?.body })
  expect((await owner('GET /clients')).body.items).toHaveLength(1)
  expect((await world.entriesOf(id)).filter(({ action }) => action === 'client.created')).toHaveLength(1)
})

test('forty calls with forty keys on a new team, at once and with eight connections, are all done', async () => {
  const { owner } = await world.team()
  const bodies = Array.from({ length: 40 }, (_, i) => ({ name: `Client ${i}` }))
  const answers = await Promise.all(bodies.map((body) => owner('POST /clients', keyed(body.name.replace(' ', '-'), body))))
  expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(201))
})

test('a repeated rotation answers with the secret of the first, which is still the valid one', async () => {
  const { owner } = await world.team()
  const { id } = (await owner('POST /clients', { body: { name: 'Lost answer' } })).body
  const first = await owner(`POST /clients/${id}/secret`, keyed('r-1', { overlap_seconds: 60 }))
  const again = await owner(`POST /clients/${id}/secret`, keyed('r-1', { overlap_seconds: 60 }))
  expect(again.body).toEqual(first.body)
  expect(await world.proofs.secretMatches(await world.proofs.findPrincipal(id), again.body.client_secret)).toBe(true)
})

test('every creating call takes a key: aircraft, their secrets and certificates, certificates of clients', async () => {
  const { owner } = await world.team()
  const twice = async (call: `POST /${string}`, body?: unknown) => {
    const [first, second] = [await owner(call, keyed('same', body)), await owner(call, keyed('same', body))]
    expect([call, first.status, second.status]).toEqual([call, 201, 201])
    expect(second.body).toEqual(first.body)
    return first.body
  }
  const { csrPem: csr } = await certificateRequest()
  const { id } = await twice('POST /aircraft', { registration: 'HB-KEY' })
  await twice(`POST /aircraft/${id}/secret`)
  await twice(`POST /aircraft/${id}/certificates`, { csr })
  expect((await owner(`GET /aircraft/${id}/certificates`)).body.items).toHaveLength(1)
  const client = await twice('POST /clients', { name: 'TLS', auth_method: 'tls_client_auth' })
  await twice(`POST /clients/${client.id}/certificates`, { csr })
  expect((await owner(`GET /clients/${client.id}/certificates`)).body.items).toHaveLength(1)
})

control('IDEMPOTENCY-2', 'a key that comes with another request is refused, and nothing is created', async () => {
  const { owner } = await world.team()
  const [a, b] = [
    (await owner('POST /aircraft', keyed('k', { registration: 'HB-AAA' }))).body,
    (await owner('POST /aircraft', { body: { registration: 'HB-BBB' } })).body,
  ]
  expectProblem(await owner('POST /aircraft', keyed('k', { registration: 'HB-CCC' })), 'IDEMPOTENCY_KEY_REUSED')
  expectProblem(await owner('POST /aircraft', keyed('k', { registration: 'HB-AAA', tier: 'standard' })), 'IDEMPOTENCY_KEY_REUSED')
  await owner(`POST /aircraft/${a.id}/secret`, keyed('s'))
  expectProblem(await owner(`POST /aircraft/${b.id}/secret`, keyed('s')), 'IDEMPOTENCY_KEY_REUSED')
  // The order of members is no difference: it has no meaning in JSON.
  const [one, other] = [
    { registration: 'HB-DDD', name: 'D' },
    { name: 'D', registration: 'HB-DDD' },
  ]
  expect((await owner('POST /aircraft', keyed('d', one))).body).toEqual((await owner('POST /aircraft', keyed('d', other))).body)
  expect((await owner('GET /aircraft')).body.items).toHaveLength(3)
})

control(
  'IDEMPOTENCY-3',
  'an answer with a secret belongs to the principal that got it, needs its permission still, and is stored sealed',
  async () => {
    const { owner, may, id } = await world.team()
    const { body } = await owner('POST /clients', keyed('mine', { name: 'Mine' }))
    const another = may(...permissionsOf(['owner']))
    expectProblem(await another('POST /clients', keyed('mine', { name: 'Mine' })), 'CLIENT_NAME_TAKEN')
    const { rows } = await world.admin.query('select * from directory.idempotent_answers where team_id = $1', [id])
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(body.client_secret)
    expect(JSON.stringify(rows)).not.toContain('Mine')
  },
)

test('K-05 without the key service what is remembered serves for five minutes, then calls that seal are 503 and store nothing', async () => {
  const { id, owner } = await world.team()
  const create = (key: string) => owner('POST /clients', keyed(key, { name: `Client ${key}` }))
  const stored = async () => {
    const { rows } = await world.admin.query('select t::text as text from directory.idempotent_answers t where team_id = $1', [
      id,
    ])
    return rows.map(({ text }) => text).join()
  }
  await create('before')
  world.root.state.silent = true
  try {
    const bridged = await create('bridged')
    expect(bridged.status).toBe(201)
    expect(await stored()).not.toContain(bridged.body.client_secret)
    world.clock.aheadMs += 5 * 60_000
    const refused = await create('refused')
    expectProblem(refused, 'ROLE_UNREACHABLE')
    expect(refused.headers['retry-after']).toBe('5')
    expect(refused.raw.toString()).not.toMatch(/root|key ring/i)
    expect(await stored()).not.toContain('refused')
    expect((await owner('GET /clients')).body.items).toHaveLength(2)
  } finally {
    world.root.state.silent = false
    world.clock.aheadMs -= 5 * 60_000
  }
  expect((await create('refused')).status).toBe(201)
})

test('a call that failed leaves its key free', async () => {
  const { owner } = await world.team()
  await owner('POST /clients', { body: { name: 'Taken' } })
  expectProblem(await owner('POST /clients', keyed('f', { name: 'Taken' })), 'CLIENT_NAME_TAKEN')
  expect((await owner('POST /clients', keyed('f', { name: 'Free' }))).status).toBe(201)
})

test('a key of wrong form is refused', async () => {
  const { owner } = await world.team()
  for (const key of ['', ' ', 'two words', 'x'.repeat(201), 'é']) {
    expectProblem(await owner('POST /clients', keyed(key, { name: 'Never' })), 'IDEMPOTENCY_KEY_INVALID')
  }
  expect((await owner('POST /clients', keyed('x'.repeat(200), { name: 'Longest' }))).status).toBe(201)
  expect((await owner('GET /clients')).body.items).toHaveLength(1)
})

test('after a day a key is free again, and what was kept under old keys is gone', async () => {
  const { owner, id } = await world.team()
  for (let i = 0; i < 3; i++) await owner('POST /aircraft', keyed(`old-${i}`, { registration: `HB-OLD${i}` }))
  const kept = async () => (await world.admin.query('select key from directory.idempotent_answers where team_id = $1', [id])).rows
  world.clock.aheadMs = 24 * 3_600_000 - 60_000
  expect((await owner('POST /aircraft', keyed('old-0', { registration: 'HB-OLD0' }))).status).toBe(201)
  world.clock.aheadMs = 24 * 3_600_000 + 60_000
  expectProblem(await owner('POST /aircraft', keyed('old-0', { registration: 'HB-OLD0' })), 'AIRCRAFT_REGISTRATION_TAKEN')
  expect((await owner('POST /aircraft', keyed('old-0', { registration: 'HB-NEW0' }))).status).toBe(201)
  world.clock.aheadMs = 0
  expect(await kept()).toEqual([{ key: 'old-0' }])
})
