import { readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootKeyIds } from '@skykeep/keyring'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addNextLocalSecret, useNextLocalSecret } from '../../runtime/local-secret.ts'
import { periodDays } from './listed-keys.ts'
import { type KeyWorld, keyWorld } from './testing/key-world.ts'

let program: KeyWorld['program']
let care: KeyWorld['care']
beforeAll(async () => {
  ;({ program, care } = await keyWorld())
}, 60_000)
afterAll(() => program.close())

const MINUTE_MS = 60_000

test('the list names every kind with its age, and alerts look at the ages', async () => {
  const { keys } = await care()
  const listed = await keys.list()
  expect(new Set(listed.map(({ kind }) => kind))).toEqual(
    new Set(['token', 'checkpoint', 'root', 'data', 'cookies', 'audit-seal', 'authority', 'connection', 'aircraft']),
  )
  expect(listed.filter(({ due, kind }) => due === null && kind === 'authority')).toEqual([])
  const told = await program.core.metrics.registry.metrics()
  // What is left of authorities, and how many certificates end soon.
  expect(told).toMatch(/^certificates_ending [1-9]/m)
  expect(Number(/^authority_left_days (\S+)$/m.exec(told)![1])).toBeGreaterThan(3_600)
  expect(Number(/^installation_authority_left_days (\S+)$/m.exec(told)![1])).toBeGreaterThan(9_000)
  for (const rule of [
    'min(authority_left_days) < 365',
    'min(installation_authority_left_days) < 365',
    'max(certificates_ending) > 0',
  ])
    expect(alerts()).toContain(rule)
})

const alerts = () => readFileSync(join(import.meta.dirname, '../../../../../deploy/prometheus/alerts.yml'), 'utf8')

test.each([
  // What is replaced by itself is late when it should have been, the rest is asked for in time.
  ['token_key_age_days', 'token', 14],
  ['checkpoint_key_age_days', 'checkpoint', 14],
  ['data_key_age_days', 'data', -14],
  ['root_key_age_days', 'root', -14],
  ['cookie_key_age_days', 'cookies', -14],
  ['audit_seal_key_age_days', 'audit-seal', -14],
] as const)(
  'the metric %s tells the age of a key, and its alert comes with the lead time that is documented',
  async (name, kind, days) => {
    const told = await program.core.metrics.registry.metrics()
    const age = Number(new RegExp(`^${name} ([0-9.e-]+)$`, 'm').exec(told)?.[1])
    expect(age).toBeGreaterThanOrEqual(0)
    expect(age).toBeLessThan(1)
    expect(alerts()).toContain(`max(${name}) > ${periodDays[kind] + days}\n`)
  },
)

test('a root key is as old as its use, whatever it wraps; a key in the data folder as well, whatever becomes of its file', async () => {
  const { keys, needs, path } = await care()
  const { config } = program.core
  await program.admin.query(`update identity.data_keys set created_at = created_at - interval '300 days'`)
  await program.admin.query(`update identity.root_keys set in_use_since = in_use_since - interval '300 days'`)
  const ageOf = async (name: string) =>
    Math.round(Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await program.core.metrics.registry.metrics())![1]))
  const listed = async () => (await keys.list()).find(({ kind, state }) => kind === 'root' && state === 'active')!
  expect(await ageOf('root_key_age_days')).toBe(300)
  await keys.rotate('root', 'trial')
  const [active] = await rootKeyIds(path)
  expect((await listed()).id).toBe(active)
  expect(needs.clock.now().getTime() - (await listed()).since.getTime()).toBeLessThan(60_000)
  expect([await ageOf('root_key_age_days'), await ageOf('data_key_age_days')]).toEqual([0, 300])
  await program.admin.query(`update identity.data_keys set created_at = created_at + interval '300 days'`)
  await keys.retire('trial')

  // Its file is younger than it: a next one waits in it, former ones were taken out of it, somebody brought it back from a copy.
  const file = join(config.SKYKEEP_DATA_DIR, 'cookies.key')
  const then = new Date(Date.now() - 40 * 24 * 60 * MINUTE_MS)
  writeFileSync(file, readFileSync(file, 'utf8').replace(/ .*/, ''))
  utimesSync(file, then, then)
  expect(await ageOf('cookie_key_age_days')).toBe(40)
  addNextLocalSecret(config, 'cookies')
  expect(await ageOf('cookie_key_age_days')).toBe(40)
  useNextLocalSecret(config, 'cookies')
  utimesSync(file, then, then)
  expect(await ageOf('cookie_key_age_days')).toBe(0)
})
