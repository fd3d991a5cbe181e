import { join } from 'node:path'
import { rootKeyIds } from '@skykeep/keyring'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { localSecrets } from '../../runtime/local-secret.ts'
import { control } from '../../testing/control.ts'
import { keyUpkeep } from './key-upkeep.ts'
import { type KeyWorld, keyWorld } from './testing/key-world.ts'

let world: KeyWorld
beforeAll(async () => {
  world = await keyWorld()
}, 60_000)
afterAll(() => world.program.close())

const DAY_MS = 24 * 3_600_000

interface Told {
  action: string
  actor: { type: string; id: string }
  details: { kind?: string }
}

/** What the audit trail tells of keys, in the order of time: entries that have their place, and those that wait for it. */
async function told(): Promise<Told[]> {
  const { rows } = await world.program.admin.query<{ draft: string }>(
    'select draft from (select draft, id from audit.pending union all select leaf, id from audit.entries) all_of_them order by id',
  )
  return rows.map(({ draft }) => JSON.parse(draft) as Told).filter(({ action }) => /key|envelopes|authority/.test(action))
}

/** Everything that a replacement of keys can change. */
async function state() {
  const { admin, core } = world.program
  const all = async (table: string) => (await admin.query(`select * from ${table} order by 1, 2`)).rows
  return {
    data: await all('identity.data_keys'),
    signing: await all('identity.signing_keys'),
    authorities: await all('directory.authorities'),
    factors: await all('identity.totp_factors'),
    connections: await all('automation.connection_keys'),
    cookies: localSecrets(core.config, 'cookies')[0],
    root: await rootKeyIds(join(core.config.SKYKEEP_DATA_DIR, 'root.key')),
  }
}

/** From now on the database refuses every entry of the audit trail. */
async function withoutTrail(work: () => Promise<void>): Promise<void> {
  const { admin } = world.program
  await admin.query('alter table audit.pending add constraint no_entries check (false) not valid')
  try {
    await work()
  } finally {
    await admin.query('alter table audit.pending drop constraint no_entries')
  }
}

control('KEY-35', 'a key whose replacement cannot be told to the audit trail is not replaced, not even in part', async () => {
  const { keys } = await world.care()
  // Something for each of the acts to do: secrets under a former data key, and another one that nothing needs any more.
  await keys.rotate('data', 'trial')
  await keys.reencrypt('trial')
  await keys.rotate('data', 'trial')
  const acts: Record<string, () => Promise<unknown>> = {
    'rotate token': () => keys.rotate('token', 'trial', { now: true }),
    'rotate checkpoint': () => keys.rotate('checkpoint', 'trial', { now: true }),
    'rotate data': () => keys.rotate('data', 'trial'),
    'rotate cookies': () => keys.rotate('cookies', 'trial'),
    'rotate authority': () => keys.rotate('authority', 'trial', { team: world.team.id }),
    reencrypt: () => keys.reencrypt('trial'),
    retire: () => keys.retire('trial'),
    'emergency token': () => keys.emergency('token', 'trial'),
    'emergency checkpoint': () => keys.emergency('checkpoint', 'trial'),
    'emergency data': () => keys.emergency('data', 'trial'),
  }
  world.clock.aheadMs = 11 * 60_000
  const before = await state()
  await withoutTrail(async () => {
    for (const [name, act] of Object.entries(acts)) {
      await expect(act(), name).rejects.toThrow(/no_entries/)
      expect(await state(), name).toEqual(before)
    }
  })
  world.clock.aheadMs = 0
  for (const act of Object.values(acts)) await act()
  expect(await state()).not.toEqual(before)
})

control('KEY-36', 'what becomes of signing keys is told: whoever asked, or the program itself', async () => {
  const { keys } = await world.care()
  for (const kind of ['token', 'checkpoint']) {
    const began = (await told()).filter(({ actor, details }) => actor.type === 'system' && details.kind === kind)
    expect(began.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['signing_key.announced', 'signing_key.activated', 'signing_key.announced']),
    )
    expect(began).toHaveLength(3)
  }
  const roots = (await told()).filter(({ action }) => action === 'root_key.activated')
  expect(roots.map(({ actor }) => `${actor.type} ${actor.id}`)).toEqual(['system keys'])

  const since = (await told()).length
  await keys.rotate('token', 'trial', { now: true })
  const rotated = (await told()).slice(since)
  expect(rotated.map(({ action }) => action).sort()).toEqual([
    'signing_key.activated',
    'signing_key.announced',
    'signing_key.retired',
  ])
  expect(rotated.every(({ actor }) => actor.type === 'operator' && actor.id === 'trial')).toBe(true)
})

test('keys that sign checkpoints are replaced by themselves after a year, and those that sign tokens after 90 days', async () => {
  const { needs } = await world.care()
  const upkeep = keyUpkeep({
    ...{ ...needs, rootKey: world.program.identity.rootKey, log: world.program.core.log },
    checkpointKeys: { advance: () => needs.checkpointKeys.advance(new Date(Date.now() + 366 * DAY_MS)) },
  })
  const active = async () => (await needs.checkpointKeys.states()).find(({ state: of }) => of === 'active')!.kid
  const first = await active()
  const since = (await told()).length
  await upkeep.run()
  const second = await active()
  expect(second).not.toBe(first)
  await needs.signingKeys.advance(new Date(Date.now() + 91 * DAY_MS))
  const steps = (await told()).slice(since)
  for (const action of ['signing_key.announced', 'signing_key.activated', 'signing_key.retired'])
    expect(steps.filter((step) => step.action === action)).toHaveLength(2)
  expect(new Set(steps.map(({ actor }) => `${actor.type} ${actor.id}`))).toEqual(new Set(['system keys']))
})
