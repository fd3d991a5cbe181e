import { CloudFailure } from '../cloud-provider.ts'
import type { Token } from './ask-for-token.ts'

// Five minutes: what Microsoft's libraries leave as well, so that no call sets out with a token that ends on the way.
const RENEW_EARLY_MS = 300_000
const ASK_MS_MAX = 30_000

export type TokenSource = (signal: AbortSignal) => Promise<Token>

/** The token of one session: asked for once however many calls want it, kept in memory only, renewed before it ends. */
export class AccessTokens {
  readonly #ask: TokenSource
  readonly #now: () => number
  #token: Token | null = null
  #asking: Promise<Token> | null = null

  constructor(ask: TokenSource, now: () => number) {
    this.#ask = ask
    this.#now = now
  }

  /** @throws CloudFailure */
  async get(signal: AbortSignal): Promise<string> {
    if (this.#token !== null && this.#now() < this.#token.expiresAt - RENEW_EARLY_MS) return this.#token.value
    const ended = this.#token === null || this.#now() >= this.#token.expiresAt
    try {
      return (await this.#renew(signal)).value
    } catch (error) {
      // The old one is good for some minutes yet: an authority that is away for a moment stops nobody.
      if (ended || this.#token === null || !(error instanceof CloudFailure) || error.kind !== 'transient') throw error
      return this.#token.value
    }
  }

  /** The resource manager refused this token: the next `get` asks for another. */
  refused(value: string): void {
    if (this.#token?.value === value) this.#token = null
  }

  async #renew(signal: AbortSignal): Promise<Token> {
    // Not ended by whoever asked first: others wait for the same answer.
    this.#asking ??= this.#ask(AbortSignal.timeout(ASK_MS_MAX))
      .then((token) => {
        this.#token = token
        return token
      })
      .finally(() => {
        this.#asking = null
      })
    return endedBy(signal, this.#asking)
  }
}

function endedBy<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const end = () => reject(new CloudFailure('transient', 'TIMED_OUT', 'The cloud did not answer in time'))
  if (signal.aborted) end()
  signal.addEventListener('abort', end, { once: true })
  work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end))
  return promise
}

/** The object id of the service principal that a token names, if it can be read: it is a hint for people, not a proof. */
export function principalOf(token: string): string | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    const { oid } = claims as { oid?: unknown }
    return typeof oid === 'string' && /^[0-9a-f-]{36}$/i.test(oid) ? oid : null
  } catch {
    return null
  }
}
