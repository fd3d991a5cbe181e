/**
 * PostgreSQL arrays in their binary form, one column of many rows each. Text arrays cost twice: the driver quotes every element, the
 * server parses it again; binary ones take a third of the time for 500 events.
 * Layout: dimensions, has-null flag, element type; length and lower bound; then each element with its length (−1 for null).
 */
const OID = { bool: 16, bytea: 17, int4: 23, text: 25, float8: 701, timestamptz: 1184, uuid: 2950 } as const

const HEADER_BYTES = 20
/** Microseconds from 1970 to 2000, where PostgreSQL starts to count. */
const EPOCH_2000_MICROS = 946_684_800_000_000

const fixed =
  <Value>(oid: number, bytes: number, put: (buffer: Buffer, value: Value, at: number) => void) =>
  <Row>(rows: readonly Row[], read: (row: Row) => Value | null): Buffer => {
    const buffer = Buffer.allocUnsafe(HEADER_BYTES + rows.length * (4 + bytes))
    let at = HEADER_BYTES
    let hasNull = 0
    for (const row of rows) {
      const value = read(row)
      if (value === null) {
        hasNull = 1
        at = buffer.writeInt32BE(-1, at)
        continue
      }
      at = buffer.writeInt32BE(bytes, at)
      put(buffer, value, at)
      at += bytes
    }
    writeHeader(buffer, oid, rows.length, hasNull)
    return at === buffer.length ? buffer : buffer.subarray(0, at)
  }

export const int4Array = fixed(OID.int4, 4, (buffer, value: number, at) => buffer.writeInt32BE(value, at))
export const float8Array = fixed(OID.float8, 8, (buffer, value: number, at) => buffer.writeDoubleBE(value, at))
export const boolArray = fixed(OID.bool, 1, (buffer, value: boolean, at) => buffer.writeUInt8(value ? 1 : 0, at))
export const uuidArray = fixed(OID.uuid, 16, writeUuid)
export const timestampArray = fixed(OID.timestamptz, 8, (buffer, micros: number, at) =>
  writeInt64(buffer, micros - EPOCH_2000_MICROS, at),
)
export const hashArray = fixed(OID.bytea, 32, (buffer, value: Buffer, at) => value.copy(buffer, at))

export function textArray<Row>(rows: readonly Row[], read: (row: Row) => string | null): Buffer {
  const values = rows.map(read)
  let bytes = HEADER_BYTES
  for (const value of values) bytes += 4 + (value === null ? 0 : Buffer.byteLength(value))
  const buffer = Buffer.allocUnsafe(bytes)
  let at = HEADER_BYTES
  let hasNull = 0
  for (const value of values) {
    if (value === null) {
      hasNull = 1
      at = buffer.writeInt32BE(-1, at)
      continue
    }
    const length = buffer.write(value, at + 4)
    buffer.writeInt32BE(length, at)
    at += 4 + length
  }
  writeHeader(buffer, OID.text, values.length, hasNull)
  return buffer
}

function writeHeader(buffer: Buffer, oid: number, length: number, hasNull: number): void {
  buffer.writeInt32BE(1, 0)
  buffer.writeInt32BE(hasNull, 4)
  buffer.writeInt32BE(oid, 8)
  buffer.writeInt32BE(length, 12)
  buffer.writeInt32BE(1, 16)
}

// Two halves are several times faster than a BigInt.
function writeInt64(buffer: Buffer, value: number, at: number): void {
  const high = Math.floor(value / 0x1_0000_0000)
  buffer.writeInt32BE(high, at)
  buffer.writeUInt32BE(value - high * 0x1_0000_0000, at + 4)
}

/** What each character of a UUID stands for; by hand it takes a fifth of five calls of `buffer.write(…, 'hex')`. */
const NIBBLES = new Uint8Array(128)
for (let digit = 0; digit < 16; digit++) {
  const text = digit.toString(16)
  NIBBLES[text.charCodeAt(0)] = digit
  NIBBLES[text.toUpperCase().charCodeAt(0)] = digit
}
const HYPHEN = 45

/** Of a UUID whose form was checked before. */
function writeUuid(buffer: Buffer, text: string, start: number): void {
  let at = start
  for (let from = 0; from < 36; from += 2) {
    if (text.charCodeAt(from) === HYPHEN) from++
    buffer[at++] = (NIBBLES[text.charCodeAt(from)]! << 4) | NIBBLES[text.charCodeAt(from + 1)]!
  }
}
