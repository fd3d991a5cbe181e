import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { bits, der, integer, octets, oid, sequence, text, time } from './der.ts'

/** PEM of a certificate (or a chain) and of its key. */
export interface Identity {
  cert: string
  key: string
}

/** What an aircraft sends to get a certificate, and the key it keeps. Made without any code of the product. */
export function certificateRequest(): { csr: string; key: string } {
  const { privateKey, spki } = newKey()
  const info = sequence(integer('00'), nameOf('wish'), spki, der(0xa0))
  return { csr: pem('CERTIFICATE REQUEST', signed(info, privateKey)), key: pemOfKey(privateKey) }
}

/** A certificate with the names of an aircraft that nobody but itself vouches for. */
export function selfSigned(id: string): Identity {
  const { privateKey, spki } = newKey()
  return {
    cert: certificate({ issuer: id, subject: id, spki, signer: privateKey, extensions: leaf(id) }),
    key: pemOfKey(privateKey),
  }
}

/** A certificate with the names of an aircraft from an authority that has the name of the true one, and another key. */
export function fromForeignAuthority(id: string, authorityName: string): Identity {
  const authority = newKey()
  const { privateKey, spki } = newKey()
  const signer = authority.privateKey
  const cert = certificate({ issuer: authorityName, subject: id, spki, signer, extensions: leaf(id) })
  const itself = { issuer: authorityName, subject: authorityName, spki: authority.spki, signer, extensions: ofAuthority }
  return { cert: cert + certificate(itself), key: pemOfKey(privateKey) }
}

interface Contents {
  issuer: string
  subject: string
  spki: Buffer
  signer: KeyObject
  extensions: Buffer[]
}

const DAY_MS = 86_400_000

function certificate({ issuer, subject, spki, signer, extensions }: Contents): string {
  const [from, until] = [new Date(Date.now() - DAY_MS), new Date(Date.now() + 10 * DAY_MS)]
  const version3 = der(0xa0, integer('02'))
  const serial = integer(`01${randomBytes(8).toString('hex')}`)
  const validity = sequence(time(from), time(until))
  const more = der(0xa3, sequence(...extensions))
  const body = sequence(version3, serial, algorithm, nameOf(issuer), validity, nameOf(subject), spki, more)
  return pem('CERTIFICATE', signed(body, signer))
}

const yes = der(0x01, Buffer.from([0xff]))
const algorithm = sequence(oid.ecdsaWithSha256)

const leaf = (id: string): Buffer[] => [
  sequence(oid.extendedKeyUsage, octets(sequence(oid.clientAuthentication))),
  sequence(oid.subjectAltName, octets(sequence(der(0x86, Buffer.from(`urn:skykeep:aircraft:${id}`))))),
]

const ofAuthority: Buffer[] = [
  sequence(oid.basicConstraints, yes, octets(sequence(yes))),
  // Certificate signing: bit 5, two bits unused.
  sequence(oid.keyUsage, yes, octets(der(0x03, Buffer.from([2, 4])))),
]

const nameOf = (commonName: string): Buffer => sequence(der(0x31, sequence(oid.commonName, text(commonName))))

function newKey(): { privateKey: KeyObject; spki: Buffer } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }) }
}

const signed = (body: Buffer, key: KeyObject): Buffer => sequence(body, algorithm, bits(sign('sha256', body, key)))

const pemOfKey = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()

const pem = (label: string, bytes: Buffer): string =>
  `-----BEGIN ${label}-----\n${bytes.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`
