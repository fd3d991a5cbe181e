import type { KoaContextWithOIDC } from 'oidc-provider'
import type { PersonCaller } from '../../auth/principal.ts'
import { type Exchange, exchangeOf } from './exchange.ts'
import type { Provider } from './oidc-library.ts'
import { isAbleToAgree, type SignedIn } from './signed-in.ts'

/** How somebody proved who they are in their session, in the words of RFC 8176 where it has one. */
export type MethodsOf = (caller: PersonCaller) => Promise<readonly string[]>

/** The same for everybody: the library compares it to see whether a browser changed hands, which `existing-grant.ts` decides. */
const UID = 'a session of ours'

/**
 * The library would keep a session of its own, with a cookie of its own, that outlives ours. It gets to see ours instead: made anew for
 * each request from the cookie of the browser, never stored, never set. Whoever may not agree to anything is nobody to it.
 */
export function showOurSessions(provider: InstanceType<typeof Provider>, methodsOf: MethodsOf): void {
  const sessions = provider.Session as unknown as { get(context: KoaContextWithOIDC): Promise<unknown> }
  sessions.get = async (context) => {
    const session = new provider.Session()
    session.uid = UID
    const person = await personIn(exchangeOf(context))
    if (person) {
      const { authenticated_at, assurance } = person.person
      const amr = [...(await methodsOf({ ...person, trace_id: null, address: null }))]
      session.loginAccount({ accountId: person.id, loginTs: secondsOf(authenticated_at), acr: assurance, amr })
    }
    // What was touched would be stored, and its cookie set.
    Object.defineProperty(session, 'touched', { get: () => false, set: () => {} })
    context.oidc.entity('Session', session)
    return session
  }
}

/** Whoever the browser's session lets decide. */
export async function personIn(exchange: Exchange): Promise<SignedIn | null> {
  const person = await exchange.person()
  return person && isAbleToAgree(person, exchange.request.ip) ? person : null
}

export const secondsOf = (at: Date): number => Math.floor(at.getTime() / 1_000)
