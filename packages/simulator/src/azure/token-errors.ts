import type { Answer } from './errors.ts'
import { guidFrom } from './ids.ts'

/** Number, error and status; 400 unless told. */
const refusals = {
  700016: ['unauthorized_client'],
  700027: ['invalid_client', 401],
  7000215: ['invalid_client', 401],
  7000222: ['invalid_client', 401],
  7000218: ['invalid_client', 401],
  7000112: ['unauthorized_client'],
  50012: ['invalid_client', 401],
  50013: ['invalid_grant'],
  50027: ['invalid_client', 401],
  700024: ['invalid_client', 401],
  90002: ['invalid_request'],
  900023: ['invalid_request'],
  900144: ['invalid_request'],
  70003: ['unsupported_grant_type'],
  70011: ['invalid_scope'],
  500011: ['invalid_resource'],
  53003: ['access_denied'],
  530032: ['access_denied'],
  530035: ['access_denied'],
  1000031: ['unauthorized_client'],
  50196: ['invalid_request'],
  90055: ['temporarily_unavailable'],
  90006: ['temporarily_unavailable'],
  90012: ['temporarily_unavailable'],
  90024: ['temporarily_unavailable'],
  90033: ['temporarily_unavailable', 503],
} as const satisfies Record<number, readonly [string, number?]>

export type TokenCode = keyof typeof refusals

/** Entra's answer: programs hang on `error`, people on the number in the text. */
export function tokenRefusal(code: TokenCode, text: string, nowMs: number, correlationId: string): Answer {
  const [error, status = 400] = refusals[code] as readonly [string, number?]
  const timestamp = new Date(nowMs).toISOString().replace('T', ' ').replace(/\.\d+/, '')
  const trace_id = guidFrom('trace', correlationId, nowMs)
  return {
    status,
    body: {
      error,
      error_description: `AADSTS${code}: ${text} Trace ID: ${trace_id} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    },
  }
}

export const isTokenCode = (code: unknown): code is TokenCode => typeof code === 'number' && code in refusals
