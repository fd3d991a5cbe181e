import * as oidc from 'openid-client'
import { plain } from '../table.ts'
import type { Tokens } from './code-flow.ts'
import { installationUrl } from './installation-url.ts'
import { faultOf, isAnswer } from './oauth-server.ts'
import { Refused, type RemoteContext } from './remote-command.ts'

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
/** RFC 8628 §3.2 and §3.5. */
const USUAL_SECONDS = 5
const SLOWER_SECONDS = 5

/**
 * Signs in with a browser on any other machine (RFC 8628): shows a short code to type there, and asks until it was.
 *
 * @throws Refused
 */
export async function signInByCode(
  server: oidc.Configuration,
  scope: string,
  context: Pick<RemoteContext, 'warn' | 'wait' | 'now'>,
): Promise<Tokens> {
  if (server.serverMetadata().device_authorization_endpoint === undefined)
    throw new Refused('This installation does not offer the device flow.')
  const begun = await oidc.initiateDeviceAuthorization(server, { scope }).catch((error: unknown) => {
    throw new Refused(`The installation did not begin a sign-in: ${faultOf(error)}`)
  })
  const { device_code, user_code, verification_uri, verification_uri_complete, expires_in } = begun
  const until = context.now().getTime() + expires_in * 1_000
  installationUrl(verification_uri) // is an address that a browser can be sent to
  const orAtOnce = verification_uri_complete === undefined ? '' : `\nor open  ${plain(verification_uri_complete)}`
  context.warn(`Open  ${plain(verification_uri)}\nand type  ${plain(user_code)}${orAtOnce}\n`)

  let seconds = begun.interval ?? USUAL_SECONDS
  for (;;) {
    await context.wait(seconds)
    if (context.now().getTime() >= until) throw new Refused('The code was not typed in time. Start again.')
    try {
      return await oidc.genericGrantRequest(server, GRANT, { device_code })
    } catch (error) {
      if (isAnswer(error, 'authorization_pending')) continue
      if (isAnswer(error, 'slow_down')) seconds += SLOWER_SECONDS
      // A lost connection is no answer: it is asked again, more slowly, until the code ends.
      else if (isLost(error)) seconds *= 2
      else throw new Refused(refusalOf(error))
    }
  }
}

function isLost(error: unknown): boolean {
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  const isTrouble = cause instanceof Response && cause.status >= 500
  return error instanceof TypeError || code === 'OAUTH_TIMEOUT' || isTrouble
}

function refusalOf(error: unknown): string {
  if (isAnswer(error, 'access_denied')) return 'You did not agree, so nothing was signed in.'
  if (isAnswer(error, 'expired_token')) return 'The code was not typed in time. Start again.'
  return `The sign-in was not completed: ${faultOf(error)}`
}
