import { createPublicKey, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { CheckpointKeys, ensureCheckpointKey } from './checkpoint-key.ts'
import { KeyRing } from './key-ring.ts'
import { SigningKeys } from './signing-keys.ts'
import { memoryRootKey } from './testing/memory-root-key.ts'
import { memoryDataKeyStore, memorySigningKeyStore } from './testing/memory-stores.ts'
import { testClock } from './testing/test-clock.ts'

const DAY = 86_400_000
const name = 'skykeep.example/audit'

function installation() {
  const clock = testClock()
  const store = memorySigningKeyStore()
  const keyRing = new KeyRing({ root: memoryRootKey(), store: memoryDataKeyStore(), clock })
  return { name, clock, store, keyRing }
}

// Built from the raw bytes alone, as a verifier does that has nothing but what was published.
function isSigned(bytes: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') }
  return verify(null, bytes, createPublicKey({ key: jwk, format: 'jwk' }), signature)
}

test('a checkpoint signed after a restart verifies with the public key from before', async () => {
  const needs = installation()
  const before = await ensureCheckpointKey(needs)
  const after = await ensureCheckpointKey(needs)
  const bytes = Buffer.from('skykeep.example/audit\n1\nroot\n')
  const signature = after.sign(bytes)
  expect([before.name, before.publicKey.length, signature.length]).toEqual([name, 32, 64])
  expect(isSigned(bytes, signature, before.publicKey)).toBe(true)
  expect(isSigned(Buffer.from('other'), signature, before.publicKey)).toBe(false)
})

test('after a rotation another key signs, and the old public key stays in the list for ever while its private part goes', async () => {
  const needs = installation()
  const keys = new CheckpointKeys(needs)
  await keys.ensure()
  const old = await keys.active()
  const bytes = Buffer.from('an old checkpoint')
  const signature = old.sign(bytes)
  needs.clock.move(365 * DAY)
  await keys.advance()
  expect((await keys.active()).kid).not.toBe(old.kid)
  needs.clock.move(DAY)
  await keys.advance()
  const listed = (await keys.verifiers()).find(({ kid }) => kid === old.kid)!
  expect(listed).toMatchObject({ name, state: 'destroyed', withdrawn: false })
  expect(isSigned(bytes, signature, listed.publicKey)).toBe(true)
  expect(needs.store.sets.get('checkpoint')!.keys.find(({ kid }) => kid === old.kid)!.sealed).toBeNull()
})

test('a withdrawn checkpoint key is listed as such, so that a verifier can decide', async () => {
  const keys = new CheckpointKeys(installation())
  await keys.ensure()
  const { kid } = await keys.active()
  await keys.withdraw(kid)
  expect((await keys.verifiers()).find((key) => key.kid === kid)).toMatchObject({ withdrawn: true, state: 'destroyed' })
})

test('token keys and checkpoint keys in the same store never meet, and neither opens in the place of the other', async () => {
  const needs = installation()
  const checkpoints = new CheckpointKeys(needs)
  const tokens = new SigningKeys({ ...needs, tokenLifeSeconds: 900, modulusBits: 2048 })
  await Promise.all([checkpoints.ensure(), tokens.ensure()])
  const { kid } = await checkpoints.active()
  expect(await tokens.publicKey(kid)).toBeUndefined()
  needs.store.sets.set('token', structuredClone(needs.store.sets.get('checkpoint')!))
  tokens.forget()
  await expect(tokens.publicKey(kid)).rejects.toThrow(expect.objectContaining({ code: 'ENVELOPE_REFUSED' }))
})
