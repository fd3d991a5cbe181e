/** An answer: JSON in `body`, or text that is sent as it is. */
export type Answer = { status: number; body?: unknown; text?: string; type?: string; headers?: Record<string, string> }

export type Detail = { code: string; message: string; target?: string }

/** A refusal as Resource Manager words it: `{error: {code, message, details?}}`. */
export class AzureError extends Error {
  override name = 'AzureError'
  readonly answer: Answer
  readonly code: string
  constructor(answer: Answer, code: string, message: string) {
    super(message)
    this.answer = answer
    this.code = code
  }
}

type More = { details?: Detail[]; target?: string; headers?: Record<string, string> }

export function refusal(status: number, code: string, message: string, { details, target, headers = {} }: More = {}): AzureError {
  const error = { code, message, ...(target ? { target } : {}), ...(details ? { details } : {}) }
  // Resource Manager repeats the code in a header, so that a client can tell its refusals from a provider's.
  return new AzureError({ status, body: { error }, headers: { 'x-ms-failure-cause': 'gateway', ...headers } }, code, message)
}
