/** Why somebody outside did not give what they were asked for. None of their words are kept. */
export class OutsideFailure extends Error {
  /** `away`: no answer, or 5xx. `limited`: we ask too much. `refused`: they do not want us. `absent`: they have nothing. `garbage`: no sense in it. */
  readonly kind: 'away' | 'limited' | 'refused' | 'absent' | 'garbage'
  readonly status: number | null
  readonly retryAfterSeconds: number | null
  /** The word with which a protocol names the refusal, such as `invalid_grant`; only ever a word. */
  readonly reason: string | null

  constructor(
    kind: OutsideFailure['kind'],
    more: { status?: number; retryAfterSeconds?: number | null; reason?: string | null } = {},
  ) {
    super(`outside: ${kind}${more.status === undefined ? '' : ` (${more.status})`}`)
    this.name = 'OutsideFailure'
    this.kind = kind
    this.status = more.status ?? null
    this.retryAfterSeconds = more.retryAfterSeconds ?? null
    this.reason = more.reason ?? null
  }
}

export interface Question {
  url: URL
  signal: AbortSignal
  bytesMax: number
  headers?: Record<string, string>
  /** Sent as a form, with POST. */
  form?: Record<string, string>
}

/**
 * Asks for JSON: over one connection to one host, without following it elsewhere, and with a limit on time and size.
 *
 * @throws OutsideFailure
 */
export async function askOutside({ url, signal, bytesMax, headers = {}, form }: Question): Promise<unknown> {
  const body = form && new URLSearchParams(form)
  let answer: Response
  try {
    answer = await fetch(url, {
      method: body ? 'POST' : 'GET',
      headers: { accept: 'application/json', 'user-agent': 'skykeep', ...headers },
      ...(body && { body }),
      redirect: 'manual',
      signal,
    })
  } catch {
    throw new OutsideFailure('away')
  }
  const text = await textOf(answer, bytesMax)
  const parsed = jsonOf(text)
  if (!answer.ok) throw failureOf(answer, parsed)
  // Some answer that there is nothing with 204.
  if (answer.status === 204) throw new OutsideFailure('absent', { status: 204 })
  if (parsed === undefined) throw new OutsideFailure('garbage', { status: answer.status })
  return parsed
}

async function textOf(answer: Response, bytesMax: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of answer.body ?? []) {
      bytes += chunk.length
      // Leaving the loop closes the connection.
      if (bytes > bytesMax) throw new OutsideFailure('garbage', { status: answer.status })
      chunks.push(chunk)
    }
  } catch (error) {
    throw error instanceof OutsideFailure ? error : new OutsideFailure('away', { status: answer.status })
  }
  return Buffer.concat(chunks).toString('utf8')
}

function failureOf({ status, headers }: Response, parsed: unknown): OutsideFailure {
  const about = { status, retryAfterSeconds: secondsOf(headers.get('retry-after')), reason: reasonOf(parsed) }
  if (status === 429) return new OutsideFailure('limited', about)
  if (status >= 500 || status === 408) return new OutsideFailure('away', about)
  if (status === 404) return new OutsideFailure('absent', about)
  // A redirect would lead us elsewhere: it is not followed, and not what was asked for.
  return new OutsideFailure(status < 400 ? 'garbage' : 'refused', about)
}

const RETRY_SECONDS_MAX = 86_400

/** Seconds, or a date; what is neither says nothing. */
function secondsOf(text: string | null): number | null {
  if (text === null) return null
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - Date.now()) / 1_000)
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), RETRY_SECONDS_MAX) : null
}

function reasonOf(parsed: unknown): string | null {
  const { error } = (parsed ?? {}) as { error?: unknown }
  const word = typeof error === 'object' && error !== null ? (error as { status?: unknown }).status : error
  return typeof word === 'string' && /^[A-Za-z_]{1,60}$/.test(word) ? word : null
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
