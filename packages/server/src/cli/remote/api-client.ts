import { randomUUID } from 'node:crypto'
import type { Secret } from '../../config/secret.ts'
import { plain } from '../table.ts'
import type { AccessTokens } from './access-tokens.ts'
import { Refused } from './remote-command.ts'

export interface Call {
  method: string
  /** From the root of the installation; may hold a query. */
  path: string
  query?: readonly (readonly [string, string])[]
  headers?: Record<string, string>
  body?: string | undefined
}

const ANSWER_MS = 60_000

export type ApiClient = ReturnType<typeof apiClient>

/** The public API of one installation, in the name of the person who is signed in. */
export function apiClient(tokens: AccessTokens) {
  /** Answers whatever the status is. @throws Refused when there is no answer */
  async function send(call: Call): Promise<Response> {
    const url = addressOf(tokens.url, call)
    const token = await tokens.get()
    const answer = await sendWith(token, url, call)
    if (answer.status !== 401) return answer
    // Ended before its time: by a change of rights, or because keys were withdrawn. A second refusal is meant.
    await answer.body?.cancel()
    return sendWith(await tokens.get(token), url, call)
  }

  /** The JSON of an answer that is a success, null when it has none. @throws Refused with the words of the problem document */
  async function ask<T = unknown>(call: Call): Promise<T> {
    return (await answered<T>(call)).body
  }

  async function answered<T>(call: Call): Promise<{ body: T; etag: string | null }> {
    const answer = await send(call)
    const text = await answer.text()
    if (!answer.ok) throw new Refused(refusalOf(text, answer))
    return { body: (text === '' ? null : JSON.parse(text)) as T, etag: answer.headers.get('etag') }
  }

  return {
    url: tokens.url,
    tokens,
    send,
    ask,

    /** Makes something, once: an answer that is lost on the way can be asked for again under the same key. */
    create: <T = unknown>(path: string, body: unknown): Promise<T> =>
      ask<T>({ method: 'POST', path, headers: { 'idempotency-key': randomUUID() }, body: JSON.stringify(body) }),

    /** Changes something that is as it was read a moment ago. */
    async change<T = unknown>(path: string, body: unknown): Promise<T> {
      const headers = await expectation(path)
      return ask<T>({ method: 'PATCH', path, headers, body: JSON.stringify(body) })
    },

    async remove(path: string): Promise<void> {
      await ask({ method: 'DELETE', path, headers: await expectation(path) })
    },

    /** Every page of a list. */
    async all<Item>(path: string): Promise<Item[]> {
      const items: Item[] = []
      let cursor: string | null = null
      do {
        const query: [string, string][] = cursor === null ? [] : [['cursor', cursor]]
        const page: { items: Item[]; next_cursor?: string | null } = await ask({ method: 'GET', path, query })
        items.push(...page.items)
        cursor = page.next_cursor ?? null
      } while (cursor !== null)
      return items
    },
  }

  async function expectation(path: string): Promise<Record<string, string>> {
    const { etag } = await answered({ method: 'GET', path })
    return etag === null ? {} : { 'if-match': etag }
  }
}

/** @throws Error when the path would lead to somebody else, who would get the token */
function addressOf(base: string, { path, query = [] }: Call): string {
  const url = path.startsWith('/') ? new URL(path, base) : undefined
  if (url?.origin !== base) throw new Error('A path begins with one / and stays at the installation, such as /aircraft.')
  for (const [name, value] of query) url.searchParams.append(name, value)
  return url.href
}

async function sendWith(token: Secret, url: string, { method, headers, body }: Call): Promise<Response> {
  const json = body === undefined ? {} : { 'content-type': 'application/json' }
  // Until the answer begins: a stream or an export may go on for as long as it takes.
  const patience = new AbortController()
  const late = setTimeout(() => patience.abort(), ANSWER_MS)
  try {
    return await fetch(url, {
      method,
      headers: { accept: 'application/json, */*', ...json, ...headers, authorization: `Bearer ${token.reveal()}` },
      ...(body !== undefined && { body }),
      // A redirect would carry the call elsewhere.
      redirect: 'manual',
      signal: patience.signal,
    })
  } catch (error) {
    const { cause, message } = error as { cause?: { code?: string }; message: string }
    throw new Refused(`${new URL(url).origin} cannot be reached: ${plain(cause?.code ?? message)}`)
  } finally {
    clearTimeout(late)
  }
}

interface ProblemDocument {
  title?: string
  code?: string
  detail?: string
  trace_id?: string
  errors?: { pointer: string; detail: string }[]
}

/** What a person can do about a refusal, beyond what it says itself. */
const advice: Record<string, string> = {
  STEP_UP_REQUIRED: 'Prove again who you are: skykeep login --fresh',
  SECOND_FACTOR_REQUIRED: 'Set up a second factor in the browser, then: skykeep login --fresh',
  NOT_AUTHENTICATED: 'Run: skykeep login',
  TOKEN_INVALID: 'Run: skykeep login',
  TOKEN_REVOKED: 'Run: skykeep login',
  SESSION_ENDED: 'Run: skykeep login',
}

/** A problem document in words. */
function refusalOf(text: string, { status, headers }: Response): string {
  const { title, code = '', detail = '', errors = [], trace_id } = documentOf(text)
  if (title === undefined) return `The installation answered ${status} without saying why.`
  const faults = errors.map(({ pointer, detail: fault }) => `${pointer}: ${fault}`)
  const again = headers.has('retry-after') ? `Try again in ${headers.get('retry-after')} s.` : ''
  const trace = status >= 500 && trace_id !== undefined ? `Trace id: ${trace_id}` : ''
  const lines = [`${title} (${code}).`, detail, ...faults, advice[code] ?? '', again, trace]
  return lines.filter(Boolean).map(plain).join('\n')
}

function documentOf(text: string): ProblemDocument {
  try {
    const document: unknown = JSON.parse(text)
    return typeof document === 'object' && document !== null ? (document as ProblemDocument) : {}
  } catch {
    return {}
  }
}
