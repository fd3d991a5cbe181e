import * as oidc from 'openid-client'
import { loopbackAnswer } from './loopback-answer.ts'
import { faultOf } from './oauth-server.ts'
import { Refused, type RemoteContext } from './remote-command.ts'

/** The page at which people sign in is open for ten minutes. */
const PATIENCE_MS = 10 * 60_000

export interface Wishes {
  scope: string
  /** The person proves again who they are, however short ago they did. */
  fresh: boolean
}

export type Tokens = Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>

/**
 * Signs in with the browser of this machine: authorization code with PKCE (RFC 7636), answered on loopback. Three things tie the answer
 * to the question: the state, the nonce inside the ID token, and the verifier without which the code is worth nothing.
 *
 * @throws Refused
 */
export async function signInByBrowser(
  server: oidc.Configuration,
  { scope, fresh }: Wishes,
  { warn, openBrowser }: Pick<RemoteContext, 'warn' | 'openBrowser'>,
): Promise<Tokens> {
  const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()]
  const listener = await loopbackAnswer({ state, issuer: server.serverMetadata().issuer, patienceMs: PATIENCE_MS })
  try {
    const address = oidc.buildAuthorizationUrl(server, {
      redirect_uri: listener.redirectUri,
      scope,
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      // Without asking there is no way to stay signed in (OpenID Connect Core §11).
      prompt: fresh ? 'login consent' : 'consent',
    })
    warn(`Sign in with your browser. If it does not open by itself, open:\n\n  ${address.href}\n`)
    openBrowser(address.href)
    const answer = await listener.answer
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true }
    return await oidc.authorizationCodeGrant(server, answer, checks).catch((error: unknown) => {
      throw new Refused(`The sign-in was not completed: ${faultOf(error)}`)
    })
  } finally {
    listener.close()
  }
}
