import { decodeJwt } from 'jose'
import * as oidc from 'openid-client'
import { Secret } from '../../config/secret.ts'
import type { Tokens } from './code-flow.ts'
import { type CredentialsFile, type Login, withLogin, withoutLogin } from './credentials-file.ts'
import { CLIENT_ID, faultOf, isAnswer, oauthServer, trustAuthority } from './oauth-server.ts'
import { Refused, SignedOut } from './remote-command.ts'

/** Renewed so long before its end: what is sent with it must arrive while it lives. */
const MARGIN_MS = 60_000

export type AccessTokens = ReturnType<typeof accessTokens>

/** The access token of a sign-in, renewed in time. Of all processes that find it old one renews it, and the others use what it got. */
export function accessTokens(file: CredentialsFile, url: string, now: () => Date) {
  return {
    url,

    /**
     * A token that is good for a minute at least. `refused` is one that the installation did not believe: another is got then.
     *
     * @throws SignedOut
     */
    async get(refused?: Secret): Promise<Secret> {
      const login = found((await file.read()).logins[url])
      trustAuthority(login.ca_file)
      return isGood(login, refused) ? login.access_token : renew(refused)
    },
  }

  /** Under the lock it is looked again: a refresh token works once, and using it a second time ends the whole sign-in. */
  async function renew(refused?: Secret): Promise<Secret> {
    let over: SignedOut | undefined
    await file.change(async (content) => {
      const login = found(content.logins[url])
      if (isGood(login, refused)) return content
      const answer = await exchanged(login)
      if (answer !== null) return withLogin(content, url, renewed(login, answer, now()))
      over = new SignedOut(url, 'Your sign-in is over')
      return withoutLogin(content, url)
    })
    if (over) throw over
    return found((await file.read()).logins[url]).access_token
  }

  /** Null when the sign-in is over: it has ended, was ended, or its refresh token was used by somebody else. */
  async function exchanged({ refresh_token }: Login): Promise<Tokens | null> {
    if (refresh_token === null) return null
    const server = await oauthServer(url)
    try {
      return await oidc.refreshTokenGrant(server, refresh_token.reveal())
    } catch (error) {
      if (isAnswer(error, 'invalid_grant')) return null
      throw new Refused(`${url} did not renew your sign-in: ${faultOf(error)}`)
    }
  }

  function found(login: Login | undefined): Login {
    if (!login) throw new SignedOut(url)
    return login
  }

  function isGood({ access_token, expires_at }: Login, refused?: Secret): boolean {
    return access_token.reveal() !== refused?.reveal() && Date.parse(expires_at) - now().getTime() > MARGIN_MS
  }
}

/** What is kept of a new sign-in. */
export function newLogin(answer: Tokens, subject: string, caFile: string | null, now: Date): Login {
  const { access_token, refresh_token, scope = '' } = answer
  return {
    client_id: CLIENT_ID,
    subject,
    access_token: new Secret(access_token),
    refresh_token: refresh_token === undefined ? null : new Secret(refresh_token),
    expires_at: endOf(answer, now),
    scope,
    ca_file: caFile,
  }
}

function renewed(login: Login, answer: Tokens, now: Date): Login {
  const next = newLogin(answer, login.subject, login.ca_file, now)
  return { ...next, refresh_token: next.refresh_token ?? login.refresh_token, scope: next.scope || login.scope }
}

/** Counted from our own clock. An answer that does not say is taken for the shortest life that is worth anything. */
const endOf = ({ expires_in = 300 }: Tokens, now: Date): string => new Date(now.getTime() + expires_in * 1_000).toISOString()

/**
 * The team in which the sign-in acts, for the paths that name it; null when it is none. The token is for the installation to judge: what
 * it says here opens nothing.
 */
export function teamOf(token: Secret): string | null {
  try {
    const { team } = decodeJwt<{ team?: unknown }>(token.reveal())
    return typeof team === 'string' && !/^[0-]+$/.test(team) ? team : null
  } catch {
    return null
  }
}
