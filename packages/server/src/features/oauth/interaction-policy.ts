import type { KoaContextWithOIDC } from 'oidc-provider'
import { exchangeOf } from './exchange.ts'
import { interactionPolicy } from './oidc-library.ts'
import { personIn, secondsOf } from './person-session.ts'

/** When an authorization request is put before the person: unless they are signed in as it wants it, and have agreed. */
export function askingPolicy(now: () => Date) {
  const { base, Check } = interactionPolicy
  const policy = base()

  const { checks: atSignIn } = policy.get('login')!
  // The library takes a sign-in for fresh when the page says so. Ours is when the session says so.
  atSignIn.remove('login_prompt')
  atSignIn.remove('max_age')
  const isStale = async (context: KoaContextWithOIDC) => {
    const person = await personIn(exchangeOf(context))
    const { params, entities } = context.oidc
    return person !== null && isTooOld(person.person.authenticated_at, params ?? {}, entities.Interaction?.iat, now())
  }
  atSignIn.add(new Check('not_fresh', 'a fresh sign-in is asked for', 'login_required', isStale))

  const { checks: atConsent } = policy.get('consent')!
  for (const reason of ['native_client_prompt', 'op_scopes_missing', 'op_claims_missing', 'rs_scopes_missing', 'rar_prompt'])
    atConsent.remove(reason)
  atConsent.add(
    new Check(
      'not_agreed',
      'the person has not agreed',
      'consent_required',
      ({ oidc }) => oidc.entities.Grant?.jti === undefined,
    ),
  )
  return policy
}

/** Whether somebody has to prove again who they are: `prompt=login` and `max_age` of a request that began at `since` (epoch seconds). */
export function isTooOld(
  authenticated_at: Date,
  { prompt, max_age }: Record<string, unknown>,
  since: number | undefined,
  now: Date,
): boolean {
  if (since !== undefined && secondsOf(authenticated_at) >= since) return false
  if (
    String(prompt ?? '')
      .split(' ')
      .includes('login')
  )
    return true
  return max_age !== undefined && secondsOf(now) - secondsOf(authenticated_at) > Number(max_age)
}
