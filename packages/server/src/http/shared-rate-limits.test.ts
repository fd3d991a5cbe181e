import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfiguration } from '../config/read.ts'
import { openPool } from '../db/pool.ts'
import { type Database, openDatabase } from '../db/tenancy.ts'
import { newId } from '../lib/new-id.ts'
import { bareApp, bearer } from '../testing/bare-app.ts'
import { control } from '../testing/control.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { trialRoutes } from '../testing/trial-routes.ts'
import { RateLimits } from './rate-limits.ts'

let database: TestDatabase
const open: Database[] = []
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => {
  await Promise.all(open.map((db) => db.close()))
  await database.drop()
})

const settings = { SKYKEEP_LIMIT_AIRCRAFT_PER_MINUTE: '4', SKYKEEP_LIMIT_STORE: 'postgres' }

/** One of several gateways over the same database. */
function gateway(url = database.appUrl) {
  const db = openDatabase({ pool: openPool({ url, role: 'skykeep_gateway', applicationName: 'skykeep test limits', max: 2 }) })
  open.push(db)
  const bare = bareApp(settings, { limits: new RateLimits(readConfiguration(settings), { kind: 'postgres', db }) })
  trialRoutes(bare.app)
  return (id: string) => bare.app.inject({ url: '/mine', headers: { authorization: bearer(`aircraft:${id}`) } })
}

control('LIMIT-10', 'several processes share one allowance: going from one to the other opens no new one', async () => {
  const [one, two] = [gateway(), gateway()]
  const id = newId()
  const answers = await Promise.all([one(id), two(id), one(id), two(id), one(id), two(id)])
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 200, 200, 200, 429, 429])
  expect((await two(newId())).statusCode).toBe(200)
  expect((await gateway()(id)).statusCode).toBe(429)
})

control('LIMIT-11', 'when the shared counters cannot be reached, nobody is let in uncounted', async () => {
  const answer = await gateway(database.appUrl.replace(/\/test_\w+/, '/nowhere'))(newId())
  expect([answer.statusCode, answer.json().code]).not.toContain(200)
  expect(answer.statusCode).toBeGreaterThanOrEqual(500)
})

test('the counters tell the same numbers as those in memory', async () => {
  const ask = gateway()
  const id = newId()
  await ask(id)
  const { headers } = await ask(id)
  expect(headers['ratelimit-policy']).toBe('"aircraft";q=4;w=60')
  expect(headers.ratelimit).toMatch(/^"aircraft";r=2;t=(59|60)$/)
})
