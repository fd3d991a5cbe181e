import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { expectProblem } from '../../testing/http.ts'
import { type FactorsWorld, factorsWorld } from './testing/factors-world.ts'
import { type Twists, wrongs } from './testing/software-authenticator.ts'
import { userHandleOf } from './user-handle.ts'

let world: FactorsWorld
beforeAll(async () => {
  world = await factorsWorld()
})
afterAll(() => world.close())
beforeEach(() => {
  world.clock.aheadMs = 0
})

const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

control(
  'FACTOR-8',
  'M-06 an assertion counts on our page, for our challenge, with the person verified and by the registered key',
  async () => {
    const ana = await world.person({ assurance: 'multi' })
    const { authenticator } = await world.addPasskey(ana.asks)
    for (const account of [ana.id, null]) {
      for (const [what, twists] of [...wrongs, ['another key', { key: otherKey }]] as typeof wrongs) {
        const { challenge, options } = await world.factors.beginPasskey(account)
        const outcome = await world.factors.finishPasskey(challenge, authenticator.answer(options, twists))
        expect([what, outcome]).toEqual([what, null])
      }
      const { challenge, options } = await world.factors.beginPasskey(account)
      expect(options).toMatchObject({ rpId: 'skykeep.test', userVerification: 'required', timeout: 300_000 })
      const outcome = await world.factors.finishPasskey(challenge, authenticator.answer(options), account ?? undefined)
      expect(outcome).toEqual({ account_id: ana.id, method: 'passkey' })
    }
    expect((await ana.asks('GET /account/passkeys')).body.items[0].last_used_at).toEqual(expect.any(String))
  },
)

control('FACTOR-9', 'M-07 an answer counts once although its counter stays 0, and only while its challenge lives', async () => {
  const ana = await world.person({ assurance: 'multi' })
  const { authenticator } = await world.addPasskey(ana.asks)
  const begun = await world.factors.beginPasskey(null)
  const answer = authenticator.answer(begun.options)
  expect(await world.factors.finishPasskey(begun.challenge, answer)).not.toBeNull()
  expect(await world.factors.finishPasskey(begun.challenge, answer)).toBeNull()
  const next = await world.factors.beginPasskey(null)
  expect(await world.factors.finishPasskey(next.challenge, answer)).toBeNull()
  // Also a wrong answer uses it up: nobody tries many on one challenge.
  const spoiled = await world.factors.beginPasskey(null)
  expect(await world.factors.finishPasskey(spoiled.challenge, { nonsense: true })).toBeNull()
  expect(await world.factors.finishPasskey(spoiled.challenge, authenticator.answer(spoiled.options))).toBeNull()

  const late = await world.factors.beginPasskey(null)
  const lateAnswer = authenticator.answer(late.options)
  world.clock.aheadMs = 5 * 60_000 + 1_000
  expect(await world.factors.finishPasskey(late.challenge, lateAnswer)).toBeNull()
  const { challenge, options } = (await ana.session().asks('POST /account/passkeys/options')).body
  const body = { challenge, name: 'Late', response: world.authenticator().register(options) }
  world.clock.aheadMs += 5 * 60_000 + 1_000
  const refused = await ana.asks('POST /account/passkeys', { body })
  expectProblem(refused, 'VALIDATION_FAILED')
  expect(refused.body.errors).toEqual([{ pointer: '#/challenge', detail: expect.any(String) }])
})

control('FACTOR-9', 'M-07 of 60 answers to one challenge at once, ten times over, one counts each time', async () => {
  const ana = await world.person({ assurance: 'multi' })
  const { authenticator } = await world.addPasskey(ana.asks)
  for (let round = 0; round < 10; round++) {
    const { challenge, options } = await world.factors.beginPasskey(round % 2 === 0 ? null : ana.id)
    const answer = authenticator.answer(options)
    const outcomes = await Promise.all(Array.from({ length: 60 }, () => world.factors.finishPasskey(challenge, answer)))
    expect(outcomes.filter((outcome) => outcome !== null)).toHaveLength(1)
  }
})

control('FACTOR-11', 'a challenge is good for the account and the ceremony it was made for, and for nothing else', async () => {
  const [ana, eve] = [await world.person({ assurance: 'multi' }), await world.person({ assurance: 'multi' })]
  const { authenticator: hers } = await world.addPasskey(ana.asks)
  const { authenticator: eves } = await world.addPasskey(eve.asks)
  const { challenge: anas, options } = await world.factors.beginPasskey(ana.id)
  // Eve, who knows Ana’s password, answers with her own passkey.
  const eveAnswer = eves.answer({ ...options, allowCredentials: [] })
  expect(await world.factors.finishPasskey(anas, eveAnswer, ana.id)).toBeNull()
  // A challenge for anybody, or for Eve, is no second factor of Ana’s.
  for (const account of [null, eve.id]) {
    const begun = await world.factors.beginPasskey(account)
    const answer = hers.answer({ ...begun.options, allowCredentials: [] })
    expect(await world.factors.finishPasskey(begun.challenge, answer, ana.id)).toBeNull()
  }
  // A passkey that does not say whose it is, or says that it is somebody else’s, signs nobody in alone.
  for (const userHandle of [null, userHandleOf(eve.id)]) {
    const begun = await world.factors.beginPasskey(null)
    expect(await world.factors.finishPasskey(begun.challenge, hers.answer(begun.options, { userHandle }))).toBeNull()
  }
  // A challenge for adding a passkey signs nobody in, and that of one account adds none to another.
  const adding = (await ana.asks('POST /account/passkeys/options')).body
  const answer = hers.answer({ challenge: adding.challenge, rpId: 'skykeep.test' })
  expect(await world.factors.finishPasskey(adding.challenge, answer, ana.id)).toBeNull()
  const response = world.authenticator().register(adding.options)
  const body = { challenge: adding.challenge, name: 'Stolen', response }
  expectProblem(await eve.asks('POST /account/passkeys', { body }), 'VALIDATION_FAILED')
  const signing = await world.factors.beginPasskey(ana.id)
  const made = world.authenticator().register({ ...adding.options, challenge: signing.challenge })
  const wrongKind = { challenge: signing.challenge, name: 'Wrong kind', response: made }
  expectProblem(await ana.asks('POST /account/passkeys', { body: wrongKind }), 'VALIDATION_FAILED')
  // The database has no challenge that could be answered, only hashes.
  const { rows } = await world.admin.query('select * from identity.challenges')
  expect(JSON.stringify(rows)).not.toContain(signing.challenge)
})

control('FACTOR-12', 'a key whose counter does not grow is a copy: it is refused, also when both sign at once', async () => {
  const ana = await world.person({ assurance: 'multi' })
  const { authenticator } = await world.addPasskey(ana.asks, 'Counting', world.authenticator(true))
  const sign = async (twists: Twists = {}) => {
    const { challenge, options } = await world.factors.beginPasskey(ana.id)
    return world.factors.finishPasskey(challenge, authenticator.answer(options, twists), ana.id)
  }
  expect(await sign({ counter: 5 })).not.toBeNull()
  for (const counter of [5, 4, 0]) expect([counter, await sign({ counter })]).toEqual([counter, null])
  const both = await Promise.all(Array.from({ length: 20 }, () => sign({ counter: 6 })))
  expect(both.filter((outcome) => outcome !== null)).toHaveLength(1)
  expect(await sign({ counter: 7 })).not.toBeNull()
})

test('ceremonies that nobody finished are removed, those that may still be are not', async () => {
  const { challenge, options } = await world.factors.beginPasskey(null)
  await world.removeExpired()
  const count = async () => (await world.admin.query('select from identity.challenges')).rowCount
  expect(await count()).toBeGreaterThan(0)
  expect(challenge).toBe(options.challenge)
  world.clock.aheadMs = 20 * 60_000
  await world.removeExpired()
  expect(await count()).toBe(0)
})
