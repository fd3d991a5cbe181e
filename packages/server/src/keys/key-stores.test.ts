import { randomBytes, randomUUID } from 'node:crypto'
import { type DataKeyRow, KeyRing, type SigningKeyRow, SigningKeys } from '@skykeep/keyring'
import { memoryRootKey } from '@skykeep/keyring/testing/memory-root-key'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAudit } from '../audit/audit.ts'
import { auditSeal } from '../audit/seal.ts'
import { readConfiguration } from '../config/read.ts'
import { openPool } from '../db/pool.ts'
import { type Database, openDatabase } from '../db/tenancy.ts'
import { control } from '../testing/control.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createKeyRing } from './create-key-ring.ts'
import { dataKeyStore } from './data-key-store.ts'
import { signingKeyStore } from './signing-key-store.ts'

let database: TestDatabase
let db: Database
const clock = { now: () => new Date() }
const audit = createAudit({ seal: auditSeal([randomBytes(32)]), clock })
beforeAll(async () => {
  database = await testDatabase()
  db = openDatabase({ pool: openPool({ url: database.appUrl, role: 'skykeep_identity', applicationName: 'skykeep test' }) })
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

const dataKey = (more: Partial<DataKeyRow> = {}): DataKeyRow => ({
  id: `dk_${randomUUID()}`,
  team_id: randomUUID(),
  purpose: 'trial',
  version: 1,
  wrapped: Buffer.from('wrapped'),
  root_key_id: 'rk_1',
  created_at: new Date('2026-01-01T00:00:00Z'),
  ...more,
})

test('a data key is stored once for each team, purpose and version, and everybody gets the stored one', async () => {
  const store = dataKeyStore(db)
  for (const team_id of [randomUUID(), null]) {
    const purpose = `race-${randomUUID()}`
    const rows = Array.from({ length: 10 }, () => dataKey({ team_id, purpose }))
    const stored = await Promise.all(rows.map((row) => store.insert(row)))
    expect(new Set(stored.map(({ id }) => id)).size).toBe(1)
    expect(rows).toContainEqual(stored[0])
    expect(await store.byId(stored[0]!.id)).toEqual(stored[0])
    const second = await store.insert(dataKey({ team_id, purpose, version: 2 }))
    expect(await store.newest(team_id, purpose)).toEqual(second)
  }
  expect(await store.newest(randomUUID(), 'trial')).toBeUndefined()
  expect(await store.newest(null, 'never')).toBeUndefined()
})

test('destroyed keys stay as rows without content, and only those of the team', async () => {
  const store = dataKeyStore(db)
  const [mine, other] = [await store.insert(dataKey()), await store.insert(dataKey())]
  expect(await store.destroy(mine.team_id!)).toBe(1)
  expect(await store.destroy(mine.team_id!)).toBe(0)
  expect(await store.byId(mine.id)).toEqual({ ...mine, wrapped: null })
  expect(await store.byId(other.id)).toEqual(other)
  const again = { id: mine.id, wrapped: Buffer.from('again'), root_key_id: 'rk_2', from_root_key_id: 'rk_1' }
  expect(await store.rewrap([again])).toBe(0)
})

test('a key is wrapped anew by one of those who try, and is then no longer waiting', async () => {
  const store = dataKeyStore(db)
  const row = await store.insert(dataKey({ root_key_id: `rk_${randomUUID()}` }))
  const waiting = async () => (await store.wrappedByOthers('rk_next', 1_000)).filter(({ id }) => id === row.id)
  expect(await waiting()).toEqual([row])
  const tries = Array.from({ length: 8 }, (_, i) =>
    store.rewrap([{ id: row.id, wrapped: Buffer.from(`new ${i}`), root_key_id: 'rk_next', from_root_key_id: row.root_key_id }]),
  )
  expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1)
  expect(await waiting()).toEqual([])
  expect(await store.wrappedByOthers('rk_next', 0)).toEqual([])
})

control(
  'KEY-21',
  'a data key that is first needed inside a transaction survives when that transaction is rolled back',
  async () => {
    const ring = new KeyRing({ root: memoryRootKey(), store: dataKeyStore(db), clock })
    const place = { team_id: randomUUID(), purpose: 'trial', table: 't', column: 'c', row: 'r' }
    let envelope = ''
    const rolledBack = db.withoutTeam(async () => {
      envelope = await ring.seal('kept', place)
      throw new Error('rolled back')
    })
    await expect(rolledBack).rejects.toThrow('rolled back')
    ring.forget()
    expect(await ring.openText(envelope, place)).toBe('kept')
  },
)

control('KEY-22', 'the database holds no data key that opens without the root key of the data folder', async () => {
  const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()]
  const place = { team_id: randomUUID(), purpose: 'trial', table: 't', column: 'c', row: 'r' }
  const envelope = await (await createKeyRing({ config: inFolder(folder), db, clock })).seal('secret', place)
  const restarted = await createKeyRing({ config: inFolder(`${folder}/`), db, clock })
  expect(await restarted.openText(envelope, place)).toBe('secret')
  const thief = await createKeyRing({ config: inFolder(`${elsewhere}/new`), db, clock })
  await expect(thief.open(envelope, place)).rejects.toMatchObject({ code: 'ROOT_KEY_UNKNOWN' })
})

const inFolder = (folder: string) => readConfiguration({ SKYKEEP_DATA_DIR: folder })

const signingKey = (more: Partial<SigningKeyRow> = {}): SigningKeyRow => ({
  kid: randomUUID(),
  state: 'announced',
  public_jwk: { kty: 'OKP', crv: 'Ed25519', x: 'A' },
  sealed: 'sealed',
  announced_at: new Date('2026-01-01T00:00:00Z'),
  activated_at: null,
  retiring_at: null,
  destroyed_at: null,
  withdrawn: false,
  ...more,
})

test('signing keys are changed as a whole by one of those who try, and each change is announced', async () => {
  const store = signingKeyStore(db, audit)
  expect(await store.load('checkpoint')).toEqual({ revision: 0, keys: [] })
  const tries = Array.from({ length: 8 }, () => [
    signingKey({ state: 'active', activated_at: new Date() }),
    signingKey({ announced_at: new Date('2026-02-01T00:00:00Z') }),
  ])
  const saved = await Promise.all(tries.map((keys) => store.save('checkpoint', keys, 0, null)))
  expect(saved.filter(Boolean)).toHaveLength(1)
  const stored = tries[saved.indexOf(true)]!
  expect(await store.load('checkpoint')).toEqual({ revision: 1, keys: stored })

  const [active, next] = stored as [SigningKeyRow, SigningKeyRow]
  // The successor stands before the one it replaces: two active keys must not be needed for a moment.
  const promoted: SigningKeyRow[] = [
    { ...next, state: 'active', activated_at: new Date() },
    { ...active, state: 'retiring', retiring_at: new Date() },
  ]
  expect(await store.save('checkpoint', promoted, 0, null)).toBe(false)
  expect(await store.save('checkpoint', promoted, 1, null)).toBe(true)
  expect(await store.save('checkpoint', promoted, 1, null)).toBe(false)
  expect(await store.load('checkpoint')).toEqual({ revision: 2, keys: promoted.toReversed() })

  const destroyed = { ...promoted[1]!, state: 'destroyed' as const, sealed: null, destroyed_at: new Date(), withdrawn: true }
  expect(await store.save('checkpoint', [promoted[0]!, destroyed], 2, null)).toBe(true)
  expect((await store.load('checkpoint')).keys).toEqual([destroyed, promoted[0]])
  expect(await store.load('token')).toEqual({ revision: 0, keys: [] })
  const { rows } = await db.pool.query(`select subject from identity.signals where kind = 'keys' and subject = 'checkpoint'`)
  expect(rows).toHaveLength(3)
})

test('two processes that start at once end with the same token keys', async () => {
  const keyRing = new KeyRing({ root: memoryRootKey(), store: dataKeyStore(db), clock })
  const processes = [1, 2].map(
    () => new SigningKeys({ keyRing, store: signingKeyStore(db, audit), clock, tokenLifeSeconds: 900, modulusBits: 2_048 }),
  )
  await Promise.all(processes.map((keys) => keys.ensure()))
  const [one, other] = await Promise.all(processes.map((keys) => keys.active()))
  expect(one?.kid).toBe(other?.kid)
})
