import { webcrypto } from 'node:crypto'
import { privateKeyPem, thumbprint } from '@skykeep/keyring'
import { alternativeNames, subjectName } from '@skykeep/keyring/certificate-names'
import { endExtensions } from '@skykeep/keyring/issue'
import { AUTHORITY_KEY, openAuthority, type SigningAuthority, signCertificate } from '@skykeep/keyring/sign-certificate'

interface Wishes {
  commonName: string
  sanUris: string[]
  purpose?: 'clientAuth' | 'serverAuth'
  /** Days from now. */
  from?: number
  until?: number
}

const DAY = 86_400_000

/** A certificate with whatever is wished in it: what our own issuing would never sign. */
export async function forgedCertificate(
  authority: SigningAuthority,
  { commonName, sanUris, purpose = 'clientAuth', from = -1, until = 1 }: Wishes,
) {
  const now = new Date()
  const opened = await openAuthority(authority, now)
  const keys = await webcrypto.subtle.generateKey(AUTHORITY_KEY, true, ['sign', 'verify'])
  const certificate = await signCertificate(opened, {
    subject: subjectName(commonName),
    publicKeySpki: new Uint8Array(await webcrypto.subtle.exportKey('spki', keys.publicKey)),
    valid: { notBefore: new Date(now.getTime() + from * DAY), notAfter: new Date(now.getTime() + until * DAY) },
    extensions: [...endExtensions(purpose), ...alternativeNames({ sanUris })],
  })
  const key = privateKeyPem(new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)))
  return { cert: `${certificate.toString('pem')}\n${authority.chainPem}`, key, thumbprint: thumbprint(certificate.rawData) }
}
