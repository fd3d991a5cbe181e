import { Problem } from '@skykeep/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { expectProblem } from '../../testing/http.ts'
import { codeAt, type FactorsWorld, factorsWorld } from './testing/factors-world.ts'
import { totpPlace } from './totp.service.ts'

let world: FactorsWorld
beforeAll(async () => {
  world = await factorsWorld()
})
afterAll(() => world.close())
beforeEach(() => {
  world.clock.aheadMs = 0
  world.clock.stoppedAt = null
})

const minutes = (count: number) => {
  world.clock.aheadMs += count * 60_000
}
const parallel = <T>(count: number, work: () => Promise<T>) => Promise.allSettled(Array.from({ length: count }, work))
const yes = (outcomes: PromiseSettledResult<boolean>[]) =>
  outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value).length
/** Beside the one that is right there are wrong ones and, beyond the allowance, some that are not looked at. */
function expectOneSuccess(outcomes: PromiseSettledResult<boolean>[]): void {
  expect(yes(outcomes)).toBe(1)
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect((outcome.reason as Problem).code).toBe('RATE_LIMITED')
  }
}

control('FACTOR-1', 'M-01 an app is set up only right after a proof of who it is, and its secret is shown once', async () => {
  const ana = await world.person()
  const stale = ana.session({ provenMsAgo: 10 * 60_000 + 1_000 })
  expectProblem(await stale.asks('POST /account/totp'), 'STEP_UP_REQUIRED')
  expect(await world.factors.state(ana.id)).toMatchObject({ totp: false })

  const shown = await ana.asks('POST /account/totp')
  expect(shown.status).toBe(201)
  expect(shown.headers['cache-control']).toContain('no-store')
  expect(shown.body.secret).toMatch(/^[A-Z2-7]{32}$/)
  expect(shown.body.uri).toContain(shown.body.secret)
  expect(shown.body.qr_svg).toMatch(/^<svg /)
  // Asking again before it is confirmed gives another one; afterwards nothing gives any.
  expect((await ana.asks('POST /account/totp')).body.secret).not.toBe(shown.body.secret)
  const { body: last } = await ana.asks('POST /account/totp')
  const confirmed = await ana.asks('POST /account/totp/confirm', { body: { code: codeAt(last.secret, world.clock.now()) } })
  expect(confirmed.status).toBe(200)
  const risen = ana.session({ assurance: 'multi' })
  for (const call of ['POST /account/totp', 'GET /account/recovery-codes', 'GET /account/passkeys'] as const) {
    const answer = await risen.asks(call)
    expect(answer.raw.toString()).not.toContain(last.secret)
    if (call === 'POST /account/totp') expectProblem(answer, 'FACTOR_EXISTS')
  }
})

test('a secret is no factor until a code of it came back; a wrong code, or none that was begun, sets nothing up', async () => {
  const ana = await world.person()
  expectProblem(await ana.asks('POST /account/totp/confirm', { body: { code: '123456' } }), 'NOT_FOUND')
  const { secret } = (await ana.asks('POST /account/totp')).body
  const right = codeAt(secret, world.clock.now())
  const wrong = right === '000000' ? '000001' : '000000'
  expectProblem(await ana.asks('POST /account/totp/confirm', { body: { code: wrong } }), 'CODE_REFUSED')
  for (const code of ['12345', '1234567', 'abcdef', '', 123456, null, '１２３４５６']) {
    expectProblem(await ana.asks('POST /account/totp/confirm', { body: { code } }), 'VALIDATION_FAILED')
  }
  expectProblem(await ana.asks('POST /account/totp/confirm', { body: { code: right, step: 1 } }), 'VALIDATION_FAILED')
  expect(await world.factors.verifyTotp(ana.id, right)).toBe(false)
  expect(await world.factors.state(ana.id)).toEqual({ totp: false, totp_disabled: false, passkeys: 0, recovery_codes: 0 })
  expect(await world.entriesAbout(ana.id)).toEqual([])
  expect(await ana.mailed()).toEqual([])
  const spaced = `${right.slice(0, 3)} ${right.slice(3)}`
  expect((await ana.asks('POST /account/totp/confirm', { body: { code: spaced } })).status).toBe(200)
})

control('FACTOR-2', 'M-02 the code that set the app up does not sign in, and a code signs in once', async () => {
  const ana = await world.personWithApp()
  expect(await world.factors.verifyTotp(ana.id, ana.firstCode)).toBe(false)
  minutes(1)
  const code = ana.code()
  expectOneSuccess(await parallel(10, () => world.factors.verifyTotp(ana.id, code)))
  minutes(16)
  expect(await world.factors.verifyTotp(ana.id, ana.code())).toBe(true)
  // One that was never typed, but belongs to an earlier step than the last accepted one.
  expect(await world.factors.verifyTotp(ana.id, ana.code(-1))).toBe(false)
})

control('FACTOR-2', 'M-02 of 60 sign-ins with one code at once, ten times over, one succeeds each time', async () => {
  const ana = await world.personWithApp()
  for (let round = 0; round < 10; round++) {
    minutes(16)
    const code = ana.code()
    expectOneSuccess(await parallel(60, () => world.factors.verifyTotp(ana.id, code)))
  }
})

control('FACTOR-2', 'M-02 of ten confirmations of one set-up at once, one is done', async () => {
  const ana = await world.person()
  const { secret } = (await ana.asks('POST /account/totp')).body
  const body = { code: codeAt(secret, world.clock.now()) }
  const answers = await Promise.all(Array.from({ length: 10 }, () => ana.asks('POST /account/totp/confirm', { body })))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect((await world.factors.state(ana.id)).recovery_codes).toBe(10)
  expect((await world.entriesAbout(ana.id)).map(({ action }) => action)).toEqual([
    'factor.totp_enrolled',
    'factor.recovery_codes_made',
  ])
})

control('FACTOR-3', 'M-03 a code of two steps ago is refused, one step is borne, and only our own clock is asked', async () => {
  const ana = await world.personWithApp()
  world.clock.stoppedAt = Math.floor(Date.now() / 30_000 + 40) * 30_000 + 15_000
  expect(await world.factors.verifyTotp(ana.id, ana.code(-2))).toBe(false)
  expect(await world.factors.verifyTotp(ana.id, ana.code(2))).toBe(false)
  expect(await world.factors.verifyTotp(ana.id, ana.code(-1))).toBe(true)
  expect(await world.factors.verifyTotp(ana.id, ana.code())).toBe(true)
  expect(await world.factors.verifyTotp(ana.id, ana.code(1))).toBe(true)

  const bob = await world.person()
  const { secret } = (await bob.asks('POST /account/totp')).body
  const old = { code: codeAt(secret, new Date(world.clock.now().getTime() - 60_000)) }
  const date = new Date(world.clock.now().getTime() - 60_000).toUTCString()
  expectProblem(await bob.asks('POST /account/totp/confirm', { body: old, headers: { date } }), 'CODE_REFUSED')
  const told = { ...old, timestamp: Date.now() - 60_000 }
  expectProblem(await bob.asks('POST /account/totp/confirm', { body: told }), 'VALIDATION_FAILED')
})

control('FACTOR-5', 'K-01 K-02 the secret of an app is sealed, and does not open for another account', async () => {
  const [ana, bob] = [await world.personWithApp(), await world.personWithApp()]
  const rows = async () =>
    (await world.admin.query('select * from identity.totp_factors where account_id = any($1)', [[ana.id, bob.id]])).rows
  const stored = JSON.stringify(await rows())
  for (const { secret } of [ana, bob]) {
    expect(stored).not.toContain(secret)
    expect(stored).not.toContain(Buffer.from(secret).toString('base64'))
  }
  const sealed = (await rows()).find(({ account_id }) => account_id === bob.id).sealed_secret
  const elsewhere = [
    totpPlace(ana.id),
    { ...totpPlace(bob.id), column: 'other' },
    { ...totpPlace(bob.id), purpose: 'recovery-codes' },
    { ...totpPlace(bob.id), team_id: '0198f2d3-0000-7000-8000-000000000001' },
  ]
  for (const place of elsewhere) await expect(world.keyRing.open(sealed, place)).rejects.toThrow()

  // Whoever may write to the database cannot give their own app to somebody else.
  await world.admin.query('update identity.totp_factors set sealed_secret = $2 where account_id = $1', [ana.id, sealed])
  minutes(1)
  await expect(world.factors.verifyTotp(ana.id, bob.code())).rejects.toThrow()
})

control('FACTOR-6', 'G-05 a hundred wrong codes in a row switch the app off: told once, and no way to be rid of it', async () => {
  const ana = await world.personWithApp()
  const wrong = () => ((Number(ana.code()) + 500_000) % 1_000_000).toString().padStart(6, '0')
  const failures = async () => {
    const { rows } = await world.admin.query('select failures, disabled_at from identity.totp_factors where account_id = $1', [
      ana.id,
    ])
    return rows[0]
  }
  const guess = async (times: number) => {
    for (let i = 0; i < times; i++) {
      if (i % 9 === 0) minutes(16)
      expect(await world.factors.verifyTotp(ana.id, wrong())).toBe(false)
    }
  }
  await guess(50)
  minutes(16)
  expect(await world.factors.verifyTotp(ana.id, ana.code())).toBe(true)
  expect(await failures()).toEqual({ failures: 0, disabled_at: null })

  await guess(99)
  expect(await failures()).toEqual({ failures: 99, disabled_at: null })
  minutes(16)
  await parallel(9, () => world.factors.verifyTotp(ana.id, wrong()))
  expect((await failures()).disabled_at).toBeInstanceOf(Date)
  minutes(16)
  expect(await world.factors.verifyTotp(ana.id, ana.code())).toBe(false)
  const told = (await world.entriesAbout(ana.id)).filter(({ action }) => action === 'factor.totp_disabled')
  expect(told).toMatchObject([
    { actor: { type: 'system', id: 'factors' }, team_id: null, details: { after: { totp_disabled: true }, failures: 100 } },
  ])
  expect((await ana.mailed()).filter((subject) => subject === 'Your authenticator app was switched off')).toHaveLength(1)
  // Still asked for: else guessing would take the factor away. A recovery code gets past it.
  expect(await world.factors.state(ana.id)).toMatchObject({ totp: true, totp_disabled: true })
  expect(await world.factors.useRecoveryCode(ana.id, ana.recoveryCodes[0]!)).toBe(true)

  // Set up anew it is a factor again; stopping halfway leaves it off, but there.
  const proven = ana.session({ assurance: 'multi' })
  const { secret } = (await proven.asks('POST /account/totp')).body
  expect(await world.factors.state(ana.id)).toMatchObject({ totp: true, totp_disabled: true })
  const first = codeAt(secret, world.clock.now())
  expect(await world.factors.verifyTotp(ana.id, first)).toBe(false)
  expect((await proven.asks('POST /account/totp/confirm', { body: { code: first } })).status).toBe(200)
  minutes(1)
  expect(await world.factors.verifyTotp(ana.id, codeAt(secret, world.clock.now()))).toBe(true)
})

test('a session of before the switch-off does not bring the app back by one of its old codes', async () => {
  const ana = await world.personWithApp()
  await world.admin.query('update identity.totp_factors set disabled_at = now(), failures = 100 where account_id = $1', [ana.id])
  minutes(1)
  const proven = ana.session({ assurance: 'multi' })
  expectProblem(await proven.asks('POST /account/totp/confirm', { body: { code: ana.code() } }), 'FACTOR_EXISTS')
  expect(await world.factors.state(ana.id)).toMatchObject({ totp_disabled: true })
})

test('a process that died between the hundredth wrong code and the switch-off left an app that accepts nothing', async () => {
  const ana = await world.personWithApp()
  await world.admin.query('update identity.totp_factors set failures = 100 where account_id = $1', [ana.id])
  minutes(1)
  expect(await world.factors.verifyTotp(ana.id, ana.code())).toBe(false)
  expect(await world.factors.state(ana.id)).toMatchObject({ totp_disabled: true })
  expect(await ana.mailed()).toContain('Your authenticator app was switched off')
})

control(
  'GUESS-5',
  'G-05 at most ten wrong second factors in a quarter of an hour, of any kind and over all challenges',
  async () => {
    const ana = await world.personWithApp()
    minutes(1)
    const wrong = ((Number(ana.code()) + 500_000) % 1_000_000).toString().padStart(6, '0')
    const tries = await parallel(60, () =>
      Math.random() < 0.5 ? world.factors.verifyTotp(ana.id, wrong) : world.factors.useRecoveryCode(ana.id, 'none of them'),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
    const refused = await world.factors.verifyTotp(ana.id, ana.code()).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Problem)
    expect(refused).toMatchObject({ code: 'RATE_LIMITED' })
    const wait = (refused as Problem).retryAfterSeconds!
    expect(wait).toBeGreaterThan(14 * 60)
    const bob = await world.personWithApp()
    minutes(1)
    expect(await world.factors.verifyTotp(bob.id, bob.code())).toBe(true)
    // True: a moment before nothing is looked at, and then everything is.
    world.clock.aheadMs += (wait - 65) * 1_000
    await expect(world.factors.verifyTotp(ana.id, ana.code())).rejects.toThrow()
    world.clock.aheadMs += 10_000
    expect(await world.factors.verifyTotp(ana.id, ana.code())).toBe(true)
    expect((await world.entriesAbout(ana.id)).filter(({ action }) => action === 'session.guessing_slowed')).toMatchObject([
      { details: { guesses_at: ['second_factor'] } },
    ])
  },
)
