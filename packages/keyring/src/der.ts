/**
 * True when the bytes are one DER SEQUENCE from the first to the last. The parsers overlook what stands after it, and then
 * two readers of the same bytes can come to two thumbprints.
 */
export function isOneSequence(der: Uint8Array): boolean {
  const [tag, length] = der
  if (tag !== 0x30 || length === undefined) return false
  if (length < 0x80) return der.length === 2 + length
  // The long form: how many octets of length follow, without leading zeros and never for what fits the short form.
  const octets = der.subarray(2, 2 + (length & 0x7f))
  const content = octets.reduce((sum, octet) => sum * 256 + octet, 0)
  return octets[0] !== 0 && content >= 0x80 && der.length === 2 + octets.length + content
}

/** One DER value: a tag, the length of all parts together, and the parts. */
export function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  if (content.length < 0x80) return Buffer.concat([Buffer.of(tag, content.length), content])
  const octets = bytesOf(BigInt(content.length))
  return Buffer.concat([Buffer.of(tag, 0x80 | octets.length), octets, content])
}

export const derSequence = (...parts: Uint8Array[]) => der(0x30, ...parts)

/** A number of zero or more. A leading zero octet keeps it positive. */
export function derInteger(number: bigint): Buffer {
  const octets = bytesOf(number)
  return octets[0]! > 0x7f ? der(0x02, Buffer.of(0), octets) : der(0x02, octets)
}

/** RFC 5280 §4.1.2.5: two digits of the year until 2049, four from 2050, and no parts of seconds. */
export function derTime(at: Date): Buffer {
  const digits = at
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:T]/g, '')
  return at.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits))
}

function bytesOf(number: bigint): Buffer {
  const digits = number.toString(16)
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
}
