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
  return octets.length <= 4 && octets[0] !== 0 && content >= 0x80 && der.length === 2 + octets.length + content
}
