import { createPrivateKey, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { createAuthority } from './authority.ts'
import { privateKeyPem } from './certificates.ts'

const now = new Date('2026-01-01T12:00:00.500Z')
const DAY = 86_400_000
const refused = (code: string) => expect.objectContaining({ name: 'CertificateError', code })

const newRoot = () => createAuthority({ commonName: 'Skykeep root', validYears: 10, pathLength: 1, now })

test('a root vouches for itself and for the authority of a team, which OpenSSL confirms', async () => {
  const root = await newRoot()
  const team = await createAuthority({
    commonName: 'Team t-1',
    validYears: 5,
    pathLength: 0,
    parent: root,
    purposes: ['client'],
    now,
  })
  const [above, below] = [new X509Certificate(root.pem), new X509Certificate(team.pem)]
  expect([above.ca, below.ca]).toEqual([true, true])
  expect(above.verify(above.publicKey)).toBe(true)
  expect(below.checkIssued(above) && below.verify(above.publicKey)).toBe(true)
  expect(above.checkIssued(below)).toBe(false)
  expect(below.subject).toBe('CN=Team t-1')
  expect([root.chainPem, team.chainPem]).toEqual(['', team.pem])
  expect(new X509Certificate(team.pem).checkPrivateKey(createPrivateKey(privateKeyPem(team.privateKeyPkcs8)))).toBe(true)
})

test('two authorities with the same name are still two: another key, another serial of 16 positive bytes', async () => {
  const [one, other] = [await newRoot(), await newRoot()]
  expect(one.thumbprint).not.toBe(other.thumbprint)
  for (const { serial, pem } of [one, other]) {
    expect(serial).toMatch(/^[4-7][0-9a-f]{31}$/)
    expect(new X509Certificate(pem).serialNumber.toLowerCase()).toBe(serial)
  }
  expect(one.serial).not.toBe(other.serial)
})

test('an authority begins a little before now, and never outlives the one above it', async () => {
  const root = await createAuthority({ commonName: 'Skykeep root', validYears: 1, pathLength: 1, now })
  const team = await createAuthority({ commonName: 'Team t-1', validYears: 5, pathLength: 0, parent: root, now })
  expect(root.not_before).toEqual(new Date('2026-01-01T11:55:00Z'))
  expect(root.not_after).toEqual(new Date('2027-01-01T12:00:00Z'))
  expect(team.not_after).toEqual(root.not_after)
})

test('the path length is kept: below an authority for end users there is no other authority', async () => {
  const root = await newRoot()
  const team = await createAuthority({ commonName: 'Team t-1', validYears: 5, pathLength: 0, parent: root, now })
  const below = (parent: typeof root, pathLength: number) =>
    createAuthority({ commonName: 'x', validYears: 1, pathLength, parent, now })
  await expect(below(team, 0)).rejects.toThrow(refused('AUTHORITY_REFUSED'))
  await expect(below(root, 1)).rejects.toThrow(refused('AUTHORITY_REFUSED'))
  await expect(below(root, -1)).rejects.toThrow(refused('AUTHORITY_REFUSED'))
})

test('an expired authority, one that is not yet valid, and one with the key of another do not sign', async () => {
  const root = await newRoot()
  const order = { commonName: 'Team t-1', validYears: 1, pathLength: 0, parent: root }
  await expect(createAuthority({ ...order, now: root.not_after })).rejects.toThrow(refused('AUTHORITY_REFUSED'))
  await expect(createAuthority({ ...order, now: new Date(now.getTime() - DAY) })).rejects.toThrow(refused('AUTHORITY_REFUSED'))
  const mixed = { ...root, privateKeyPkcs8: (await newRoot()).privateKeyPkcs8 }
  await expect(createAuthority({ ...order, parent: mixed, now })).rejects.toThrow(refused('AUTHORITY_REFUSED'))
})

test.each(['', ' x', 'a,CN=b', 'a"b', 'a\\b', 'a+b', '#0c0161', 'a\nb', 'ä', 'x'.repeat(65)])(
  'the name %o is refused',
  async (commonName) => {
    await expect(createAuthority({ commonName, validYears: 1, pathLength: 0, now })).rejects.toThrow(refused('NAME_REFUSED'))
  },
)

test.each([0, -1, 31, 1.0001, Number.NaN])('a validity of %o years is refused', async (validYears) => {
  await expect(createAuthority({ commonName: 'x', validYears, pathLength: 0, now })).rejects.toThrow(refused('VALIDITY_REFUSED'))
})
