import { createPrivateKey, sign, X509Certificate } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import { selfSigned } from '@skykeep/keyring'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { expectProblem, withoutTrace } from '../../testing/http.ts'
import { type FactorsWorld, factorsWorld } from './testing/factors-world.ts'
import { type Made, wrongs } from './testing/software-authenticator.ts'
import { userHandleOf } from './user-handle.ts'

let world: FactorsWorld
beforeAll(async () => {
  world = await factorsWorld()
})
afterAll(() => world.close())
beforeEach(() => {
  world.clock.aheadMs = 0
})

control('FACTOR-7', 'M-06 a passkey is made on our page, for our challenge, by a verified person, or not at all', async () => {
  const ana = await world.person({ assurance: 'multi' })
  const authenticator = world.authenticator()
  for (const [what, twists] of wrongs) {
    const { challenge, options } = (await ana.asks('POST /account/passkeys/options')).body
    const body = { challenge, name: 'Wrong', response: authenticator.register(options, twists) }
    const answer = await ana.asks('POST /account/passkeys', { body })
    expect([what, answer.status, answer.body.errors?.[0]?.pointer]).toEqual([what, 400, '#/response'])
  }
  expect(await world.factors.state(ana.id)).toMatchObject({ passkeys: 0 })
  expect(await world.entriesAbout(ana.id)).toEqual([])

  const { options, passkey } = await world.addPasskey(ana.asks, 'Good')
  expect(options).toMatchObject({
    rp: { id: 'skykeep.test', name: 'Skykeep' },
    user: { id: userHandleOf(ana.id), name: ana.email, displayName: 'Ana' },
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    timeout: 300_000,
  })
  expect(passkey).toEqual({
    id: expect.any(String),
    name: 'Good',
    is_backed_up: true,
    transports: ['internal', 'hybrid'],
    created_at: expect.any(String),
    last_used_at: null,
  })
})

control('FACTOR-9', 'M-07 of ten registrations with one challenge at once, one is done', async () => {
  const ana = await world.person({ assurance: 'multi' })
  const { challenge, options } = (await ana.asks('POST /account/passkeys/options')).body
  const bodies = Array.from({ length: 10 }, (_, i) => ({
    challenge,
    name: `Key ${i}`,
    response: world.authenticator().register(options),
  }))
  const answers = await Promise.all(bodies.map((body) => ana.asks('POST /account/passkeys', { body })))
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(400)])
  expect(await world.factors.state(ana.id)).toMatchObject({ passkeys: 1 })
})

control('FACTOR-10', 'M-08 the credential of another account, or one that is there already, is not registered', async () => {
  const [ana, eve] = [await world.person({ assurance: 'multi' }), await world.person({ assurance: 'multi' })]
  const { authenticator } = await world.addPasskey(ana.asks)
  const { options: asked } = await world.factors.beginPasskey(ana.id)
  const credentialId = (asked.allowCredentials as { id: string }[])[0]!.id
  for (const person of [eve, ana]) {
    const { challenge, options } = (await person.asks('POST /account/passkeys/options')).body
    const response = world.authenticator().register(options, { credentialId })
    expectProblem(await person.asks('POST /account/passkeys', { body: { challenge, name: 'Taken', response } }), 'FACTOR_EXISTS')
  }
  expect(await world.factors.state(eve.id)).toMatchObject({ passkeys: 0 })
  expect(await eve.mailed()).toEqual([])
  // The owner’s still works, and is still the owner’s.
  const { challenge, options } = await world.factors.beginPasskey(null)
  expect(await world.factors.finishPasskey(challenge, authenticator.answer(options))).toMatchObject({ account_id: ana.id })
  // Nor does an id go beside a credential that the authenticator did not sign for.
  const mixed = (await eve.asks('POST /account/passkeys/options')).body
  const response = { ...world.authenticator().register(mixed.options), id: credentialId, rawId: credentialId }
  expectProblem(
    await eve.asks('POST /account/passkeys', { body: { challenge: mixed.challenge, name: 'Mixed', response } }),
    'VALIDATION_FAILED',
  )
  // And an authenticator that has one already is told not to make another.
  const again = (await ana.asks('POST /account/passkeys/options')).body.options
  expect(again.excludeCredentials).toMatchObject([{ id: credentialId, type: 'public-key' }])
})

control(
  'FACTOR-13',
  'no certificate of an authenticator is looked at, genuine or not, so nobody makes us follow the addresses in it',
  async () => {
    const ana = await world.person({ assurance: 'multi' })
    const add = async (format: string, statement: (made: Made) => Map<string, unknown>) => {
      const { challenge, options } = (await ana.asks('POST /account/passkeys/options')).body
      const response = world.authenticator().register(options, { attestation: { format, statement } })
      return (await ana.asks('POST /account/passkeys', { body: { challenge, name: format, response } })).status
    }
    const own = await selfSigned({ commonName: 'Key', key: 'ec-p256', purpose: 'client', days: 1, now: new Date() })
    const vouching = createPrivateKey({ key: Buffer.from(own.privateKeyPkcs8), format: 'der', type: 'pkcs8' })
    const certificates = [new Uint8Array(new X509Certificate(own.pem).raw)]
    // As a FIDO U2F key attests (Web Authentication §8.6): right in every part.
    const genuine = ({ id, publicKey, authData, clientDataHash }: Made) => {
      const point = publicKey.export({ format: 'der', type: 'spki' }).subarray(-65)
      const signed = Buffer.concat([Buffer.alloc(1), authData.subarray(0, 32), clientDataHash, id, point])
      return new Map<string, unknown>([
        ['sig', new Uint8Array(sign('sha256', signed, vouching))],
        ['x5c', certificates],
      ])
    }
    const unlike = () => new Map<string, unknown>([['x5c', certificates]])
    expect(await add('fido-u2f', genuine)).toBe(400)
    for (const format of ['packed', 'apple', 'android-key', 'tpm', 'none'])
      expect([format, await add(format, unlike)]).toEqual([format, 400])
    expect(await add('unheard-of', () => new Map())).toBe(400)

    // Signed by the passkey itself, as some browsers send it unasked: that vouches for nobody, and needs no certificate.
    const itself = ({ key, authData, clientDataHash }: Made) =>
      new Map<string, unknown>([
        ['alg', -7],
        ['sig', new Uint8Array(sign('sha256', Buffer.concat([authData, clientDataHash]), key))],
      ])
    expect(await add('packed', itself)).toBe(201)
  },
)

test('bytes that are no passkey are refused with a pointer, and members that browsers add are not in the way', async () => {
  const ana = await world.person({ assurance: 'multi' })
  const begin = async () => (await ana.asks('POST /account/passkeys/options')).body
  const { challenge, options } = await begin()
  const good = world.authenticator().register(options)
  const without = (name: string) => ({ ...good, response: { ...good.response, [name]: undefined } })
  for (const response of [{}, null, 'x', { ...good, type: 'password' }, { ...good, id: '+/=' }, without('attestationObject')]) {
    expectProblem(await ana.asks('POST /account/passkeys', { body: { challenge, name: 'x', response } }), 'VALIDATION_FAILED')
  }
  for (const body of [
    { challenge, response: good },
    { challenge, name: '', response: good },
    { challenge, name: 'x', response: good, id: newId() },
  ]) {
    expectProblem(await ana.asks('POST /account/passkeys', { body }), 'VALIDATION_FAILED')
  }
  const cbor = (value: unknown) => Buffer.from(isoCBOR.encode(value as never)).toString('base64url')
  for (const attestationObject of [
    'AA',
    cbor(1),
    cbor(new Map()),
    cbor(new Map([['fmt', 'none']])),
    cbor(new Map([['fmt', 'packed']])),
  ]) {
    const begun = await begin()
    const response = { ...world.authenticator().register(begun.options), response: { ...good.response, attestationObject } }
    expectProblem(
      await ana.asks('POST /account/passkeys', { body: { challenge: begun.challenge, name: 'x', response } }),
      'VALIDATION_FAILED',
    )
  }
  const begun = await begin()
  const made = world.authenticator().register(begun.options)
  const response = {
    ...made,
    authenticatorAttachment: 'platform',
    clientExtensionResults: { credProps: { rk: true } },
    response: { ...made.response, publicKeyAlgorithm: -7, publicKey: 'AA', authenticatorData: 'AA', somethingNew: 1 },
  }
  expect(
    (await ana.asks('POST /account/passkeys', { body: { challenge: begun.challenge, name: 'New browser', response } })).status,
  ).toBe(201)
})

test('several passkeys are listed in pages, renamed and removed, each by itself', async () => {
  const ana = await world.person({ assurance: 'multi' })
  const keys = []
  for (const name of ['One', 'Two', 'Three']) keys.push(await world.addPasskey(ana.asks, name))
  const first = (await ana.asks('GET /account/passkeys?limit=2')).body
  expect(first.items.map(({ name }: { name: string }) => name)).toEqual(['One', 'Two'])
  const second = (await ana.asks(`GET /account/passkeys?limit=2&cursor=${first.next_cursor}`)).body
  expect(second).toMatchObject({ items: [{ name: 'Three' }], next_cursor: null })

  const path = `/account/passkeys/${keys[1]!.passkey.id}` as const
  const renamed = await ana.asks(`PATCH ${path}`, { body: { name: ' Telephone ' } })
  expect(renamed.body).toMatchObject({ id: keys[1]!.passkey.id, name: 'Telephone' })
  for (const body of [{}, { name: '' }, { name: 'x', counter: 0 }]) {
    expectProblem(await ana.asks(`PATCH ${path}`, { body }), 'VALIDATION_FAILED')
  }
  expect((await ana.asks(`DELETE ${path}`)).status).toBe(204)
  expectProblem(await ana.asks(`DELETE ${path}`), 'NOT_FOUND')
  const { challenge, options } = await world.factors.beginPasskey(null)
  expect(await world.factors.finishPasskey(challenge, keys[1]!.authenticator.answer(options))).toBeNull()
  const another = await world.factors.beginPasskey(null)
  expect(await world.factors.finishPasskey(another.challenge, keys[0]!.authenticator.answer(another.options))).not.toBeNull()
  expect((await world.entriesAbout(ana.id)).slice(3)).toMatchObject([
    { action: 'factor.passkey_renamed', details: { before: { name: 'Two' }, after: { name: 'Telephone' } } },
    {
      action: 'factor.passkey_removed',
      details: { before: { passkey_count: 3, name: 'Telephone' }, after: { passkey_count: 2 } },
    },
  ])
  expect(await ana.mailed()).toEqual([...Array(3).fill('A passkey was added'), 'A passkey was removed'])
})

control('FACTOR-14', 'another account’s passkey answers exactly as one that never existed', async () => {
  const [ana, eve] = [await world.person({ assurance: 'multi' }), await world.person({ assurance: 'multi' })]
  const { passkey } = await world.addPasskey(ana.asks)
  await world.addPasskey(eve.asks)
  for (const [method, body] of [['PATCH', { name: 'Mine' }], ['DELETE']] as const) {
    const theirs = await eve.asks(`${method} /account/passkeys/${passkey.id}`, { body })
    const nobodys = await eve.asks(`${method} /account/passkeys/${newId()}`, { body })
    expectProblem(theirs, 'NOT_FOUND')
    expect(withoutTrace(theirs)).toEqual(withoutTrace(nobodys))
  }
  expect((await eve.asks('GET /account/passkeys')).body.items).toHaveLength(1)
  expect((await ana.asks('GET /account/passkeys')).body.items).toMatchObject([{ id: passkey.id, name: 'Key' }])
})
