import { createLocalJWKSet, jwtVerify, SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { KeyRing } from './key-ring.ts'
import { SigningKeys } from './signing-keys.ts'
import { memoryRootKey } from './testing/memory-root-key.ts'
import { memoryDataKeyStore, memorySigningKeyStore } from './testing/memory-stores.ts'
import { testClock } from './testing/test-clock.ts'

const DAY = 86_400_000
const SECOND = 1_000
const fault = (code: string) => expect.objectContaining({ name: 'KeyRingError', code })

function installation() {
  const clock = testClock()
  const store = memorySigningKeyStore()
  const needs = { root: memoryRootKey(), store: memoryDataKeyStore(), clock }
  const process = () =>
    new SigningKeys({ keyRing: new KeyRing(needs), store, clock, tokenLifeSeconds: 900, skewSeconds: 60, modulusBits: 2048 })
  return { clock, store, process, needs }
}

async function token(keys: SigningKeys): Promise<string> {
  const { kid, alg, privateKey } = await keys.active()
  return new SignJWT({ sub: 'a-1' }).setProtectedHeader({ alg, kid }).sign(privateKey)
}

const accepts = async (keys: SigningKeys, jwt: string) =>
  jwtVerify(jwt, createLocalJWKSet(await keys.publicJwks()), { algorithms: ['RS256'] }).then(
    () => true,
    () => false,
  )
const stateOf = async (keys: SigningKeys, kid: string) => (await keys.states()).find((key) => key.kid === kid)?.state

test('the first start of several processes ends with one key that signs and one that is announced, for all of them', async () => {
  const { process, store } = installation()
  const [one, other] = [process(), process()]
  await Promise.all([one.ensure(), other.ensure()])
  expect(
    store.sets
      .get('token')!
      .keys.map(({ state }) => state)
      .sort(),
  ).toEqual(['active', 'announced'])
  expect((await one.active()).kid).toBe((await other.active()).kid)
  expect(await accepts(other, await token(one))).toBe(true)
})

test('without a first start there is no active key to hand out', async () => {
  const { process } = installation()
  await expect(process().active()).rejects.toThrow(fault('SIGNING_KEY_MISSING'))
  expect(await process().publicJwks()).toEqual({ keys: [] })
})

test('[KEY-15] the published key set has public members only, and the private part is stored sealed', async () => {
  const { process, store } = installation()
  const keys = process()
  await keys.ensure()
  const { kid, privateKey } = await keys.active()
  const published = await keys.publicJwks()
  for (const key of published.keys) expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
  expect(published.keys.map((key) => key.kid)).toContain(kid)
  const { d, p } = privateKey.export({ format: 'jwk' })
  const stored = JSON.stringify(store.sets.get('token'))
  for (const secret of [d!, p!]) expect(stored).not.toContain(secret)
  expect(JSON.stringify(await keys.states())).not.toContain('sk1.')
})

test('[KEY-15] a key with less than 2048 bits is not made', () => {
  const { clock, store, needs } = installation()
  const weak = { keyRing: new KeyRing(needs), store, clock, tokenLifeSeconds: 900, modulusBits: 1024 }
  expect(() => new SigningKeys(weak)).toThrow(RangeError)
})

test('[KEY-16] over a rotation the new key was published before, old tokens stay valid for their life, and the old key goes then', async () => {
  const { process, clock } = installation()
  const [one, other] = [process(), process()]
  await one.ensure()
  const first = await one.active()
  const next = (await one.publicJwks()).keys.find(({ kid }) => kid !== first.kid)!
  clock.move(90 * DAY)
  const old = await token(one)
  await Promise.all([one.advance(), other.advance()])
  expect((await one.active()).kid).toBe(next.kid)
  expect((await other.active()).kid).toBe(next.kid)
  expect([await accepts(one, old), await accepts(one, await token(one))]).toEqual([true, true])
  expect((await one.publicJwks()).keys.length).toBe(3)
  clock.move(960 * SECOND)
  await one.advance()
  expect(await accepts(one, old)).toBe(true)
  clock.move(10 * SECOND)
  await one.advance()
  expect(await accepts(one, old)).toBe(false)
  expect([await one.publicKey(first.kid), await stateOf(one, first.kid)]).toEqual([undefined, 'destroyed'])
})

test('an operator can rotate at once, but is warned when the next key is too new to be known', async () => {
  const { process, clock } = installation()
  const keys = process()
  await keys.ensure()
  const { kid } = await keys.active()
  await expect(keys.rotateNow()).rejects.toThrow(fault('SIGNING_KEY_TOO_NEW'))
  expect((await keys.active()).kid).toBe(kid)
  clock.move(DAY)
  await keys.rotateNow()
  expect(await stateOf(keys, kid)).toBe('retiring')
  await keys.rotateNow({ even_if_new: true })
  expect((await keys.states()).map(({ state }) => state).sort()).toEqual(['active', 'announced', 'retiring', 'retiring'])
})

test('[KEY-16] a withdrawn key is refused at once here and within ten seconds elsewhere, and the next one signs', async () => {
  const { process, clock } = installation()
  const [one, other] = [process(), process()]
  await one.ensure()
  const stolen = await one.active()
  const forged = await token(one)
  expect(await accepts(other, forged)).toBe(true)
  await one.withdraw(stolen.kid)
  expect(await accepts(one, forged)).toBe(false)
  clock.move(10 * SECOND)
  expect(await accepts(other, forged)).toBe(false)
  expect((await other.active()).kid).not.toBe(stolen.kid)
  expect((await one.states()).map(({ state }) => state).sort()).toEqual(['active', 'announced', 'destroyed'])
  await expect(one.withdraw('nobody')).rejects.toThrow(fault('SIGNING_KEY_UNKNOWN'))
})

test('who can only write to the database cannot add a key of their own, nor put theirs in the place of ours', async () => {
  const { process, store } = installation()
  const thief = installation()
  const [keys, theirs] = [process(), thief.process()]
  await Promise.all([keys.ensure(), theirs.ensure()])
  const ours = store.sets.get('token')!
  const [foreign] = thief.store.sets.get('token')!.keys
  const honest = structuredClone(ours.keys)

  ours.keys = [...honest, { ...foreign!, state: 'retiring' }]
  await expect(process().publicKey(foreign!.kid)).rejects.toThrow(fault('KEY_UNKNOWN'))
  ours.keys = [...honest, { ...foreign!, state: 'retiring', sealed: honest[0]!.sealed }]
  await expect(process().publicKey(foreign!.kid)).rejects.toThrow(fault('ENVELOPE_REFUSED'))
  ours.keys = honest.map((key) => ({ ...key, public_jwk: foreign!.public_jwk }))
  expect(JSON.stringify(await process().publicJwks())).not.toContain(foreign!.public_jwk.n)
})

test('a change that other processes keep winning is given up with an error, not retried for ever', async () => {
  const { needs, clock } = installation()
  let saves = 0
  const contended = {
    load: async () => ({ revision: 0, keys: [] }),
    async save() {
      saves += 1
      return false
    },
  }
  const keys = new SigningKeys({ keyRing: new KeyRing(needs), store: contended, clock, tokenLifeSeconds: 900, modulusBits: 2048 })
  await expect(keys.ensure()).rejects.toThrow(fault('SIGNING_KEY_CONTENDED'))
  expect(saves).toBe(10)
})
