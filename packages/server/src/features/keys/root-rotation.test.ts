import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { addRootKey, KeyRing, rootKeyIds } from '@skykeep/keyring'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { dataKeyStore } from '../../keys/data-key-store.ts'
import { control } from '../../testing/control.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { type KeyWorld, keyWorld } from './testing/key-world.ts'

let world: KeyWorld
let care: Awaited<ReturnType<KeyWorld['care']>>
beforeAll(async () => {
  world = await keyWorld()
  care = await world.care()
}, 60_000)
afterAll(() => world.program.close())
beforeEach(async () => {
  // What a test that failed has left is not the fault of the next one.
  for (const name of drafts()) rmSync(join(dirname(care.path), name))
  await care.keys.rotate('root', 'trial')
  await care.keys.retire('trial')
})

const drafts = () => readdirSync(dirname(care.path)).filter((name) => name.endsWith('.next'))
const text = () => readFileSync(care.path, 'utf8')
const draft = (content: string, name = `${care.path}.next`) => writeFileSync(name, content, { mode: 0o600 })
const use = async () => ({ needed: await rootKeyIds(care.path) })

/** What a rotation that was killed before its rename would have made of the file. */
async function unrenamed(): Promise<string> {
  const before = text()
  await addRootKey(care.path, await use())
  const after = text()
  writeFileSync(care.path, before)
  return after
}

/** A rotation whose process ends after this many data keys were wrapped. */
async function wrapped(count: number): Promise<void> {
  const { db, audit } = care.needs
  const store = dataKeyStore(db, audit)
  let left = count
  const wrappedByOthers: typeof store.wrappedByOthers = async (id) => {
    if (left-- === 0) throw new Error('killed')
    return store.wrappedByOthers(id, 1)
  }
  const ring = new KeyRing({ root: world.program.identity.rootKey, store: { ...store, wrappedByOthers }, clock: world.clock })
  await addRootKey(care.path, await use())
  await ring.rewrap('trial').catch(() => {})
}

async function wrappedBy(): Promise<string[]> {
  const rows = await world.program.admin.query(
    'select distinct root_key_id from identity.data_keys where wrapped_key is not null',
  )
  return rows.rows.map(({ root_key_id }) => root_key_id)
}

async function toldInUse(): Promise<string[]> {
  const { rows } = await world.program.admin.query<{ draft: string }>(
    'select draft from audit.pending union all select leaf from audit.entries',
  )
  const entries = rows.map(({ draft: entry }) => JSON.parse(entry))
  return entries.filter(({ action }) => action === 'root_key.activated').map(({ resource }) => resource.id)
}

/** Everything opens, one key wraps all of it and is told; the others can go, and no draft is left. */
async function mustBeWhole(): Promise<void> {
  const [newest] = await rootKeyIds(care.path)
  expect(drafts()).toEqual([])
  expect(await wrappedBy()).toEqual([newest])
  const told = await toldInUse()
  for (const id of await rootKeyIds(care.path)) expect(told.filter((one) => one === id)).toEqual([id])
  expect((await world.envelopes()).length).toBeGreaterThan(5)
  await care.keys.retire('trial')
  expect(await rootKeyIds(care.path)).toEqual([newest])
  expect((await world.envelopes()).length).toBeGreaterThan(5)
}

const killedAt: Record<string, { leaves: () => unknown; says: RegExp | null }> = {
  'before a word was written': { leaves: () => draft(''), says: /half written/ },
  'in the middle of a line': { leaves: async () => draft((await unrenamed()).slice(0, -20)), says: /half written/ },
  'before the rename': { leaves: async () => draft(await unrenamed()), says: /nothing is wrapped by it/ },
  'several times before the rename': {
    leaves: async () => {
      const [first, second] = [await unrenamed(), await unrenamed()]
      draft(first, `${care.path}.${'0'.repeat(16)}.next`)
      draft(second, `${care.path}.${'f'.repeat(16)}.next`)
    },
    says: /0000\.next was discarded.*ffff\.next was discarded/s,
  },
  'after the rename, before its entry': { leaves: async () => addRootKey(care.path, await use()), says: null },
  'while data keys were wrapped': { leaves: () => wrapped(2), says: null },
  'after all of them were wrapped': { leaves: () => wrapped(1_000), says: null },
}

for (const [when, { leaves, says }] of Object.entries(killedAt))
  control('KEY-37', `killed ${when}, a rotation of the root key is made whole by the next one`, async () => {
    await leaves()
    // A start in this state: it reads the file as it is.
    expect((await world.envelopes()).length).toBeGreaterThan(5)
    const lines: string[] = []
    await care.keys.rotate('root', 'trial', { tell: (line) => void lines.push(line) })
    if (says === null) expect(lines).toEqual([])
    else expect(lines.join('\n')).toMatch(says)
    await mustBeWhole()
  })

control('KEY-37', 'a draft with a key that a data key needs is kept, and it is said what to do', async () => {
  const before = text()
  await care.keys.rotate('root', 'trial')
  // As after a power failure that took the rename back.
  const after = text()
  draft(after)
  writeFileSync(care.path, before)
  await expect(care.keys.rotate('root', 'trial')).rejects.toThrow(/Copy the line of rk_\w+ from .*root\.key\.next to its end/)
  await expect(care.keys.emergency('root', 'trial')).rejects.toThrow(/nothing was changed or deleted/)
  expect([text(), readFileSync(`${care.path}.next`, 'utf8')]).toEqual([before, after])
  draft(after.slice(0, 200))
  await expect(care.keys.rotate('root', 'trial')).rejects.toThrow(/Restore it from the copy/)
  expect([text(), drafts()]).toEqual([before, ['root.key.next']])
  writeFileSync(care.path, `${before}${after.split('\n').find((line) => line.startsWith('rk_'))}\n`)
  await care.keys.rotate('root', 'trial')
  await mustBeWhole()
})

control('KEY-37', 'no root key is retired while another rotation may still store what it wrapped with it', async () => {
  const between = await addRootKey(care.path, await use())
  await addRootKey(care.path, await use())
  const [newest, ...former] = await rootKeyIds(care.path)
  expect(former).toContain(between)
  const { waiting } = await care.keys.retire('trial')
  expect(waiting).toContain(`root key ${between}: not all data keys are wrapped by the newest (reencrypt)`)
  expect(await rootKeyIds(care.path)).toEqual([newest, ...former])
  await care.keys.reencrypt('trial')
  await care.keys.retire('trial')
  expect(await rootKeyIds(care.path)).toEqual([newest])
})

test('what a data key is wrapped by counts, also where its row names an older root key', async () => {
  const [newest] = await rootKeyIds(care.path)
  await addRootKey(care.path, await use())
  await world.program.admin.query(`update identity.data_keys set root_key_id = 'rk_0000000000000000'`)
  await expect(care.keys.retire('trial')).resolves.toMatchObject({
    waiting: expect.arrayContaining([`root key ${newest}: data keys need it (reencrypt)`]),
  })
  await care.keys.reencrypt('trial')
  expect((await world.envelopes()).length).toBeGreaterThan(5)
})

const program = join(import.meta.dirname, '../../main.ts')

function command(...args: string[]): { child: ChildProcess; output: () => string } {
  const { SKYKEEP_DATA_DIR, SKYKEEP_DATABASE_URL } = world.program.core.config
  const env = {
    ...{ PATH: process.env.PATH, HOME: process.env.HOME, SKYKEEP_DATA_DIR, SKYKEEP_LOG_LEVEL: 'warn' },
    SKYKEEP_DATABASE_URL: SKYKEEP_DATABASE_URL!.reveal(),
  }
  const child = spawn(process.execPath, [program, 'keys', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk
    })
  return { child, output: () => output }
}

test('[KEY-37] processes that rotate the root key, killed with -9 while data keys are wrapped and two at once, lose nothing', {
  timeout: 90_000,
}, async () => {
  const { admin, identity } = world.program
  // More data keys than are wrapped in one transaction.
  for (let n = 0; n < 110; n++)
    await identity.keyRing.seal('x', { team_id: null, purpose: `trial-${n}`, table: 'a', column: 'b', row: 'c' })
  const [former] = await rootKeyIds(care.path)
  draft(await unrenamed())
  const stopper = await admin.connect()
  try {
    await stopper.query('begin')
    await stopper.query(
      'select from identity.data_keys where id = (select max(id) from identity.data_keys where wrapped_key is not null) for update',
    )
    const { child, output } = command('rotate', 'root')
    await waitUntil('it has wrapped some data keys', async () => child.exitCode !== null || (await wrappedBy()).length === 2)
    expect([child.exitCode, output()]).toEqual([null, expect.stringMatching(/root\.key\.next was discarded/)])
    child.kill('SIGKILL')
    await once(child, 'exit')
  } finally {
    await stopper.query('rollback')
    stopper.release()
  }
  expect(await wrappedBy()).toContain(former)
  const two = [command('rotate', 'root'), command('rotate', 'root')]
  const ends = await Promise.all(two.map(async ({ child, output }) => [(await once(child, 'close'))[0], output()]))
  expect(
    ends.map(([code]) => code),
    String(ends),
  ).toEqual([0, 0])
  expect(await rootKeyIds(care.path)).toHaveLength(4)
  await mustBeWhole()
})
