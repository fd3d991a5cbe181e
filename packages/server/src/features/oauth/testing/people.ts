import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Assurance } from '../../../auth/principal.ts'
import { SESSION_COOKIE } from '../../../http/session-cookie.ts'
import { announce } from '../../../keys/announce.ts'
import { newId } from '../../../lib/new-id.ts'
import type { Method } from '../../sessions/sessions.service.ts'
import { Browser, type BrowserAnswer } from './browser.ts'
import { type Told, told } from './oauth-calls.ts'
import type { World } from './oauth-world.ts'
import { form } from './tls-client.ts'

export interface PersonOfTest {
  id: string
  email: string
  name: string
}

export interface ClientOfTest {
  id: string
  secret?: string
}

export interface Tokens extends Told {
  refresh_token: string
  id_token: string
}

/** The command line, as if it listened at this port. */
export const CLI = { id: 'skykeep-cli' }
export const CLI_REDIRECT = 'http://127.0.0.1:41999/callback'
export const APP_REDIRECT = 'https://app.example/callback'

export const pkce = () => {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

/** People with accounts, memberships and sessions in an installation, and what they do with clients. */
export function people(world: World) {
  const { admin, db, issuer } = world

  async function newPerson({ team_id, roles = ['owner'] }: { team_id?: string; roles?: string[] } = {}): Promise<PersonOfTest> {
    const id = newId()
    const person = { id, email: `${id}@people.test`, name: `Person ${id.slice(-4)}` }
    await admin.query(
      `insert into identity.accounts (id, email, name, password_hash, created_at, updated_at) values ($1, $2, $3, 'x', now(), now())`,
      [id, person.email, person.name],
    )
    if (team_id !== undefined) await join(person, team_id, roles)
    return person
  }

  async function join({ id }: PersonOfTest, team_id: string, roles: string[]): Promise<void> {
    await admin.query('insert into identity.account_teams (account_id, member_of) values ($1, $2)', [id, team_id])
    await admin.query(
      `insert into directory.memberships (team_id, account_id, roles, created_at, updated_at) values ($1, $2, $3, now(), now())`,
      [team_id, id, roles],
    )
  }

  async function leave({ id }: PersonOfTest, team_id: string): Promise<void> {
    await admin.query('delete from identity.account_teams where account_id = $1 and member_of = $2', [id, team_id])
    await admin.query('delete from directory.memberships where account_id = $1 and team_id = $2', [id, team_id])
    await db.withoutTeam((tx) => announce(tx, 'principal', id))
  }

  /** A browser in which the person has just signed in. */
  async function signIn(
    { id }: PersonOfTest,
    { assurance = 'multi', methods = ['pwd', 'otp'], browser = new Browser(issuer) }: SignInWishes = {},
  ): Promise<Browser> {
    const { cookie } = await world.sessions.begin({
      account_id: id,
      methods,
      assurance,
      trace_id: null,
      address: '127.0.0.1',
      user_agent: 'test',
    })
    browser.take(SESSION_COOKIE, cookie)
    return browser
  }

  const authorizeUrl = (client: ClientOfTest, asked: Record<string, string> = {}): URL => {
    const url = new URL(`${issuer}/oauth/authorize`)
    const params = {
      response_type: 'code',
      client_id: client.id,
      scope: 'openid',
      code_challenge_method: 'S256',
      state: randomUUID(),
      ...asked,
    }
    for (const [name, value] of Object.entries(params)) if (value !== '') url.searchParams.set(name, value)
    return url
  }

  const uidIn = ({ location }: BrowserAnswer): string => {
    const uid = /^\/console\/sign-in\/([\w-]+)$/.exec(location?.pathname ?? '')?.[1]
    if (uid === undefined) throw new Error(`No request waits at ${location}.`)
    return uid
  }

  /** The whole way of a browser to the address of the client: asked, approved, back. What was agreed to before is not asked. */
  async function authorize(browser: Browser, url: URL, scopes?: string[]): Promise<URL> {
    const asked = await browser.get(url)
    if (asked.location && asked.location.origin !== issuer) return asked.location
    const approved = await browser.post(`/oauth/interactions/${uidIn(asked)}/approve`, scopes === undefined ? {} : { scopes })
    expect(approved.status, approved.text).toBe(200)
    const back = await browser.get(approved.body.redirect_to)
    expect(back.status, back.text).toBe(303)
    return back.location!
  }

  /** A code of the person in the browser, with what redeems it. */
  async function codeFor(browser: Browser, client: ClientOfTest, asked: Record<string, string> = {}, scopes?: string[]) {
    const { verifier, challenge } = pkce()
    const redirect_uri = asked.redirect_uri ?? (client.id === CLI.id ? CLI_REDIRECT : APP_REDIRECT)
    const callback = await authorize(browser, authorizeUrl(client, { code_challenge: challenge, redirect_uri, ...asked }), scopes)
    const code = callback.searchParams.get('code')
    if (code === null) throw new Error(`No code in ${callback}.`)
    return { code, code_verifier: verifier, redirect_uri }
  }

  const token = (client: ClientOfTest, members: Record<string, string>): Promise<Response> =>
    fetch(
      `${issuer}/oauth/token`,
      form({ client_id: client.id, ...(client.secret !== undefined && { client_secret: client.secret }), ...members }),
    )

  const redeem = (client: ClientOfTest, code: Record<string, string>): Promise<Response> =>
    token(client, { grant_type: 'authorization_code', ...code })

  const refresh = (client: ClientOfTest, refresh_token: string, more: Record<string, string> = {}): Promise<Response> =>
    token(client, { grant_type: 'refresh_token', refresh_token, ...more })

  /** Tokens of the person in the browser; for the scope `offline_access` a refresh token is among them. */
  async function tokensFor(browser: Browser, client: ClientOfTest, scope: string, scopes?: string[]): Promise<Tokens> {
    const asked = { scope, ...(scope.includes('offline_access') && { prompt: 'consent' }) }
    const answer = await redeem(client, await codeFor(browser, client, asked, scopes))
    const tokens = (await told(answer)) as Tokens
    expect(answer.status, JSON.stringify(tokens)).toBe(200)
    return tokens
  }

  const whoami = async (access_token: string) => {
    const answer = await fetch(`${issuer}/whoami`, { headers: { authorization: `Bearer ${access_token}` } })
    return { status: answer.status, body: await told(answer) }
  }

  return { newPerson, join, leave, signIn, authorizeUrl, uidIn, authorize, codeFor, token, redeem, refresh, tokensFor, whoami }
}

interface SignInWishes {
  assurance?: Assurance
  methods?: Method[]
  browser?: Browser
}

/** A team with a client that people can let act for them, and one of its people, who is signed in. */
export async function scene(
  world: World,
  {
    client = {},
    roles = ['owner'],
    signedIn = {},
  }: { client?: Parameters<World['newClient']>[0]; roles?: string[]; signedIn?: SignInWishes } = {},
) {
  const folk = people(world)
  const team_id = await world.newTeam()
  const person = await folk.newPerson({ team_id, roles })
  const app = await world.newClient({ team_id, roles: ['owner'], redirect_uris: [APP_REDIRECT], ...client })
  return { team_id, person, client: app, browser: await folk.signIn(person, signedIn) }
}
