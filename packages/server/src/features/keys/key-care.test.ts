import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { addRootKey, type KeyRing, rootKeyIds } from '@skykeep/keyring'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { operatorOf } from '../../auth/principal.ts'
import { sealedColumns } from '../../keys/sealed-columns.ts'
import { newId } from '../../lib/new-id.ts'
import { addNextLocalSecret, localSecrets } from '../../runtime/local-secret.ts'
import { control } from '../../testing/control.ts'
import { resealAll } from './reseal.ts'
import { type KeyWorld, keyWorld } from './testing/key-world.ts'

let program: KeyWorld['program']
let team: KeyWorld['team']
let clock: KeyWorld['clock']
let care: KeyWorld['care']
let envelopes: KeyWorld['envelopes']
beforeAll(async () => {
  ;({ program, team, clock, care, envelopes } = await keyWorld())
}, 60_000)
afterAll(() => program.close())

const MINUTE_MS = 60_000

const newestIds = async () =>
  new Set(
    (
      await program.admin.query(
        'select distinct on (owner_team, purpose) id from identity.data_keys where wrapped_key is not null order by owner_team, purpose, version desc',
      )
    ).rows.map(({ id }) => id as string),
  )

control(
  'KEY-24',
  'every column of the database that holds envelopes is on the list by which keys are replaced and destroyed',
  async () => {
    const { rows } = await program.admin.query(
      `select table_schema || '.' || table_name as table, column_name as column from information_schema.columns
      where column_name ~ '^sealed' and data_type = 'text' and table_schema in ('identity', 'directory', 'automation', 'telemetry', 'audit', 'contacts', 'weather')
      and (table_name, column_name) <> ('idempotent_answers', 'sealed_answer')`,
    )
    const listed = sealedColumns.map(({ table, column }) => `${table} ${column}`)
    expect(rows.map(({ table, column }) => `${table} ${column}`).sort()).toEqual(listed.sort())
  },
)

control(
  'KEY-25',
  'after a rotation every secret is sealed with the newest data key, opens, and the former keys are destroyed',
  async () => {
    const { keys } = await care()
    const before = await envelopes()
    expect(new Set(before.map(({ table }) => table)).size).toBeGreaterThan(4)
    const former = await newestIds()
    await keys.rotate('data', 'trial')
    const { resealed } = await keys.reencrypt('trial')
    expect(resealed).toBeGreaterThan(5)
    const newest = await newestIds()
    const isShortLived = new Set(sealedColumns.filter((one) => one.isShortLived).map(({ table }) => table))
    const lasting = (await envelopes()).filter(({ table }) => !isShortLived.has(table))
    expect(lasting.every(({ key_id }) => newest.has(key_id))).toBe(true)
    expect([...newest].some((id) => former.has(id))).toBe(false)

    // Other processes remember the newest key for five minutes.
    expect((await keys.retire('trial')).retired.filter((what) => what.startsWith('data key'))).toEqual([])
    clock.aheadMs += 11 * MINUTE_MS
    const { retired, waiting } = await keys.retire('trial')
    expect(retired.length).toBeGreaterThan(3)
    for (const why of waiting.filter((what) => what.startsWith('data key'))) expect(why).toMatch(/secrets need it/)
    const { rows } = await program.admin.query('select id from identity.data_keys where wrapped_key is not null')
    const named = new Set((await envelopes()).map(({ key_id }) => key_id))
    for (const id of former) expect(rows.some((row) => row.id === id)).toBe(named.has(id))
    const told = await program.admin.query(`select draft from audit.pending union all select leaf from audit.entries`)
    const texts = told.rows.map(({ draft }) => String(draft)).join('\n')
    for (const action of ['data_key.rotated', 'envelopes.resealed', 'data_key.retired']) expect(texts).toContain(action)
  },
)

control(
  'KEY-26',
  'a key that anything still needs is not destroyed, and sealing anew that was ended in the middle goes on where it was',
  async () => {
    const { keys, needs } = await care()
    await keys.rotate('data', 'trial')
    const { keyRing } = needs
    let left = 2
    const dying = {
      needsReseal: keyRing.needsReseal.bind(keyRing),
      open: keyRing.open.bind(keyRing),
      seal: async (...args: Parameters<KeyRing['seal']>) => {
        if (left-- === 0) throw new Error('killed')
        return keyRing.seal(...args)
      },
    }
    await expect(resealAll({ ...needs, keyRing: dying as never }, 'trial')).rejects.toThrow('killed')
    clock.aheadMs += 11 * MINUTE_MS
    const early = await keys.retire('trial')
    expect(early.waiting.some((why) => why.includes('secrets need it'))).toBe(true)
    await envelopes()
    expect((await keys.reencrypt('trial')).resealed).toBeGreaterThan(2)
    expect((await keys.reencrypt('trial')).resealed).toBe(0)
    await envelopes()
  },
)

control(
  'KEY-27',
  'another root key wraps every data key, and the former one leaves the file only when none needs it',
  async () => {
    const { keys, path } = await care()
    const [first] = await rootKeyIds(path)
    await addRootKey(path, { needed: [] })
    expect((await keys.retire('trial')).waiting).toContain(`root key ${first}: data keys need it (reencrypt)`)
    await keys.rotate('root', 'trial')
    expect(await rootKeyIds(path)).toHaveLength(3)
    const { retired } = await keys.retire('trial')
    expect(retired).toContain(`root key ${first}`)
    expect(await rootKeyIds(path)).toHaveLength(1)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect((await envelopes()).length).toBeGreaterThan(5)
  },
)

test('token keys: another one signs, the former one verifies, and in an emergency it is believed no more', async () => {
  const { keys, needs } = await care()
  const states = async () => new Map((await needs.signingKeys.states()).map(({ kid, state }) => [kid, state]))
  const activeOf = async () => [...(await states())].find(([, state]) => state === 'active')![0]
  const retiring = await activeOf()
  await keys.rotate('token', 'trial', { now: true })
  expect((await states()).get(retiring)).toBe('retiring')
  const first = await activeOf()
  await keys.emergency('token', 'trial')
  const second = await activeOf()
  expect([second === first, (await states()).get(first), (await states()).get(retiring)]).toEqual([
    false,
    'destroyed',
    'destroyed',
  ])
  for (const kid of [first, retiring]) expect(await program.identity.signingKeys.publicKey(kid)).toBeUndefined()
  expect(await program.identity.signingKeys.publicKey(second)).toBeDefined()
})

test('checkpoint keys: what was signed before verifies after another one signs', async () => {
  const { keys, needs } = await care()
  const active = (await needs.checkpointKeys.states()).find(({ state }) => state === 'active')!
  await program.identity.checkpoints.current()
  await keys.emergency('checkpoint', 'trial')
  const verifiers = await program.identity.checkpointKeys.verifiers()
  expect(verifiers.find(({ kid }) => kid === active.kid)).toMatchObject({ withdrawn: true })
  const { checkpoint } = (await program.identity.checkpoints.current()) as { checkpoint?: unknown }
  expect(checkpoint ?? 'signed').toBeTruthy()
})

control(
  'KEY-28',
  'keys in the data folder: every process believes the next one before one of them uses it, and the former one for an hour',
  async () => {
    const { keys } = await care()
    const { config, seal } = program.core
    // As a process does that hears that keys have changed.
    const forgetKeys = () => (seal as typeof seal & { again(): void }).again()
    const row = { team_id: newId(), id: newId(), draft: 'x' }
    const mac = seal.ofRow(row)
    const [first] = localSecrets(config, 'audit-seal')
    addNextLocalSecret(config, 'audit-seal')
    addNextLocalSecret(config, 'audit-seal')
    expect(localSecrets(config, 'audit-seal')).toHaveLength(2)
    expect(localSecrets(config, 'audit-seal')[0]).toEqual(first)
    await keys.rotate('audit-seal', 'trial')
    expect(localSecrets(config, 'audit-seal')[1]).toEqual(first)
    forgetKeys()
    expect([seal.rowHolds(row, mac), seal.ofRow(row).equals(mac)]).toEqual([true, false])
    const path = join(config.SKYKEEP_DATA_DIR, 'audit-seal.key')
    expect([statSync(path).mode & 0o777, readFileSync(path, 'utf8').includes('next')]).toEqual([0o600, false])
    clock.aheadMs = 0
    expect((await keys.retire('trial')).waiting).toContain('audit-seal: the former key is believed for an hour')
    clock.aheadMs = 61 * MINUTE_MS
    expect((await keys.retire('trial')).retired).toContain('1 former keys of audit-seal')
    forgetKeys()
    expect(seal.rowHolds(row, mac)).toBe(false)
    await program.identity.checkpoints.current()
  },
)

control(
  'KEY-29',
  'another authority issues for a team; the former one is removed when its last certificate has ended, and not before',
  async () => {
    const { keys } = await care()
    const active = async () =>
      (await program.admin.query(`select id, state from directory.authorities where team_id = $1 order by created_at`, [team.id]))
        .rows
    const before = await active()
    expect(before).toHaveLength(1)
    const lines: string[] = []
    await keys.rotate('authority', 'trial', { team: team.id, tell: (line) => void lines.push(line) })
    expect(lines).toHaveLength(1)
    expect((await active()).map(({ state }) => state)).toEqual(['retired', 'active'])
    await program.admin.query(
      `insert into directory.certificates (team_id, serial, authority_id, principal_id, thumbprint, not_before, not_after)
      values ($1, 'ff', $2, $3, 't', now(), now() + interval '1 day')`,
      [team.id, before[0].id, newId()],
    )
    clock.aheadMs = 0
    await keys.retire('trial')
    expect(await active()).toHaveLength(2)
    await program.admin.query(
      `update directory.certificates set not_after = now() - interval '1 second' where authority_id = $1`,
      [before[0].id],
    )
    expect((await keys.retire('trial')).retired).toContain(`authority ${before[0].id}`)
    expect((await active()).map(({ state }) => state)).toEqual(['active'])
    expect(operatorOf(team.id, 'x').team_id).toBe(team.id)
  },
)
