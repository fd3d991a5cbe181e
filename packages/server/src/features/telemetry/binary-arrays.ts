/**
 * PostgreSQL arrays in their binary form. Text arrays cost twice: the driver quotes every element, the server parses it again. With
 * `npm run bench -- encode` binary arrays take a third of the time for 500 events.
 * Layout: dimensions, has-null flag, element type; length and lower bound; then each element with its length (−1 for null).
 */
const OID = { bool: 16, bytea: 17, int8: 20, int2: 21, int4: 23, text: 25, float8: 701, timestamptz: 1184, uuid: 2950 } as const

const HEADER_BYTES = 20
/** Microseconds from 1970 to 2000, where PostgreSQL starts to count. */
const EPOCH_2000_MICROS = 946_684_800_000_000

type Value = number | string | boolean | Buffer | null

const fixed =
  (oid: number, bytes: number, put: (buffer: Buffer, value: never, at: number) => void) =>
  (values: readonly Value[]): Buffer => {
    const buffer = Buffer.allocUnsafe(HEADER_BYTES + values.length * (4 + bytes))
    let at = HEADER_BYTES
    let hasNull = 0
    for (const value of values) {
      if (value === null) {
        hasNull = 1
        at = buffer.writeInt32BE(-1, at)
        continue
      }
      at = buffer.writeInt32BE(bytes, at)
      put(buffer, value as never, at)
      at += bytes
    }
    writeHeader(buffer, oid, values.length, hasNull)
    return at === buffer.length ? buffer : buffer.subarray(0, at)
  }

export const int2Array = fixed(OID.int2, 2, (buffer, value: number, at) => buffer.writeInt16BE(value, at))
export const int4Array = fixed(OID.int4, 4, (buffer, value: number, at) => buffer.writeInt32BE(value, at))
export const int8Array = fixed(OID.int8, 8, (buffer, value: number, at) => writeInt64(buffer, value, at))
export const float8Array = fixed(OID.float8, 8, (buffer, value: number, at) => buffer.writeDoubleBE(value, at))
export const boolArray = fixed(OID.bool, 1, (buffer, value: boolean, at) => buffer.writeUInt8(value ? 1 : 0, at))
export const uuidArray = fixed(OID.uuid, 16, writeUuid)
export const timestampArray = fixed(OID.timestamptz, 8, (buffer, micros: number, at) =>
  writeInt64(buffer, micros - EPOCH_2000_MICROS, at),
)
export const hashArray = fixed(OID.bytea, 32, (buffer, value: Buffer, at) => value.copy(buffer, at))

export function textArray(values: readonly (string | null)[]): Buffer {
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

function writeUuid(buffer: Buffer, text: string, at: number): void {
  buffer.write(text.slice(0, 8), at, 'hex')
  buffer.write(text.slice(9, 13), at + 4, 'hex')
  buffer.write(text.slice(14, 18), at + 6, 'hex')
  buffer.write(text.slice(19, 23), at + 8, 'hex')
  buffer.write(text.slice(24), at + 10, 'hex')
}
