import { permissionNames } from '@skykeep/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import type { Asks } from '../../testing/http.ts'
import { expectProblem } from '../../testing/http.ts'
import { codeAt, type FactorsWorld, factorsWorld } from './testing/factors-world.ts'

let world: FactorsWorld
beforeAll(async () => {
  world = await factorsWorld()
})
afterAll(() => world.close())
beforeEach(() => {
  world.clock.aheadMs = 0
  world.post.isDown = false
})

const someId = newId()
const reading = ['GET /account/recovery-codes', 'GET /account/passkeys'] as const
const changing = [
  ['POST /account/totp'],
  ['POST /account/totp/confirm', { code: '123456' }],
  ['DELETE /account/totp'],
  ['POST /account/recovery-codes'],
  ['POST /account/passkeys/options'],
  ['PATCH /account/passkeys/:id', { name: 'x' }],
  ['DELETE /account/passkeys/:id'],
] as const
const ask = (asks: Asks, [call, body]: readonly [string, unknown?], passkeyId = someId) =>
  asks(call.replace(':id', passkeyId) as 'GET /', body === undefined ? {} : { body })

control(
  'FACTOR-15',
  'factors are touched by the person in their own session: no machine, no client that acts for them, nobody',
  async () => {
    const ana = await world.personWithApp()
    const { passkey } = await world.addPasskey(ana.asks)
    const machine = world.as({
      kind: 'client',
      id: newId(),
      team_id: newId(),
      permissions: new Set(permissionNames),
      token_id: newId(),
      thumbprint: null,
    })
    const client = ana.session({ client_id: newId(), assurance: 'multi' })
    const before = await world.factors.state(ana.id)
    for (const call of [...changing, ...reading.map((one) => [one] as const)]) {
      expectProblem(await ask(machine, call, passkey.id), 'PERMISSION_DENIED')
      expectProblem(await ask(client.asks, call, passkey.id), 'PERMISSION_DENIED')
      expectProblem(await ask(world.nobody, call, passkey.id), 'NOT_AUTHENTICATED')
    }
    // The services say so too, whatever the routes did.
    const { totp, recoveryCodes, passkeys } = world.own
    for (const act of [
      () => totp.enrol(client.caller),
      () => totp.confirm(client.caller, '123456'),
      () => totp.remove(client.caller),
      () => recoveryCodes.renew(client.caller),
      () => recoveryCodes.left(client.caller),
      () => passkeys.begin(client.caller),
      () => passkeys.add(client.caller, {} as never),
      () => passkeys.list(client.caller, { limit: 1 }),
      () => passkeys.rename(client.caller, passkey.id, { name: 'x' }),
      () => passkeys.remove(client.caller, passkey.id),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
    }
    expect(await world.factors.state(ana.id)).toEqual(before)
  },
)

control(
  'FACTOR-16',
  'a session that has not shown the second factor changes none of the factors, however fresh it is',
  async () => {
    const ana = await world.personWithApp()
    const { passkey } = await world.addPasskey(ana.asks)
    const before = await world.factors.state(ana.id)
    const calls = changing.filter(([call]) => call !== 'POST /account/totp/confirm')
    for (const assurance of ['single', 'enrolment'] as const) {
      const weak = ana.session({ assurance })
      for (const call of calls) {
        const answer = await ask(weak.asks, call, passkey.id)
        expect([call[0], answer.body?.code]).toEqual([call[0], 'SECOND_FACTOR_REQUIRED'])
      }
    }
    // What was begun while there was none is not finished once there is one.
    const bob = await world.person()
    const { secret } = (await bob.asks('POST /account/totp')).body
    const adding = (await bob.asks('POST /account/passkeys/options')).body
    await world.addPasskey(bob.session({ assurance: 'multi' }).asks)
    const code = codeAt(secret, world.clock.now())
    expectProblem(await bob.asks('POST /account/totp/confirm', { body: { code } }), 'SECOND_FACTOR_REQUIRED')
    const response = world.authenticator().register(adding.options)
    expectProblem(
      await bob.asks('POST /account/passkeys', { body: { challenge: adding.challenge, name: 'Second', response } }),
      'SECOND_FACTOR_REQUIRED',
    )
    expect(await world.factors.state(ana.id)).toEqual(before)
    expect(await world.factors.state(bob.id)).toMatchObject({ totp: false, passkeys: 1 })
  },
)

control('FACTOR-17', 'S-02 a session that has shown more gets another identifier', async () => {
  const ana = await world.person()
  const { secret } = (await ana.asks('POST /account/totp')).body
  const body = { code: codeAt(secret, world.clock.now()) }
  const confirmed = await ana.asks('POST /account/totp/confirm', { body })
  const risen = ana.session({ assurance: 'multi' })
  const { challenge, options } = (await risen.asks('POST /account/passkeys/options')).body
  const response = world.authenticator().register(options)
  const added = await risen.asks('POST /account/passkeys', { body: { challenge, name: 'Key', response } })
  const cookies = [confirmed, added].map(({ headers }) => String(headers['set-cookie']))
  for (const cookie of cookies) {
    expect(cookie).toMatch(/^__Host-skykeep=risen-\d+; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=600$/)
  }
  expect(cookies[0]).not.toBe(cookies[1])
  for (const { raw } of [confirmed, added]) expect(raw.toString()).not.toContain('risen-')
  expect(world.risen.slice(-2)).toEqual([
    { session_id: ana.caller.person.session_id, methods: ['totp'] },
    { session_id: risen.caller.person.session_id, methods: ['passkey'] },
  ])
  // What was refused raises nothing.
  const count = world.risen.length
  expectProblem(await risen.asks('POST /account/totp/confirm', { body }), 'FACTOR_EXISTS')
  expect(world.risen).toHaveLength(count)
})

control('FACTOR-18', 'a change of factors, its audit entry and the mail about it happen together or not at all', async () => {
  const ana = await world.person({ assurance: 'multi' })
  const { secret } = (await ana.asks('POST /account/totp')).body
  const confirm = () => ana.asks('POST /account/totp/confirm', { body: { code: codeAt(secret, world.clock.now()) } })
  world.post.isDown = true
  expectProblem(await confirm(), 'INTERNAL')
  expect(await world.factors.state(ana.id)).toMatchObject({ totp: false, recovery_codes: 0 })
  expect(await world.entriesAbout(ana.id)).toEqual([])
  world.post.isDown = false
  expect((await confirm()).status).toBe(200)
  const { passkey } = await world.addPasskey(ana.asks)
  const code = (await ana.asks('POST /account/recovery-codes')).body.recovery_codes[0]
  const before = [await world.factors.state(ana.id), (await world.entriesAbout(ana.id)).length, (await ana.mailed()).length]
  world.post.isDown = true
  expectProblem(await ana.asks('DELETE /account/totp'), 'INTERNAL')
  expectProblem(await ana.asks('POST /account/recovery-codes'), 'INTERNAL')
  expectProblem(await ana.asks(`DELETE /account/passkeys/${passkey.id}`), 'INTERNAL')
  await expect(world.factors.useRecoveryCode(ana.id, code)).rejects.toThrow()
  expect([await world.factors.state(ana.id), (await world.entriesAbout(ana.id)).length, (await ana.mailed()).length]).toEqual(
    before,
  )
  expect(
    (await world.entriesAbout(ana.id)).map(({ action, actor, credential }) => [action, actor.type, credential.type]),
  ).toEqual([
    ['factor.totp_enrolled', 'account', 'session'],
    ['factor.recovery_codes_made', 'account', 'session'],
    ['factor.passkey_added', 'account', 'session'],
    ['factor.recovery_codes_made', 'account', 'session'],
  ])
  expect(JSON.stringify(await world.entriesAbout(ana.id))).not.toContain(secret)
})

control(
  'FACTOR-19',
  'M-09 the last second factor stays where a team demands one, where the password is short, or where nothing else signs in',
  async () => {
    const demanded = await world.personWithApp()
    await world.teamOf(demanded.id, false)
    const team = await world.teamOf(demanded.id, true)
    const short = await world.personWithApp({ password: 'short' })
    for (const person of [demanded, short]) {
      expectProblem(await person.asks('DELETE /account/totp'), 'LAST_FACTOR')
      const { passkey } = await world.addPasskey(person.asks)
      expect((await person.asks('DELETE /account/totp')).status).toBe(204)
      expectProblem(await person.asks(`DELETE /account/passkeys/${passkey.id}`), 'LAST_FACTOR')
      expect(await world.factors.state(person.id)).toMatchObject({ totp: false, passkeys: 1, recovery_codes: 10 })
    }
    await world.admin.query('update directory.teams set second_factor_required = false where team_id = $1', [team])
    const left = (await demanded.asks('GET /account/passkeys')).body.items[0].id
    expect((await demanded.asks(`DELETE /account/passkeys/${left}`)).status).toBe(204)

    const passwordless = await world.personWithApp({ password: 'none' })
    const { passkey: only } = await world.addPasskey(passwordless.asks)
    expectProblem(await passwordless.asks(`DELETE /account/passkeys/${only.id}`), 'LAST_FACTOR')
    expect((await passwordless.asks('DELETE /account/totp')).status).toBe(204)

    // An app that is switched off is nothing to fall back on.
    const off = await world.personWithApp({ password: 'short' })
    const { passkey } = await world.addPasskey(off.asks)
    await world.admin.query('update identity.totp_factors set disabled_at = now(), failures = 100 where account_id = $1', [
      off.id,
    ])
    expectProblem(await off.asks(`DELETE /account/passkeys/${passkey.id}`), 'LAST_FACTOR')
  },
)

control('FACTOR-19', 'M-09 elsewhere it is removed after a fresh proof, and the owner hears of it', async () => {
  const ana = await world.personWithApp()
  await world.teamOf(ana.id, false)
  const stale = ana.session({ provenMsAgo: 11 * 60_000 })
  const { passkey } = await world.addPasskey(ana.asks)
  expectProblem(await stale.asks('DELETE /account/totp'), 'STEP_UP_REQUIRED')
  expectProblem(await stale.asks(`DELETE /account/passkeys/${passkey.id}`), 'STEP_UP_REQUIRED')
  expectProblem(await stale.asks('POST /account/recovery-codes'), 'STEP_UP_REQUIRED')
  expectProblem(await stale.asks('POST /account/passkeys/options'), 'STEP_UP_REQUIRED')
  expect((await ana.asks('DELETE /account/totp')).status).toBe(204)
  expect((await ana.asks(`DELETE /account/passkeys/${passkey.id}`)).status).toBe(204)
  expectProblem(await ana.asks('DELETE /account/totp'), 'NOT_FOUND')
  expect((await ana.mailed()).slice(-2)).toEqual(['Your authenticator app was removed', 'A passkey was removed'])
  expect((await world.entriesAbout(ana.id)).slice(-2)).toMatchObject([
    { action: 'factor.totp_removed', details: { before: { totp: true }, after: { totp: false } } },
    { action: 'factor.passkey_removed', details: { before: { passkey_count: 1 }, after: { passkey_count: 0 } } },
  ])
})

control('FACTOR-19', 'M-09 two removals at once do not each count on the other’s factor', async () => {
  for (let round = 0; round < 5; round++) {
    const ana = await world.personWithApp({ password: 'short' })
    const { passkey } = await world.addPasskey(ana.asks)
    const answers = await Promise.all([ana.asks('DELETE /account/totp'), ana.asks(`DELETE /account/passkeys/${passkey.id}`)])
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409])
  }
})

test('an account that was deleted a moment ago has nothing to change', async () => {
  const ana = await world.person()
  await world.admin.query('delete from identity.accounts where id = $1', [ana.id])
  expectProblem(await ana.asks('POST /account/totp'), 'SESSION_ENDED')
  expectProblem(await ana.asks('POST /account/passkeys/options'), 'SESSION_ENDED')
})
