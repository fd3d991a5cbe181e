import createClient from 'openapi-fetch'
import { proofFor } from '../session/asked-proof.ts'
import type { components, paths } from './generated/schema.ts'
import { queryClient } from './query-client.ts'
import { refusalOf, unreachable } from './refusal.ts'

export type Schemas = components['schemas']

/** Looked up at each call, so that a test can put its own in place. */
const fetchNow: typeof fetch = (input, init) => globalThis.fetch(input, init)

/** The public API, typed from its document. The session is a cookie that scripts cannot see. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: fetchNow })

let team: string | null = null
/** The team that this window is about. A call from an older window then never reaches another team (409 TEAM_MISMATCH). */
export const setWindowTeam = (id: string | null): void => {
  team = id
}

/** What is about the person, whichever team they are in. */
const ownPaths = /^\/(sessions|account|accounts|password-resets|teams|invitations)\b/

api.use({
  onRequest({ request }) {
    if (team !== null && !ownPaths.test(new URL(request.url).pathname)) request.headers.set('skykeep-team', team)
    return request
  },
})

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/**
 * Makes a call and gives its answer. When the session has ended, or a fresh proof is needed, the person is asked for it and the call is
 * made again, so that nothing that was typed is lost.
 *
 * @throws Refusal
 */
export async function ask<T>(call: () => Promise<Answer<T>>): Promise<T> {
  try {
    return await askOnce(call)
  } catch (error) {
    if (!(await proofFor(error))) throw error
    return askOnce(call)
  }
}

/** The same without asking the person for anything. */
export async function askOnce<T>(call: () => Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call().catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw unreachable(cause)
  })
  if (response.ok) return data as T
  const refusal = refusalOf(response, error)
  // Another window changed the team: this one finds out where it is, and says so.
  if (refusal.code === 'TEAM_MISMATCH') void queryClient.invalidateQueries({ queryKey: ['session'] })
  throw refusal
}
