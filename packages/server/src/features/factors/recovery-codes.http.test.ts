import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { expectProblem } from '../../testing/http.ts'
import { recoveryKeyPlace } from './recovery-codes.service.ts'
import { type FactorsWorld, factorsWorld } from './testing/factors-world.ts'

let world: FactorsWorld
beforeAll(async () => {
  world = await factorsWorld()
})
afterAll(() => world.close())
beforeEach(() => {
  world.clock.aheadMs = 0
})

const rowsOf = async (account_id: string) =>
  (await world.admin.query('select * from identity.recovery_codes where account_id = $1', [account_id])).rows

control('FACTOR-4', 'M-04 a recovery code works once, and not at all once new ones were made', async () => {
  const ana = await world.personWithApp()
  const [first = '', second = ''] = ana.recoveryCodes
  expect(await world.factors.useRecoveryCode(ana.id, first)).toBe(true)
  expect(await world.factors.useRecoveryCode(ana.id, first)).toBe(false)
  expect((await ana.asks('GET /account/recovery-codes')).body).toEqual({ left: 9 })
  expect(await world.factors.useRecoveryCode((await world.personWithApp()).id, second)).toBe(false)

  const renewed = await ana.asks('POST /account/recovery-codes')
  expect(renewed.status).toBe(201)
  expect(renewed.body.recovery_codes).toHaveLength(10)
  expect((await ana.asks('GET /account/recovery-codes')).body).toEqual({ left: 10 })
  expect(await world.factors.useRecoveryCode(ana.id, second)).toBe(false)
  expect(
    await world.factors.useRecoveryCode(ana.id, ` ${renewed.body.recovery_codes[9].toUpperCase().replaceAll('-', '')}`),
  ).toBe(true)

  const told = (await world.entriesAbout(ana.id)).slice(2)
  expect(told.map(({ action, details }) => [action, details.before?.left_count, details.after?.left_count])).toEqual([
    ['factor.recovery_code_used', 10, 9],
    ['factor.recovery_codes_made', 9, 10],
    ['factor.recovery_code_used', 10, 9],
  ])
  expect((await ana.mailed()).slice(1)).toEqual([
    'A recovery code was used',
    'New recovery codes were made',
    'A recovery code was used',
  ])
})

control(
  'FACTOR-4',
  'M-04 K-01 the database holds recovery codes under a key that only the key ring opens, for that account',
  async () => {
    const [ana, bob] = [await world.personWithApp(), await world.personWithApp()]
    const rows = await rowsOf(ana.id)
    expect(rows).toHaveLength(10)
    const stored = JSON.stringify(rows)
    for (const code of ana.recoveryCodes) {
      expect(stored).not.toContain(code)
      expect(stored).not.toContain(code.replaceAll('-', ''))
    }
    expect(new Set(rows.map(({ code_hash }) => code_hash)).size).toBe(10)
    await expect(world.keyRing.open(rows[0].sealed_key, recoveryKeyPlace(bob.id))).rejects.toThrow()
  },
)

control('FACTOR-4', 'M-04 of 60 sign-ins with one recovery code at once, ten times over, one succeeds each time', async () => {
  const ana = await world.personWithApp()
  for (const code of ana.recoveryCodes) {
    world.clock.aheadMs += 16 * 60_000
    const tries = Array.from({ length: 60 }, () => world.factors.useRecoveryCode(ana.id, code))
    const outcomes = await Promise.allSettled(tries)
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value)).toHaveLength(1)
  }
  expect((await world.factors.state(ana.id)).recovery_codes).toBe(0)
  expect((await world.entriesAbout(ana.id)).filter(({ action }) => action === 'factor.recovery_code_used')).toHaveLength(10)
})

test('new sets that are made at once leave one set behind', async () => {
  const ana = await world.personWithApp()
  const answers = await Promise.all(Array.from({ length: 8 }, () => ana.asks('POST /account/recovery-codes')))
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201))
  expect(await rowsOf(ana.id)).toHaveLength(10)
})

test('they stand in for a second factor: without one there are none, and they go with the last one', async () => {
  const ana = await world.person()
  expectProblem(await ana.asks('POST /account/recovery-codes'), 'SECOND_FACTOR_REQUIRED')
  expect((await ana.asks('GET /account/recovery-codes')).body).toEqual({ left: 0 })
  expect(await world.factors.useRecoveryCode(ana.id, 'none')).toBe(false)
  const bob = await world.personWithApp()
  expect((await bob.asks('DELETE /account/totp')).status).toBe(204)
  expect(await world.factors.state(bob.id)).toEqual({ totp: false, totp_disabled: false, passkeys: 0, recovery_codes: 0 })
  expect(await world.factors.useRecoveryCode(bob.id, bob.recoveryCodes[0]!)).toBe(false)
})
