import { beforeAll, expect, test } from 'vitest'
import { type Authority, createAuthority } from './authority.ts'
import { buildCrl, type RevokedCertificate } from './crl.ts'
import { X509Certificate, X509Crl } from './x509.ts'

const now = new Date('2026-01-01T12:00:00Z')
const nextUpdate = new Date('2026-01-02T12:00:00Z')
const refused = (code: string) => expect.objectContaining({ name: 'CertificateError', code })

let authority: Authority
beforeAll(async () => {
  authority = await createAuthority({ commonName: 'Team t-1', validYears: 5, pathLength: 0, now })
})
const list = (
  revoked: RevokedCertificate[],
  over: Partial<{ number: number | bigint; thisUpdate: Date; nextUpdate: Date }> = {},
) => buildCrl({ authority, revoked, number: 1, thisUpdate: now, nextUpdate, ...over })

test('a list names what was revoked, when and why, and is signed by the authority', async () => {
  const { pem, der } = await list([
    { serial: '4A01ff', at: now, reason: 'key_compromise' },
    { serial: '7f02', at: now },
  ])
  const crl = new X509Crl(der)
  expect(await crl.verify({ publicKey: new X509Certificate(authority.pem) })).toBe(true)
  expect(crl.entries.map(({ serialNumber, reason }) => [serialNumber, reason])).toEqual([
    ['4a01ff', 1],
    ['7f02', undefined],
  ])
  expect([crl.thisUpdate, crl.nextUpdate, crl.issuer]).toEqual([now, nextUpdate, 'CN=Team t-1'])
  expect(Buffer.from(pem.split('\n').slice(1, -2).join(''), 'base64')).toEqual(Buffer.from(der))
})

test('times, serials and the size of a list are written so that another parser reads what was meant', async () => {
  const late = new Date('2050-01-01T00:00:00Z')
  const revoked = Array.from({ length: 3_000 }, (_, index) => ({
    serial: (0x7f + index).toString(16),
    at: index === 0 ? late : now,
  }))
  const { der } = await list(revoked)
  const { entries } = new X509Crl(der)
  expect(entries.map(({ serialNumber }) => BigInt(`0x${serialNumber}`))).toEqual(
    revoked.map(({ serial }) => BigInt(`0x${serial}`)),
  )
  expect([entries[0]!.revocationDate, entries[1]!.revocationDate]).toEqual([late, now])
})

test('an empty list is left out and not written as an empty one', async () => {
  const { der } = await list([])
  // Two times, and then at once the extensions.
  expect(Buffer.from(der).toString('hex')).toMatch(/(170d[0-9a-f]{26}){2}a0/)
})

test('another authority of the same name does not vouch for the list', async () => {
  const { der } = await list([])
  const other = await createAuthority({ commonName: 'Team t-1', validYears: 5, pathLength: 0, now })
  expect(await new X509Crl(der).verify({ publicKey: new X509Certificate(other.pem) })).toBe(false)
})

test.each<[number | bigint, string]>([
  [0, '020100'],
  [127, '02017f'],
  [128, '02020080'],
  [300n, '0202012c'],
  [2n ** 64n, '0209010000000000000000'],
])('the number %s of a list is written as a positive integer', async (number, hex) => {
  const { der } = await list([], { number })
  expect(Buffer.from(new X509Crl(der).getExtension('2.5.29.20')!.value).toString('hex')).toBe(hex)
})

test('a list with a serial twice, a serial that is none, a negative number or no time to live is refused', async () => {
  const revoked = (serial: string) => ({ serial, at: now })
  await expect(list([revoked('4a'), revoked('04A')])).rejects.toThrow(refused('REVOCATION_REFUSED'))
  await expect(list([revoked('')])).rejects.toThrow(refused('REVOCATION_REFUSED'))
  await expect(list([revoked('4a:01')])).rejects.toThrow(refused('REVOCATION_REFUSED'))
  await expect(list([], { number: 1.5 })).rejects.toThrow(refused('REVOCATION_REFUSED'))
  await expect(list([], { number: -1 })).rejects.toThrow(refused('REVOCATION_REFUSED'))
  await expect(list([], { number: 2n ** 160n })).rejects.toThrow(refused('REVOCATION_REFUSED'))
  await expect(list([], { nextUpdate: now })).rejects.toThrow(refused('REVOCATION_REFUSED'))
  await expect(list([], { thisUpdate: authority.not_after, nextUpdate: new Date('2099-01-01') })).rejects.toThrow(
    refused('AUTHORITY_REFUSED'),
  )
})
