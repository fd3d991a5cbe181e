import { randomBytes, X509Certificate } from 'node:crypto'
import { createAuthority, KeyRing } from '@skykeep/keyring'
import { memoryRootKey } from '@skykeep/keyring/testing/memory-root-key'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAudit } from '../audit/audit.ts'
import { auditSeal } from '../audit/seal.ts'
import { openPool } from '../db/pool.ts'
import { type Database, openDatabase } from '../db/tenancy.ts'
import { control } from '../testing/control.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { dataKeyStore } from './data-key-store.ts'
import { installationAuthority } from './installation-authority.ts'
import { publicKeysOf } from './public-keys.ts'
import { signingKeyStore } from './signing-key-store.ts'

let database: TestDatabase
let db: Database
const root = memoryRootKey()
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

const newRing = () => new KeyRing({ root, store: dataKeyStore(db), clock })

control('PKI-6', 'processes that start at once end with the same root, whose key is in the database only sealed', async () => {
  const found = await Promise.all(
    Array.from({ length: 6 }, () => installationAuthority({ db, audit, keyRing: newRing(), clock })),
  )
  expect(new Set(found.map(({ pem }) => pem)).size).toBe(1)
  const [authority] = found
  const below = await createAuthority({
    commonName: 'Team',
    validYears: 10,
    pathLength: 0,
    parent: await found[5]!.open(),
    now: clock.now(),
  })
  expect(new X509Certificate(below.pem).verify(new X509Certificate(authority!.pem).publicKey)).toBe(true)

  const { rows } = await db.pool.query('select * from identity.installation')
  expect(rows).toHaveLength(1)
  expect(rows[0].sealed_root_key).toMatch(/^sk1\./)
  const key = Buffer.from((await authority!.open()).privateKeyPkcs8)
  expect(rows[0].sealed_root_key).not.toContain(key.toString('base64url').slice(40, 80))
})

test('a role that only verifies reads public keys and can read no private part', async () => {
  const now = clock.now()
  const states = { announced_at: now, activated_at: now, retiring_at: null, destroyed_at: null, withdrawn: false }
  const public_jwk = new X509Certificate(
    (await installationAuthority({ db, audit, keyRing: newRing(), clock })).pem,
  ).publicKey.export({
    format: 'jwk',
  })
  const keys = [
    { kid: 'active', state: 'active' as const, sealed: 'sealed', public_jwk, ...states },
    { kid: 'gone', state: 'destroyed' as const, sealed: null, public_jwk, ...states, destroyed_at: now },
  ]
  expect(await signingKeyStore(db, audit).save('token', keys, 0, null)).toBe(true)
  const gateway = openPool({ url: database.appUrl, role: 'skykeep_gateway', applicationName: 'skykeep test', max: 1 })
  const found = publicKeysOf(gateway)
  expect([(await found.keyOf('active'))?.type, await found.keyOf('gone')]).toEqual(['public', undefined])
  for (const secret of [
    'select sealed_key from identity.signing_keys',
    'select * from identity.data_keys',
    'select * from identity.installation',
  ]) {
    await expect(gateway.query(secret)).rejects.toThrow('permission denied')
  }
  await gateway.end()
})
