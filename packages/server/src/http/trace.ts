import { randomBytes } from 'node:crypto'

export interface Trace {
  trace_id: string
  span_id: string
  flags: string
}

const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/
const zeroTrace = '0'.repeat(32)
const zeroSpan = '0'.repeat(16)

/**
 * The trace of a request by W3C Trace Context: the caller's `traceparent` is continued when it is well formed, anything else is
 * ignored and a new trace begins. Only ids of the fixed form are ever echoed, so a caller cannot plant text in our logs.
 */
export function traceOf(traceparent: string | string[] | undefined): Trace {
  const match = typeof traceparent === 'string' ? form.exec(traceparent) : null
  const ids = randomHex(24)
  const span_id = ids.slice(32)
  if (match && match[1] !== zeroTrace && match[2] !== zeroSpan) return { trace_id: match[1]!, span_id, flags: match[3]! }
  return { trace_id: ids.slice(0, 32), span_id, flags: '00' }
}

export const traceparentOf = (trace: Trace): string => `00-${trace.trace_id}-${trace.span_id}-${trace.flags}`

// Random bytes are drawn 8 kB at a time: a call to the generator for each id cost more than the id is worth.
let pool = Buffer.alloc(0)
let used = 0

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    pool = randomBytes(8_192)
    used = 0
  }
  used += bytes
  return pool.toString('hex', used - bytes, used)
}
