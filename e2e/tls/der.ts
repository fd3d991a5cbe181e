/** As much of DER (X.690) as a request and a certificate need. */
export function der(tag: number, ...contents: Uint8Array[]): Buffer {
  const content = Buffer.concat(contents)
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content])
}

export const sequence = (...items: Uint8Array[]): Buffer => der(0x30, ...items)
export const integer = (hex: string): Buffer => der(0x02, Buffer.from(hex, 'hex'))
export const text = (value: string): Buffer => der(0x0c, Buffer.from(value))
export const time = (at: Date): Buffer => der(0x18, Buffer.from(`${at.toISOString().replace(/\D/g, '').slice(0, 14)}Z`))
/** The bytes are whole ones. */
export const bits = (bytes: Uint8Array): Buffer => der(0x03, Buffer.from([0]), bytes)
export const octets = (bytes: Uint8Array): Buffer => der(0x04, bytes)

export const oid = {
  commonName: identifier('550403'),
  keyUsage: identifier('551d0f'),
  subjectAltName: identifier('551d11'),
  basicConstraints: identifier('551d13'),
  extendedKeyUsage: identifier('551d25'),
  clientAuthentication: identifier('2b06010505070302'),
  ecdsaWithSha256: identifier('2a8648ce3d040302'),
}

function identifier(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  if (length < 0x100) return Buffer.from([0x81, length])
  return Buffer.from([0x82, length >> 8, length & 0xff])
}
