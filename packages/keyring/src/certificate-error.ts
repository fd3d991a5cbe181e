/** What is wrong with a certificate or a request for one. A code is forever, its sentence is not. */
export const certificateFaults = {
  REQUEST_MALFORMED: 'This is not one certificate request (PKCS#10) in PEM',
  REQUEST_SIGNATURE_INVALID: 'The request is not signed by its own key, or with an outdated hash',
  REQUEST_KEY_REFUSED: 'The key of the request must be RSA of 2048 to 8192 bits, EC P-256 or P-384, or Ed25519',
  CERTIFICATE_MALFORMED: 'This is not one X.509 certificate',
  COMMON_NAME_MISSING: 'The certificate has no common name',
  COMMON_NAME_AMBIGUOUS: 'The certificate has several common names, or one that is not plain text',
  NAME_REFUSED: 'A name for a certificate is empty, too long or has characters that names must not have',
  VALIDITY_REFUSED: 'The time of validity is too long, too short, or ends before it begins',
  AUTHORITY_REFUSED: 'This authority must not issue that: it has expired, is not an authority, or its path length forbids it',
  REVOCATION_REFUSED: 'A revocation list needs distinct serial numbers and a next update after this one',
} as const satisfies Record<string, string>

export type CertificateFault = keyof typeof certificateFaults

export class CertificateError extends Error {
  override readonly name = 'CertificateError'
  readonly code: CertificateFault

  constructor(code: CertificateFault, options: { cause?: unknown } = {}) {
    super(certificateFaults[code], options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
  }
}
