import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrail, type Trail } from '../audit/testing/trail.ts'
import { readConfiguration } from '../config/read.ts'
import type { Database } from '../db/tenancy.ts'
import { VERSION } from '../lib/version.ts'
import { control } from '../testing/control.ts'
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

test('the first start after migrations tells of them, once', async () => {
  const { core } = serviceOn(trail.db)
  await Promise.all([tellStarted(core), tellStarted(core)])
  await trail.sequencer.settle()
  const told = `select leaf from audit.entries where action = 'database.migrated'`
  const { rows } = await trail.admin.query(told)
  const { rows: applied } = await trail.admin.query('select name from skykeep.migrations order by number')
  const migrations = applied.map(({ name }) => name)
  expect(rows.map(({ leaf }) => JSON.parse(leaf))).toMatchObject([
    {
      resource: { type: 'migration', id: migrations.at(-1) },
      details: { before: { migration: null }, after: { migration: migrations.at(-1) }, migrations },
    },
  ])
  // As if the newest had come since.
  await trail.admin.query('delete from skykeep.migrations_told where number = $1', [migrations.length])
  await tellStarted(core)
  await trail.sequencer.settle()
  const { rows: both } = await trail.admin.query(told)
  expect(both.map(({ leaf }) => JSON.parse(leaf).details.migrations)).toEqual([migrations, migrations.slice(-1)])
})

test('a start and a stop are entries of the installation that name roles and version', async () => {
  const { core, lines } = serviceOn(trail.db)
  const { rows: known } = await trail.admin.query('select count(*)::int as count from audit.entries')
  await tellStarted(core)
  await tellStopped(core)
  await trail.sequencer.settle()
  const { rows } = await trail.admin.query('select leaf from audit.entries order by index offset $1', [known[0].count])
  const details = { roles: config.SKYKEEP_ROLE, version: VERSION }
  const entry = { team_id: null, actor: { type: 'system', id: 'server' }, outcome: 'success', details }
  expect(rows.map(({ leaf }) => JSON.parse(leaf))).toMatchObject([
    { ...entry, action: 'service.started' },
    { ...entry, action: 'service.stopped' },
  ])
  expect(lines).toEqual([])
})

control(
  'CONFIG-9',
  'a start with other settings than the start before is an entry with both, and never with a secret',
  async () => {
    const entriesAfter = async (environment: Record<string, string>) => {
      const { rows: known } = await trail.admin.query('select count(*)::int as count from audit.entries')
      await tellStarted({ ...serviceOn(trail.db).core, config: readConfiguration(environment) })
      await trail.sequencer.settle()
      const { rows } = await trail.admin.query('select leaf from audit.entries order by index offset $1', [known[0].count])
      return rows.map(({ leaf }) => JSON.parse(leaf)).filter(({ action }) => action === 'configuration.changed')
    }
    const usual = { SKYKEEP_ROLE: 'all' }
    await entriesAfter(usual)
    expect(await entriesAfter({ ...usual, SKYKEEP_PORT: '9000', SKYKEEP_DATA_DIR: '/elsewhere' })).toEqual([])
    const weaker = {
      ...usual,
      SKYKEEP_TRUSTED_PROXIES: '10.0.0.0/8',
      SKYKEEP_SMTP_URL: 'smtp://a:hunter2hunter2@mail.example:25',
    }
    const [entry, ...more] = await entriesAfter({ ...weaker, SKYKEEP_MAIL_FROM: 'Skykeep <a@mail.example>' })
    expect(more).toEqual([])
    expect(entry).toMatchObject({
      team_id: null,
      actor: { type: 'system', id: 'server' },
      details: {
        roles: config.SKYKEEP_ROLE,
        before: { SKYKEEP_MAIL_FROM: null, SKYKEEP_SMTP_URL: 'not set', SKYKEEP_TRUSTED_PROXIES: [] },
        after: {
          SKYKEEP_MAIL_FROM: 'Skykeep <a@mail.example>',
          SKYKEEP_SMTP_URL: 'set',
          SKYKEEP_TRUSTED_PROXIES: ['10.0.0.0/8'],
        },
      },
    })
    const { rows } = await trail.admin.query('select settings::text as text from skykeep.configurations')
    expect([...rows.map(({ text }) => text), JSON.stringify(entry)].join()).not.toContain('hunter2')
    expect(await entriesAfter(usual)).toHaveLength(1)
    expect(await entriesAfter(usual)).toEqual([])
  },
)

test('a database that refuses stops neither the start nor the stop, and is told in the log', async () => {
  const { core, lines } = serviceOn({ withoutTeam: () => Promise.reject(new Error('it is away')) })
  await tellStarted(core)
  await tellStopped(core)
  expect(lines).toMatchObject([
    { level: 40, action: 'database.migrated' },
    { level: 40, action: 'configuration.changed' },
    { level: 40, action: 'service.started' },
    { level: 40, action: 'service.stopped' },
  ])
})

test('a database that never answers does not hold up the stop', async () => {
  const { core, lines } = serviceOn({ withoutTeam: () => new Promise<never>(() => undefined) })
  await tellStopped(core, 1)
  expect(lines).toMatchObject([{ level: 40, msg: 'the audit trail was not told of the stop in time' }])
})
