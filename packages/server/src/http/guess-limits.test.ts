import { randomBytes } from 'node:crypto'
import { Problem } from '@skykeep/contract'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAudit } from '../audit/audit.ts'
import { auditSeal } from '../audit/seal.ts'
import { openPool } from '../db/pool.ts'
import { type Database, openDatabase } from '../db/tenancy.ts'
import { newId } from '../lib/new-id.ts'
import { control } from '../testing/control.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { type GuessAbout, type GuessLimits, guessLimits, removeOldGuesses } from './guess-limits.ts'

let database: TestDatabase
let admin: pg.Pool
const open: Database[] = []
const key = randomBytes(32)
const auditKey = randomBytes(32)
beforeAll(async () => {
  database = await testDatabase()
  admin = new pg.Pool({ connectionString: database.adminUrl, max: 2 })
  // A closing connection can be cut by the drop of the database, in the pool or on its way out of it.
  admin.on('connect', (client) => client.on('error', () => {}))
  admin.on('error', () => {})
})
afterAll(async () => {
  await Promise.all([...open.map((db) => db.close()), admin.end()])
  await database.drop()
})

/** One process of several over the same database, with a clock that a test moves. */
function world(clock = { at: Date.now(), now: () => new Date(clock.at) }) {
  const pool = openPool({ url: database.appUrl, role: 'skykeep_identity', applicationName: 'skykeep test', max: 20 })
  const db = openDatabase({ pool })
  open.push(db)
  const limits = guessLimits({ db, audit: createAudit({ seal: auditSeal([auditKey]), clock }), clock, key })
  return { db, clock, limits, guess: guessing(limits) }
}

/** A sign-in with a wrong or a right password: `tried`, or the seconds to wait. */
const guessing =
  (limits: GuessLimits) =>
  async (about: Partial<GuessAbout>, isRight = false) => {
    const whole = { account: someAccount(), address: someAddress(), device: null, ...about }
    try {
      await limits.mayTry(whole)
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'RATE_LIMITED') throw error
      return error.retryAfterSeconds!
    }
    await (isRight ? limits.succeeded(whole) : limits.failed(whole))
    return 'tried'
  }

const someAccount = () => `${newId()}@example.com`
const someAddress = () => [10, ...randomBytes(3)].join('.')
const times = async <T>(count: number, work: (i: number) => Promise<T>): Promise<T[]> => {
  const outcomes: T[] = []
  for (let i = 0; i < count; i++) outcomes.push(await work(i))
  return outcomes
}

async function ownerOf(account: string, device: string): Promise<string> {
  const id = newId()
  await admin.query(
    `insert into identity.accounts (id, email, name, created_at, updated_at) values ($1, $2, 'Ana', now(), now())`,
    [id, account],
  )
  await admin.query('insert into identity.known_devices (account_id, device_hash, last_seen_at) values ($1, $2, now())', [
    id,
    device,
  ])
  return id
}

interface Slowed {
  details: Record<string, unknown>
  commitments: Record<string, string>
}

async function slowedEntries(trace_id: string): Promise<Slowed[]> {
  const { rows } = await admin.query('select draft from audit.pending order by id')
  const entries = rows.map(({ draft }) => JSON.parse(draft))
  return entries.filter((entry) => entry.action === 'session.guessing_slowed' && entry.trace_id === trace_id)
}

control(
  'GUESS-1',
  'G-01 ten wrong passwords on one account from ten addresses have to wait, and no other account does',
  async () => {
    const { clock, guess } = world()
    const account = someAccount()
    const outcomes = await times(10, () => guess({ account }))
    expect(outcomes.slice(0, 6)).toEqual(Array(6).fill('tried'))
    for (const wait of outcomes.slice(6)) expect(wait).toBe(1)
    expect(await guess({})).toBe('tried')
    // Retry-After is true: a moment before it is still refused, with the rest of the time; then one more is looked at.
    const waits: unknown[] = []
    for (let failure = 7; failure < 18; failure++) {
      const wait = (await guess({ account })) as number
      clock.at += wait * 1_000 - 1
      expect(await guess({ account })).toBe(1)
      clock.at += 1
      expect(await guess({ account })).toBe('tried')
      waits.push(wait)
    }
    // Strangers together keep nobody out for longer than five minutes.
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
  },
)

control(
  'GUESS-2',
  'G-02 whatever strangers do, a browser that the account knows is not slowed, and has a counter of its own',
  async () => {
    const { clock, guess } = world()
    const [account, device, address] = [someAccount(), randomBytes(16).toString('hex'), someAddress()]
    await ownerOf(account, device)
    const attack = () => times(40, () => guess({ account, address }))
    await attack()
    expect(await guess({ account, address })).toEqual(expect.any(Number))
    expect(await guess({ account, address, device }, true)).toBe('tried')
    // Nor does a stranger get that counter by naming a device, or one that another account knows.
    const theirs = randomBytes(16).toString('hex')
    await ownerOf(someAccount(), theirs)
    for (const other of ['made up', theirs]) expect(await guess({ account, device: other })).toEqual(expect.any(Number))
    // It is counted all the same, and a success there gives strangers nothing.
    expect((await times(8, () => guess({ account, address, device }))).slice(6)).toEqual([1, 1])
    clock.at += 1_000
    expect(await guess({ account, device }, true)).toBe('tried')
    expect(await times(6, () => guess({ account, device }))).toEqual(Array(6).fill('tried'))
    expect(await guess({ account })).toBe('tried') // its second of waiting is over
    expect(await guess({ account })).toBeGreaterThan(1)
  },
)

control(
  'GUESS-3',
  'G-03 one address that tries a hundred accounts once each has to wait, and other addresses do not',
  async () => {
    const { clock, guess } = world()
    const address = someAddress()
    const outcomes = await times(100, () => guess({ address }))
    expect(outcomes.filter((outcome) => outcome === 'tried')).toHaveLength(21)
    expect(outcomes.slice(21)).toEqual(Array(79).fill(1))
    const account = someAccount()
    expect(await guess({ account, address })).toBe(1)
    expect(await guess({ account })).toBe('tried')
    // What was refused counts nowhere: neither against that account nor for longer waits.
    clock.at += 1_000
    expect(await guess({ account, address })).toBe('tried')
    expect(await guess({ account, address })).toBe(2)
    // An office that shares an address is forgiven one mistake in five minutes, not kept out all day.
    clock.at += 2 * 3_600_000
    expect((await times(30, () => guess({ address }))).filter((outcome) => outcome === 'tried')).toHaveLength(21)
  },
)

control(
  'GUESS-4',
  'G-04 a thousand addresses of one IPv6 /64, and all spellings of an address or account, are one counter',
  async () => {
    const { guess } = world()
    const account = `Ana.${newId()}@Example.com`
    const outcomes = await times(1_000, (i) => guess({ address: `2001:db8:1:2::${i.toString(16)}` }))
    expect(outcomes.filter((outcome) => outcome === 'tried')).toHaveLength(21)
    for (const same of ['2001:0DB8:1:2:ffff::', '2001:db8:1:2::192.0.2.1', '2001:db8:1:2::1%eth0']) {
      expect([same, await guess({ address: same })]).toEqual([same, 1])
    }
    expect(await guess({ address: '2001:db8:1:3::1' })).toBe('tried')
    const mapped = someAddress()
    await times(21, () => guess({ address: mapped }))
    expect(await guess({ address: `::ffff:${mapped}` })).toBe(1)

    const spellings = [
      account,
      account.toLowerCase(),
      account.toUpperCase(),
      ` ${account} `,
      account.replace('@', '＠'),
      account.replace('A', 'Ａ'),
    ]
    expect(await times(6, (i) => guess({ account: spellings[i]! }))).toEqual(Array(6).fill('tried'))
    for (const spelling of spellings) expect([spelling, await guess({ account: spelling })]).toEqual([spelling, 1])
  },
)

control('GUESS-6', 'of 60 guesses at once no more are looked at than the allowance has, ten times over', async () => {
  const { guess } = world()
  for (let round = 0; round < 10; round++) {
    const account = someAccount()
    const outcomes = await Promise.all(Array.from({ length: 60 }, () => guess({ account })))
    expect(outcomes.filter((outcome) => outcome === 'tried')).toHaveLength(6)
  }
})

control('GUESS-7', 'several processes count together, and a restart forgets nothing', async () => {
  const [one, two] = [world(), world()]
  const account = someAccount()
  expect(await times(6, (i) => (i % 2 === 0 ? one : two).guess({ account }))).toEqual(Array(6).fill('tried'))
  for (const { guess } of [one, two, world()]) expect(await guess({ account })).toEqual(expect.any(Number))
})

control(
  'GUESS-8',
  'no account, address or device stands in the table, and without the key nobody finds out by trying',
  async () => {
    const { guess } = world()
    const [account, address, device] = [someAccount(), '198.51.100.77', randomBytes(16).toString('hex')]
    await ownerOf(account, device)
    await guess({ account, address })
    await guess({ account, address, device })
    const { rows } = await admin.query('select * from identity.guesses')
    const stored = JSON.stringify(rows)
    for (const text of [account, account.split('@')[0]!, address, '198.51.100', device]) expect(stored).not.toContain(text)
    for (const row of rows) expect(row.key).toMatch(/^[A-Za-z0-9_-]{43}$/)
    const other = guessLimits({
      db: open[0]!,
      audit: { write: async () => {} },
      clock: { now: () => new Date() },
      key: randomBytes(32),
    })
    const before = rows.length
    await other.mayTry({ account, address, device: null })
    expect((await admin.query('select key from identity.guesses')).rows).toHaveLength(before + 3)
  },
)

control(
  'GUESS-9',
  'the audit trail hears once that guesses have to wait, and whose they were only beside the entry',
  async () => {
    const { clock, guess } = world()
    const [account, address, trace_id] = [someAccount(), someAddress(), randomBytes(16).toString('hex')]
    const told = () => slowedEntries(trace_id)
    await times(5, () => guess({ account, address, trace_id }))
    expect(await told()).toEqual([])
    await times(10, async () => {
      await guess({ account, address, trace_id })
      clock.at += 60_000
    })
    const entries = await told()
    // Both allowances were used up by the same guess.
    expect(entries.map(({ details }) => details.guesses_at)).toEqual([['account', 'account_from_address']])
    for (const entry of entries) {
      expect(entry).toMatchObject({ team_id: null, actor: { type: 'anonymous', id: 'unknown' }, details: { wait_seconds: 1 } })
      expect(Object.keys(entry.commitments).sort()).toEqual(['address', 'email'])
      expect(JSON.stringify(entry)).not.toContain(account)
    }
    // After a quiet day it begins anew, and is told anew.
    clock.at += 24 * 3_600_000
    expect(await times(6, () => guess({ account, address, trace_id }))).toEqual(Array(6).fill('tried'))
    expect(await told()).toHaveLength(2)
  },
)

control(
  'GUESS-10',
  'a success forgives this account at this address, and nothing that was done to the account or by the address',
  async () => {
    const { clock, guess } = world()
    const [account, address] = [someAccount(), someAddress()]
    expect(await times(6, () => guess({ account, address }))).toEqual(Array(6).fill('tried'))
    const waits: unknown[] = []
    for (let failure = 7; failure <= 18; failure++) {
      const wait = (await guess({ account, address })) as number
      waits.push(wait)
      clock.at += wait * 1_000
      expect(await guess({ account, address })).toBe('tried')
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
    clock.at += 15 * 60_000
    expect(await guess({ account, address }, true)).toBe('tried')
    // The wait of this place begins anew; that of the account, five minutes at most, goes on.
    expect(await guess({ account, address })).toBe('tried')
    expect(await guess({ account, address })).toBe(5 * 60)
    expect(await guess({ account })).toBe(5 * 60)
    // And so does what is counted against the address, but for what time has made forgotten.
    const neighbours = await times(21, () => guess({ address }))
    expect(neighbours.filter((outcome) => outcome === 'tried').length).toBeLessThan(15)
  },
)

test('right passwords are no failures, however many', async () => {
  const { guess } = world()
  const [account, address] = [someAccount(), someAddress()]
  expect(await times(50, () => guess({ account, address }, true))).toEqual(Array(50).fill('tried'))
  expect(await times(6, () => guess({ account, address }))).toEqual(Array(6).fill('tried'))
})

test('a guess that was not looked at after all is given back', async () => {
  const { limits, guess } = world()
  const about = { account: someAccount(), address: someAddress(), device: null }
  for (let i = 0; i < 30; i++) {
    await limits.mayTry(about)
    await limits.notTried(about)
  }
  expect(await times(7, () => guess(about))).toEqual([...Array(6).fill('tried'), 1])
})

test('many sign-ins over the same accounts and addresses at once wait for each other, and never for ever', async () => {
  const { limits } = world()
  const accounts = Array.from({ length: 6 }, someAccount)
  const addresses = Array.from({ length: 6 }, someAddress)
  const outcomes = await Promise.allSettled(
    Array.from({ length: 240 }, async (_, i) => {
      const about = { account: accounts[i % 6]!, address: addresses[(i * 5 + (i >> 3)) % 6]!, device: null }
      await limits.mayTry(about)
      await (i % 3 === 0 ? limits.succeeded(about) : i % 3 === 1 ? limits.failed(about) : limits.notTried(about))
    }),
  )
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'RATE_LIMITED' })
})

test('counters that would be forgotten anyway are removed, others stay', async () => {
  const { db, clock, guess } = world()
  const [old, young] = [someAccount(), someAccount()]
  await times(6, () => guess({ account: old }))
  clock.at += 24 * 3_600_000 + 1_000
  await times(6, () => guess({ account: young }))
  expect(await removeOldGuesses({ db, clock })).toBeGreaterThan(0)
  expect(await guess({ account: young })).toBe(1)
  expect(await guess({ account: old })).toBe('tried')
})

control('GUESS-11', 'when the counters cannot be reached, no password is looked at', async () => {
  const url = database.appUrl.replace(/\/test_\w+/, '/nowhere')
  const db = openDatabase({ pool: openPool({ url, role: 'skykeep_identity', applicationName: 'skykeep test', max: 1 }) })
  open.push(db)
  const limits = guessLimits({ db, audit: { write: async () => {} }, clock: { now: () => new Date() }, key })
  await expect(limits.mayTry({ account: someAccount(), address: someAddress(), device: null })).rejects.toThrow()
})
