import { hash, randomUUID } from 'node:crypto'
import type { Adapter } from 'oidc-provider'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPool } from '../../db/pool.ts'
import { type Database, openDatabase } from '../../db/tenancy.ts'
import { control } from '../../testing/control.ts'
import { type TestDatabase, testDatabase } from '../../testing/database.ts'
import { adapters } from './adapter.ts'
import { artefactStore } from './artefacts.store.ts'
import { replays } from './replays.ts'
import { userCodeHasher } from './user-codes.ts'

let database: TestDatabase
let db: Database
let admin: pg.Pool
const clock = { shiftMs: 0, now: () => new Date(Date.now() + clock.shiftMs) }
const hashUserCode = userCodeHasher('a key of the test')
const refused = () => Promise.reject(new Error('not asked here'))
const adapterOf = (model: string) =>
  adapters({ db, clock, hashUserCode, findClient: async () => undefined, grants: { find: refused, destroy: refused } })(
    model,
  ) as Adapter
const parallel = <T>(count: number, work: () => Promise<T>) => Promise.allSettled(Array.from({ length: count }, work))
const succeeded = (outcomes: PromiseSettledResult<unknown>[]) => outcomes.filter(({ status }) => status === 'fulfilled').length

beforeAll(async () => {
  database = await testDatabase()
  db = openDatabase({
    pool: openPool({ url: database.appUrl, role: 'skykeep_identity', applicationName: 'skykeep test', max: 20 }),
  })
  admin = new pg.Pool({ connectionString: database.adminUrl, max: 1 })
  // A closing connection can be cut by the drop of the database, in the pool or on its way out of it.
  admin.on('connect', (client) => client.on('error', () => {}))
  admin.on('error', () => {})
})
afterAll(async () => {
  await Promise.all([db.close(), admin.end()])
  await database.drop()
})

control('OAUTH-2', 'O-05 a code or refresh token that is redeemed 20 times at once is redeemed once', async () => {
  for (const model of ['AuthorizationCode', 'RefreshToken', 'AuthorizationCode']) {
    const code = randomUUID()
    const codes = adapterOf(model)
    await codes.upsert(code, { jti: code, kind: model }, 60)
    const outcomes = await parallel(20, () => codes.consume(code))
    expect(succeeded(outcomes)).toBe(1)
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason.message).toBe('invalid_grant')
    expect(await codes.find(code)).toMatchObject({ jti: code, consumed: expect.any(Number) })
  }
})

control('OAUTH-2', 'O-05 a replay record that is stored 20 times at once is stored once, through either door', async () => {
  for (let round = 0; round < 3; round++) {
    const record = randomUUID()
    const outcomes = await parallel(20, () => adapterOf('ReplayDetection').upsert(record, { jti: record, iss: 'me' }, 60))
    expect(succeeded(outcomes)).toBe(1)
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason.message).toBe('invalid_client')
    const jti = randomUUID()
    const uses = await Promise.all(
      Array.from({ length: 20 }, () => replays(db).isFirstUse('me', jti, new Date(Date.now() + 60_000))),
    )
    expect(uses.filter(Boolean)).toHaveLength(1)
  }
})

control(
  'OAUTH-2',
  'an artefact that has expired is neither found nor consumed, and saying it again does not give back what was consumed',
  async () => {
    const codes = adapterOf('AuthorizationCode')
    const expiring = randomUUID()
    await codes.upsert(expiring, { jti: expiring }, 60)
    clock.shiftMs = 61_000
    expect(await codes.find(expiring)).toBeUndefined()
    await expect(codes.consume(expiring)).rejects.toThrow('invalid_grant')
    clock.shiftMs = 0
    const consumed = randomUUID()
    await codes.upsert(consumed, { jti: consumed }, 60)
    await codes.consume(consumed)
    await codes.upsert(consumed, { jti: consumed, scope: 'openid' }, 60)
    await expect(codes.consume(consumed)).rejects.toThrow('invalid_grant')
  },
)

control('OAUTH-16', 'what was handed out is stored as a hash: a copy of the table holds no code, token or session', async () => {
  const handed = randomUUID()
  await adapterOf('RefreshToken').upsert(handed, { jti: handed, kind: 'RefreshToken', grantId: 'grant' }, 60)
  await adapterOf('AuthorizationCode').upsert(handed, { jti: handed, kind: 'AuthorizationCode' }, 60)
  const uid = randomUUID()
  await adapterOf('Session').upsert(handed, { jti: handed, uid }, 60)
  const { rows } = await admin.query<{ held: boolean }>(
    'select position($1 in row(a.*)::text) > 0 as held from identity.oauth_artefacts a',
    [handed],
  )
  expect(rows.length).toBeGreaterThan(2)
  expect(rows.some(({ held }) => held)).toBe(false)
  expect(await adapterOf('RefreshToken').find(handed)).toMatchObject({ jti: handed, grantId: 'grant' })
  expect(await adapterOf('Session').find(handed)).toMatchObject({ jti: handed, uid })
  expect(await adapterOf('Session').findByUid(uid)).toMatchObject({ uid })
})

test('the end of a grant removes everything under it and nothing else', async () => {
  const [grant, other] = [randomUUID(), randomUUID()]
  await adapterOf('RefreshToken').upsert('one', { jti: 'one', grantId: grant }, 60)
  await adapterOf('AuthorizationCode').upsert('two', { jti: 'two', grantId: grant }, 60)
  await adapterOf('RefreshToken').upsert('three', { jti: 'three', grantId: other }, 60)
  await db.withoutTeam((tx) => artefactStore(tx).removeGrant(grant))
  expect(await adapterOf('RefreshToken').find('one')).toBeUndefined()
  expect(await adapterOf('AuthorizationCode').find('two')).toBeUndefined()
  expect(await adapterOf('RefreshToken').find('three')).toBeDefined()
  await adapterOf('RefreshToken').destroy('three')
  expect(await adapterOf('RefreshToken').find('three')).toBeUndefined()
})

test('what a person decided is carried out once, of many tries at once', async () => {
  const uid = randomUUID()
  await adapterOf('Interaction').upsert(uid, { jti: uid, params: {} }, 60)
  const outcomes = await parallel(20, () => adapterOf('Interaction').destroy(uid))
  expect(succeeded(outcomes)).toBe(1)
})

control(
  'OAUTH-36',
  'a copy of the table holds neither the code of a device nor the one that its person types, nor a hash that all could be tried against',
  async () => {
    const [device, code] = [randomUUID(), 'BCDFGHJK']
    const codes = adapterOf('DeviceCode')
    await codes.upsert(device, { jti: device, kind: 'DeviceCode', userCode: code, params: {} }, 60)
    const { rows } = await admin.query<{ row: string }>(
      `select row(a.*)::text as row from identity.oauth_artefacts a where model = 'DeviceCode'`,
    )
    expect(rows).toHaveLength(1)
    for (const text of [device, code, 'BCDF-GHJK', hash('sha256', code, 'base64url'), hash('sha256', code, 'hex')])
      expect(rows[0]!.row).not.toContain(text)
    expect(rows[0]!.row).not.toContain(userCodeHasher('another key')(code))
    for (const typed of [code, 'bcdf-ghjk', 'BCDF GHJK'])
      expect(await codes.findByUserCode(typed)).toMatchObject({ kind: 'DeviceCode', userCode: typed })
    expect(await codes.findByUserCode('BCDFGHJL')).toBeUndefined()
    expect(await codes.findByUserCode(code)).not.toHaveProperty('jti')
  },
)

control('OAUTH-35', 'a device that asks too often has to wait longer each time (RFC 8628)', async () => {
  const device = randomUUID()
  const codes = adapterOf('DeviceCode')
  await codes.upsert(device, { jti: device, kind: 'DeviceCode', userCode: 'BCDFGHJM', params: {} }, 600)
  const after = async (seconds: number) => {
    clock.shiftMs += seconds * 1_000
    return codes.find(device).then(
      () => 'answered',
      (error) => error.message,
    )
  }
  const answered = [await after(0), await after(5), await after(3), await after(7), await after(13), await after(20)]
  clock.shiftMs = 0
  expect(answered).toEqual(['answered', 'answered', 'slow_down', 'slow_down', 'slow_down', 'answered'])
})

test('a character that PostgreSQL cannot keep is the fault of the request', async () => {
  for (const state of ['a\u0000b', 'half \ud800 pair']) {
    await expect(adapterOf('Interaction').upsert('planted', { jti: 'planted', params: { state } }, 60)).rejects.toMatchObject({
      message: 'invalid_request',
      statusCode: 400,
    })
  }
})

test('what expired before the given instant is removed for good', async () => {
  const old = randomUUID()
  await adapterOf('AuthorizationCode').upsert(old, { jti: old }, 60)
  const removed = await db.withoutTeam((tx) => artefactStore(tx).removeExpired(new Date(Date.now() + 61_000)))
  expect(removed).toBeGreaterThanOrEqual(1)
  expect(await db.withoutTeam((tx) => artefactStore(tx).removeExpired(new Date(Date.now() + 61_000)))).toBe(0)
})

test('neither clients nor grants can be stored through the OAuth library', async () => {
  await expect(adapterOf('Grant').upsert('id', {}, 60)).rejects.toThrow('given by people')
  await expect(adapterOf('Client').upsert('id', {}, 60)).rejects.toThrow('registered by their team')
  await expect(adapterOf('Client').destroy('id')).rejects.toThrow('registered by their team')
})
