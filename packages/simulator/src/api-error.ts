import type { Answer, Call } from './connection.ts'

/** An answer that is not the one asked for. Says what was called and the server's problem document, never a header or body of ours. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string

  constructor(call: Pick<Call, 'method' | 'path'>, answer: Answer) {
    const problem = problemOf(answer)
    super(`${call.method} ${call.path.replace(/\?.*$/, '')}: ${answer.status} ${problem.code} ${problem.detail}`.trim())
    this.name = 'ApiError'
    this.status = answer.status
    this.code = problem.code
  }
}

function problemOf(answer: Answer): { code: string; detail: string } {
  const body = jsonOf(answer.body)
  const member = (name: string): string => (typeof body[name] === 'string' ? body[name] : '')
  // `error` and `error_description` are the words of OAuth 2.0 (RFC 6749, 5.2).
  return { code: member('code') || member('error'), detail: member('detail') || member('error_description') || member('title') }
}

export function jsonOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
