import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { type RegistryWorld, registryWorld } from '../../testing/registry-world.ts'
import { type CodePurpose, mailCodes } from './mail-codes.ts'

const key = randomBytes(32)
const clock = { aheadMs: 0, now: () => new Date(Date.now() + clock.aheadMs) }
const codes = mailCodes({ clock, key })

let world: RegistryWorld
beforeAll(async () => {
  world = await registryWorld()
})
afterAll(() => world.close())

const anAddress = () => `box-${newId()}@example.com`
const about = (email: string, purpose: CodePurpose = 'registration') => ({ email, purpose })
type Order = Parameters<typeof codes.issue>[1]
const issue = (order: Order) => world.db.withoutTeam((tx) => codes.issue(tx, order))
const redeem = (shown: Parameters<typeof codes.redeem>[1]) => world.db.withoutTeam((tx) => codes.redeem(tx, shown))
const rowsOf = async (email: string) =>
  (await world.admin.query('select * from identity.mail_codes where email = $1', [email])).rows
const wrong = (code: string) => code.replace(/.$/, (last) => (last === '2' ? '3' : '2'))
const granted = { account_id: null }

test('a code is shown as XXXX-XXXX in signs that are not mistaken, and taken as people type it', async () => {
  const seen = new Set<string>()
  for (const spell of [
    (code: string) => code,
    (code: string) => code.toLowerCase(),
    (code: string) => code.replace('-', ''),
    (code: string) => ` ${code.replace('-', ' – ')}\n`,
    (code: string) => code.replace(/[A-Z0-9]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
  ]) {
    const email = anAddress()
    const code = await issue(about(email))
    expect(code).toMatch(/^[23456789ABCDEFGHJKMNPQRSTVWXYZ]{4}-[23456789ABCDEFGHJKMNPQRSTVWXYZ]{4}$/)
    seen.add(code)
    expect(await redeem({ ...about(email), code: spell(code) })).toEqual(granted)
  }
  expect(seen.size).toBe(5)
})

control(
  'CODE-1',
  'A-13 of sixty who redeem one code at once exactly one succeeds, ten times over, and none after them',
  async () => {
    for (let round = 0; round < 10; round++) {
      const email = anAddress()
      const code = await issue(about(email))
      const all = await Promise.all(Array.from({ length: 60 }, () => redeem({ ...about(email), code })))
      expect(all.filter((one) => one !== null)).toEqual([granted])
      expect(await redeem({ ...about(email), code })).toBeNull()
    }
  },
)

control('CODE-2', 'A-13 five wrong guesses void a code, one after another or sixty at once', async () => {
  const email = anAddress()
  const code = await issue(about(email))
  for (let n = 0; n < 4; n++) expect(await redeem({ ...about(email), code: wrong(code) })).toBeNull()
  expect(await redeem({ ...about(email), code })).toEqual(granted) // four were allowed

  const second = await issue(about(email))
  for (let n = 0; n < 5; n++) expect(await redeem({ ...about(email), code: wrong(second) })).toBeNull()
  expect(await redeem({ ...about(email), code: second })).toBeNull()

  for (let round = 0; round < 3; round++) {
    const crowded = anAddress()
    const right = await issue(about(crowded))
    await Promise.all(Array.from({ length: 60 }, () => redeem({ ...about(crowded), code: wrong(right) })))
    expect(await rowsOf(crowded)).toMatchObject([{ failures: 5, consumed_at: null }])
    expect(await redeem({ ...about(crowded), code: right })).toBeNull()
  }
})

control(
  'CODE-3',
  'A-13 a code is refused after ten minutes, in another browser flow, for another purpose and another address',
  async () => {
    const email = anAddress()
    const code = await issue({ ...about(email), flow: 'flow of the browser' })
    expect(await redeem({ ...about(email), code, flow: 'another flow' })).toBeNull()
    expect(await redeem({ ...about(email), code, flow: '' })).toBeNull()
    expect(await redeem({ ...about(email, 'password_reset'), code })).toBeNull()
    expect(await redeem({ ...about(anAddress()), code })).toBeNull()
    clock.aheadMs = 10 * 60_000 + 1
    expect(await redeem({ ...about(email), code, flow: 'flow of the browser' })).toBeNull()
    clock.aheadMs = 9 * 60_000
    // A stranger's guesses from other browsers could not succeed, and so do not use it up.
    for (let n = 0; n < 20; n++) expect(await redeem({ ...about(email), code: wrong(code), flow: `stranger ${n}` })).toBeNull()
    expect(await redeem({ ...about(email), code, flow: 'flow of the browser' })).toEqual(granted)
    clock.aheadMs = 0

    const [withFlow, without] = [anAddress(), anAddress()]
    const asked = await issue({ ...about(withFlow), flow: 'one' })
    expect(await redeem({ ...about(withFlow), code: asked })).toEqual(granted) // read on a device without a browser of ours
    const bare = await issue(about(without))
    expect(await redeem({ ...about(without), code: bare, flow: 'one' })).toBeNull()
    expect(await redeem({ ...about(without), code: bare })).toEqual(granted)
  },
)

control(
  'CODE-4',
  'a newer code voids the older of the same purpose and address, and no other; twenty at once leave one',
  async () => {
    const email = anAddress()
    const [first, reset] = [await issue(about(email)), await issue(about(email, 'password_reset'))]
    const second = await issue(about(email))
    expect(await redeem({ ...about(email), code: first })).toBeNull()
    expect(await redeem({ ...about(email), code: second })).toEqual(granted)
    expect(await redeem({ ...about(email, 'password_reset'), code: reset })).toEqual(granted)

    const busy = anAddress()
    const many = await Promise.all(Array.from({ length: 20 }, () => issue(about(busy))))
    expect(await rowsOf(busy)).toHaveLength(1)
    let successes = 0
    for (const code of many) {
      if (await redeem({ ...about(busy), code })) successes++
      // Each wrong one is a failure: the row is given its tries again.
      await world.admin.query('update identity.mail_codes set failures = 0 where email = $1', [busy])
    }
    expect(successes).toBe(1)
  },
)

control(
  'CODE-5',
  'K-01 a code and a flow are stored under a key that the database does not hold, bound to purpose and address',
  async () => {
    const [mine, theirs] = [anAddress(), anAddress()]
    const code = await issue({ ...about(mine), flow: 'flow-canary' })
    await issue(about(theirs))
    const dump = JSON.stringify(await rowsOf(mine))
    for (const secret of [code, code.replace('-', ''), 'flow-canary']) expect(dump).not.toContain(secret)
    // With another key it is another hash: the table alone is no way to try codes.
    const elsewhere = mailCodes({ clock, key: randomBytes(32) })
    expect(await world.db.withoutTeam((tx) => elsewhere.redeem(tx, { ...about(mine), code }))).toBeNull()
    // Whoever writes in the database cannot make a code of theirs into one for somebody else.
    await world.admin.query(
      'update identity.mail_codes set code_hash = (select code_hash from identity.mail_codes where email = $1) where email = $2',
      [mine, theirs],
    )
    expect(await redeem({ ...about(theirs), code })).toBeNull()
    expect(await redeem({ ...about(mine), code })).toEqual(granted)
  },
)

test('the work that a code allows is done with it or not at all, and a refusal is counted', async () => {
  const email = anAddress()
  const code = await issue(about(email))
  const refused = codes.redeemOrRefuse(world.db, { ...about(email), code: wrong(code) }, async () => 'never')
  await expect(refused).rejects.toMatchObject({ code: 'CODE_REFUSED' })
  expect(await rowsOf(email)).toMatchObject([{ failures: 1 }])
  const failing = codes.redeemOrRefuse(world.db, { ...about(email), code }, async () => {
    throw new Error('the address was taken')
  })
  await expect(failing).rejects.toThrow('the address was taken')
  expect(await codes.redeemOrRefuse(world.db, { ...about(email), code }, async (_tx, redeemed) => redeemed)).toEqual(granted)
})

test('a code of an account says whose it is, and is gone with the account', async () => {
  const [email, account_id] = [anAddress(), newId()]
  await world.admin.query(
    'insert into identity.accounts (id, email, name, created_at, updated_at) values ($1, $2, $3, now(), now())',
    [account_id, email, 'Ana'],
  )
  const code = await issue({ ...about(email, 'password_reset'), account_id })
  expect(await redeem({ ...about(email, 'password_reset'), code })).toEqual({ account_id })
  const next = await issue({ ...about(email, 'password_reset'), account_id })
  await world.admin.query('delete from identity.accounts where id = $1', [account_id])
  expect(await redeem({ ...about(email, 'password_reset'), code: next })).toBeNull()
})

test('codes whose time is over are forgotten when others are made', async () => {
  const old = [anAddress(), anAddress()]
  for (const email of old) await issue(about(email))
  clock.aheadMs = 11 * 60_000
  await issue(about(anAddress()))
  clock.aheadMs = 0
  expect([...(await rowsOf(old[0]!)), ...(await rowsOf(old[1]!))]).toEqual([])
})
