import { Problem } from '@skykeep/contract'
import { hashOf } from '../lib/one-time-value.ts'
import type { SessionExchange } from './identify.ts'

/** Far less than the token's own life. What must end sooner (a session, a right) is heard as a signal, whatever is remembered here. */
const REMEMBERED_MS = 60_000
const CAPACITY = 50_000

interface Remembered {
  token: string
  until: number
}

/**
 * Remembers for a minute which token stands for a cookie, by the cookie's hash. Requests of one page that come at once share one
 * question. A refusal is not remembered.
 */
export function rememberingExchange(ask: (cookie: string) => Promise<string>, now: () => number = Date.now): SessionExchange {
  const known = new Map<string, Remembered>()
  const pending = new Map<string, Promise<string>>()
  return {
    async tokenOf(cookie, _request, refused) {
      // Longer than any of ours: nobody's, and not worth a question.
      if (cookie.length > 100) throw new Problem('SESSION_ENDED')
      const key = hashOf(cookie)
      const found = known.get(key)
      if (found && found.until > now() && found.token !== refused) return found.token
      const underWay = pending.get(key)
      if (underWay) return underWay
      const asking = ask(cookie)
        .then((token) => {
          keep(key, token)
          return token
        })
        .finally(() => pending.delete(key))
      pending.set(key, asking)
      return asking
    },
  }

  function keep(key: string, token: string): void {
    known.delete(key)
    if (known.size >= CAPACITY) known.delete(known.keys().next().value!)
    known.set(key, { token, until: now() + REMEMBERED_MS })
  }
}
