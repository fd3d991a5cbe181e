import { isIP } from 'node:net'
import { CertificateError } from './certificate-error.ts'
import { type JsonGeneralNames, Name, SubjectAlternativeNameExtension } from './x509.ts'

// 64: the upper bound of a common name in RFC 5280, appendix A. The characters are those that need no escape in any notation of names.
const COMMON_NAME = /^[A-Za-z0-9][A-Za-z0-9 ._:@()/-]{0,63}$/
const URI = /^[a-z][a-z0-9+.-]*:[\x21-\x7e]{1,1000}$/
const DNS_NAME = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i

export interface AlternativeNames {
  sanUris?: readonly string[]
  dnsNames?: readonly string[]
  ipAddresses?: readonly string[]
}

export function subjectName(commonName: string): Name {
  if (!COMMON_NAME.test(commonName)) throw new CertificateError('NAME_REFUSED')
  // The text form of the library reads quotes and backslashes; this form takes the characters as they are.
  return new Name([{ CN: [{ utf8String: commonName }] }])
}

/** The extension with all names, or none when there are no names: an empty one is not allowed. */
export function alternativeNames({
  sanUris = [],
  dnsNames = [],
  ipAddresses = [],
}: AlternativeNames): SubjectAlternativeNameExtension[] {
  const accepted =
    sanUris.every((uri) => URI.test(uri)) && dnsNames.every((name) => DNS_NAME.test(name)) && ipAddresses.every(isIP)
  if (!accepted) throw new CertificateError('NAME_REFUSED')
  const names: JsonGeneralNames = [
    ...sanUris.map((value) => ({ type: 'url' as const, value })),
    ...dnsNames.map((value) => ({ type: 'dns' as const, value })),
    ...ipAddresses.map((value) => ({ type: 'ip' as const, value })),
  ]
  return names.length > 0 ? [new SubjectAlternativeNameExtension(names)] : []
}
