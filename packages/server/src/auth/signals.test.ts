import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPool } from '../db/pool.ts'
import { newId } from '../lib/new-id.ts'
import { control } from '../testing/control.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { waitUntil } from '../testing/wait-until.ts'
import { SignalFeed, type SignalKind } from './signals.ts'

let database: TestDatabase
let admin: pg.Pool
beforeAll(async () => {
  database = await testDatabase()
  admin = new pg.Pool({ connectionString: database.adminUrl, max: 2 })
  // A closing connection can be cut by the drop of the database, in the pool or on its way out of it.
  admin.on('connect', (client) => client.on('error', () => {}))
  admin.on('error', () => {})
})
afterAll(async () => {
  await admin.end()
  await database.drop()
})

async function feed(url = database.appUrl) {
  const pool = openPool({ url, role: 'skykeep_gateway', applicationName: 'skykeep test signals', max: 2 })
  const heard: string[] = []
  const clock = { aheadMs: 0 }
  const gaps: number[] = []
  const signals = new SignalFeed(
    pool,
    { on: (kind, subject) => heard.push(`${kind} ${subject}`), onGap: () => gaps.push(1) },
    () => Date.now() + clock.aheadMs,
  )
  const stop = async () => {
    await signals.stop()
    await pool.end()
  }
  return { signals, heard, gaps, clock, stop }
}

const say = (kind: SignalKind, subject: string) =>
  admin.query('insert into identity.signals (id, kind, subject) values ($1, $2, $3)', [newId(), kind, subject])

control('AUTH-16', 'a revocation made by another process is heard by every process within 5 seconds', async () => {
  const { signals, heard, stop } = await feed()
  await signals.start()
  const [jti, thumbprint, principal] = [newId(), newId(), newId()]
  expect(signals.isRevoked('token', jti)).toBe(false)
  await Promise.all([say('token', jti), say('certificate', thumbprint), say('principal', principal)])
  await waitUntil(
    'all three were heard',
    () => [jti, thumbprint, principal].every((id) => heard.some((line) => line.endsWith(id))),
    5_000,
  )
  expect(signals.isRevoked('token', jti)).toBe(true)
  expect(signals.isRevoked('certificate', thumbprint)).toBe(true)
  expect(signals.isRevoked('certificate', jti)).toBe(false)
  await stop()
})

control('AUTH-17', 'a process that starts knows what was revoked before, as long as it matters', async () => {
  const [live, ended, thumbprint] = [newId(), newId(), newId()]
  await admin.query(
    `insert into identity.revoked_tokens values ($1, now() + interval '10 minutes'), ($2, now() - interval '1 second')`,
    [live, ended],
  )
  await admin.query(`insert into identity.revoked_certificates values ($1, now() + interval '1 day')`, [thumbprint])
  const { signals, stop } = await feed()
  await signals.start()
  expect(signals.isRevoked('token', live)).toBe(true)
  expect(signals.isRevoked('token', ended)).toBe(false)
  expect(signals.isRevoked('certificate', thumbprint)).toBe(true)
  await stop()
})

control(
  'AUTH-18',
  'a feed that has heard nothing for 5 seconds says that it is stale, and one that never started too',
  async () => {
    const { signals, clock, stop } = await feed()
    expect(signals.stale).toBe(true)
    await signals.start()
    expect(signals.stale).toBe(false)
    clock.aheadMs = 5_100
    expect(signals.stale).toBe(true)
    await waitUntil('it asked again', () => !signals.stale)
    await stop()
  },
)

control(
  'AUTH-19',
  'a lost connection is made again, what was revoked meanwhile is heard, and a long gap forgets everything',
  async () => {
    const { signals, heard, gaps, clock, stop } = await feed()
    await signals.start()
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'skykeep test signals' and datname = current_database()`,
    )
    const subject = newId()
    await say('principal', subject)
    await waitUntil('it was heard after all', () => heard.includes(`principal ${subject}`))
    expect(gaps).toEqual([])
    clock.aheadMs = 20_000
    await waitUntil('the gap was noticed', () => gaps.length > 0)
    await stop()
  },
)

test('a signal is told to the process once or twice, not again each second', async () => {
  const { signals, heard, clock, stop } = await feed()
  await signals.start()
  const subject = newId()
  await say('principal', subject)
  await waitUntil('it was heard', () => heard.includes(`principal ${subject}`))
  const later = newId()
  for (const round of [1, 2, 3]) {
    clock.aheadMs = round * 5_100
    await waitUntil('it asked again', () => !signals.stale)
  }
  await say('principal', later)
  await waitUntil('the later one was heard', () => heard.includes(`principal ${later}`))
  expect(heard.filter((line) => line.endsWith(subject)).length).toBeLessThanOrEqual(2)
  await stop()
})

test('a feed that cannot reach its database does not start', async () => {
  const { signals, stop } = await feed(database.appUrl.replace(/\/test_\w+/, '/nowhere'))
  await expect(signals.start()).rejects.toThrow()
  expect(signals.stale).toBe(true)
  await stop()
})
