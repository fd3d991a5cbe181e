import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrail, type Trail } from '../audit/testing/trail.ts'
import { readConfiguration } from '../config/read.ts'
import type { Database } from '../db/tenancy.ts'
import { VERSION } from '../lib/version.ts'
import { tellStarted, tellStopped } from './tell-service.ts'

let trail: Trail
beforeAll(async () => {
  trail = await openTrail()
})
afterAll(() => trail.close())

const config = readConfiguration({})

function serviceOn(db: Pick<Database, 'withoutTeam'>) {
  const lines: { level: number; msg: string }[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) })
  return { core: { config, log, audit: trail.audit, db: db as Database }, lines }
}

test('a start and a stop are entries of the installation that name roles and version', async () => {
  const { core, lines } = serviceOn(trail.db)
  await tellStarted(core)
  await tellStopped(core)
  await trail.sequencer.settle()
  const { rows } = await trail.admin.query('select leaf from audit.entries order by index')
  const details = { roles: config.SKYKEEP_ROLE, version: VERSION }
  const entry = { team_id: null, actor: { type: 'system', id: 'server' }, outcome: 'success', details }
  expect(rows.map(({ leaf }) => JSON.parse(leaf))).toMatchObject([
    { ...entry, action: 'service.started' },
    { ...entry, action: 'service.stopped' },
  ])
  expect(lines).toEqual([])
})

test('a database that refuses stops neither the start nor the stop, and is told in the log', async () => {
  const { core, lines } = serviceOn({ withoutTeam: () => Promise.reject(new Error('it is away')) })
  await tellStarted(core)
  await tellStopped(core)
  expect(lines).toMatchObject([
    { level: 40, action: 'service.started' },
    { level: 40, action: 'service.stopped' },
  ])
})

test('a database that never answers does not hold up the stop', async () => {
  const { core, lines } = serviceOn({ withoutTeam: () => new Promise<never>(() => undefined) })
  await tellStopped(core, 1)
  expect(lines).toMatchObject([{ level: 40, msg: 'the audit trail was not told of the stop in time' }])
})
