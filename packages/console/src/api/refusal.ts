import type { components } from './generated/schema.ts'

export type ProblemDocument = components['schemas']['Problem']

/** What the API answered instead of what was asked for, or that it did not answer at all. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly detail: string | null
  readonly traceId: string | null
  readonly faults: readonly { pointer: string; detail: string }[]
  readonly retryAfterSeconds: number | null

  constructor(problem: Partial<ProblemDocument> & { title: string }, retryAfterSeconds: number | null = null, cause?: unknown) {
    super(problem.title, { cause })
    this.status = problem.status ?? 0
    this.code = problem.code ?? 'UNREACHABLE'
    this.detail = problem.detail ?? null
    this.traceId = problem.trace_id ?? null
    this.faults = problem.errors ?? []
    this.retryAfterSeconds = retryAfterSeconds
  }
}

const isProblem = (body: unknown): body is ProblemDocument =>
  typeof body === 'object' && body !== null && 'code' in body && 'title' in body

export function refusalOf(response: Response, body: unknown): Refusal {
  const after = Number(response.headers.get('retry-after'))
  const problem = isProblem(body)
    ? body
    : { title: `The server answered ${response.status}`, status: response.status, code: 'UNKNOWN' }
  return new Refusal(problem, Number.isFinite(after) && after > 0 ? after : null)
}

export const unreachable = (cause: unknown): Refusal => new Refusal({ title: 'The server cannot be reached' }, null, cause)
