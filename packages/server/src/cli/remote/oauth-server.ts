import { readFileSync } from 'node:fs'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import * as oidc from 'openid-client'
import { plain } from '../table.ts'
import { isLoopback } from './installation-url.ts'
import { Refused } from './remote-command.ts'

/** The public client that every installation knows. */
export const CLIENT_ID = 'skykeep-cli'

const ANSWER_SECONDS = 30

/** Endpoints that a sign-in goes through. */
const endpoints = [
  'authorization_endpoint',
  'token_endpoint',
  'device_authorization_endpoint',
  'revocation_endpoint',
  'userinfo_endpoint',
] as const

/**
 * Asks an installation where its endpoints are, and under which name it issues tokens: exactly the address by which it was asked.
 *
 * @throws Refused
 */
export async function oauthServer(url: string): Promise<oidc.Configuration> {
  const address = new URL(url)
  const execute = isLoopback(address) ? [oidc.allowInsecureRequests] : []
  const found = await oidc
    .discovery(address, CLIENT_ID, { token_endpoint_auth_method: 'none' }, oidc.None(), { execute, timeout: ANSWER_SECONDS })
    .catch((error: unknown) => {
      throw new Refused(`${url} does not answer as an installation of Skykeep does: ${faultOf(error)}`)
    })
  const metadata = found.serverMetadata()
  // What proves who somebody is goes to the installation that was named, and nowhere else.
  const elsewhere = endpoints.filter((name) => metadata[name] !== undefined && new URL(metadata[name]).origin !== address.origin)
  if (elsewhere.length > 0) throw new Refused(`${url} sends sign-ins elsewhere (${elsewhere.join(', ')}). Nothing was sent.`)
  return found
}

/** From here on the authority in the file is trusted beside those that Node knows. */
export function trustAuthority(caFile: string | null): void {
  if (caFile === null) return
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(caFile, 'utf8')])
}

/** What went wrong in a conversation with the server, in a line. Never what was sent or answered as a whole: tokens are in there. */
export function faultOf(error: unknown): string {
  if (error instanceof oidc.ResponseBodyError || error instanceof oidc.AuthorizationResponseError)
    return plain(`${error.error}${error.error_description === undefined ? '' : `: ${error.error_description}`}`)
  const { message = String(error), cause } = error as Partial<Error>
  const { code, message: deeper } = (cause ?? {}) as { code?: unknown; message?: unknown }
  return plain([message, typeof code === 'string' ? code : typeof deeper === 'string' ? deeper : ''].filter(Boolean).join(' '))
}

export const isAnswer = (error: unknown, name: string): boolean => error instanceof oidc.ResponseBodyError && error.error === name
