import type { Clock } from './clock.ts'

export type Token = { access_token: string; expires_in: number }

/** An access token fetched once for all who ask, kept until shortly before it expires, and fetched anew after it was refused. */
export type TokenKeeper = { get(): Promise<string>; refused(token: string): void }

// A request may wait in line and the clocks may differ: a token this close to its end is not used any more.
const spareSeconds = 30

export function keepToken(fetchToken: () => Promise<Token>, clock: Clock): TokenKeeper {
  let kept: { token: string; untilMs: number } | undefined
  let fetching: Promise<string> | undefined

  async function fetchAndKeep(): Promise<string> {
    const startedMs = clock.now()
    const { access_token, expires_in } = await fetchToken()
    kept = { token: access_token, untilMs: startedMs + Math.max(expires_in - spareSeconds, expires_in / 2) * 1000 }
    return access_token
  }

  return {
    get() {
      if (kept && clock.now() < kept.untilMs) return Promise.resolve(kept.token)
      fetching ??= fetchAndKeep().finally(() => {
        fetching = undefined
      })
      return fetching
    },
    refused(token) {
      if (kept?.token === token) kept = undefined
    },
  }
}
