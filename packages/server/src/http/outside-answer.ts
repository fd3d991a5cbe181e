import type { Problem } from '@skykeep/contract'
import { PROBLEM_TYPE, problemDocument } from './problem-answer.ts'
import { securityHeaders } from './security-headers.ts'
import { traceOf, traceparentOf } from './trace.ts'

/** A refusal made before there is a request to speak of (a URL that cannot be decoded, bytes that are no HTTP): same form, same headers. */
export function outsideAnswer(problem: Problem): { traceId: string; headers: Record<string, string>; body: string } {
  const trace = traceOf(undefined)
  const body = JSON.stringify(problemDocument(problem, trace.trace_id))
  return {
    traceId: trace.trace_id,
    body,
    headers: {
      ...securityHeaders,
      'content-type': PROBLEM_TYPE,
      connection: 'close',
      'content-length': String(Buffer.byteLength(body)),
      'x-trace-id': trace.trace_id,
      traceparent: traceparentOf(trace),
    },
  }
}
