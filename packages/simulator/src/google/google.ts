import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { addressBook, type Person } from './people.ts'

export interface GoogleOptions {
  port?: number
  clientId: string
  clientSecret: string
  people?: number
}

/** What goes wrong from now on, until it is set to null. */
export type Fault = null | {
  on: 'token' | 'people' | 'revoke'
  kind: 'status' | 'garbage' | 'huge' | 'silence'
  status?: number
  retryAfter?: string
}

interface Grant {
  scope: string
  withdrawn: boolean
}

const SCOPE = 'https://www.googleapis.com/auth/contacts.readonly'
const TOKEN_SECONDS = 3_599
const CODE_MS = 600_000
const secret = (prefix: string): string => prefix + randomBytes(24).toString('base64url')

/**
 * Google as far as an address book needs it: consent page, codes with PKCE, tokens that end, revocation, and the People API with lists, pages, sync
 * tokens and search. It knows nothing of who asks but what they send.
 */
export class PretendGoogle {
  readonly people: Person[]
  readonly asked: { method: string; url: URL; form: URLSearchParams; authorization: string | undefined }[] = []
  fault: Fault = null
  /** Tokens are given when this is fulfilled: how slow it is, whoever tests says. */
  slow: Promise<unknown> | null = null
  /** Scopes that people grant; null: what is asked for. */
  granted: string | null = null
  /** Grants without a refresh token, as Google gives them when consent was given before. */
  withoutRefreshToken = false
  url = ''
  readonly #options: GoogleOptions
  readonly #codes = new Map<string, { challenge: string; redirect: string; scope: string; until: number }>()
  readonly #refresh = new Map<string, Grant>()
  readonly #access = new Map<string, { grant: Grant; until: number }>()
  readonly #server = createServer((request, response) => void this.#answer(request, response))

  constructor(options: GoogleOptions) {
    this.#options = options
    this.people = addressBook(options.people ?? 2_000)
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(this.#options.port ?? 0, '127.0.0.1', resolve))
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    return this
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** The person goes to their account and takes the consent back. */
  withdraw(): void {
    for (const grant of this.#refresh.values()) grant.withdrawn = true
  }

  /** Every access token ends now. */
  expire(): void {
    this.#access.clear()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const url = new URL(request.url!, this.url)
    const form = new URLSearchParams(request.method === 'POST' ? await text(request) : '')
    const { authorization } = request.headers
    this.asked.push({ method: request.method!, url, form, authorization })
    const part = url.pathname.startsWith('/v1/') ? 'people' : url.pathname.slice(1)
    if (this.fault?.on === part) return this.#fail(this.fault, response)
    if (url.pathname === '/o/oauth2/v2/auth') return this.#consent(url, response)
    if (url.pathname === '/token' && request.method === 'POST') {
      await this.slow
      return this.#token(form, response)
    }
    if (url.pathname === '/revoke' && request.method === 'POST') return this.#revoke(form, response)
    if (url.pathname.startsWith('/v1/')) return this.#people(url, authorization, response)
    return json(response, 404, { error: { code: 404, status: 'NOT_FOUND' } })
  }

  #fail({ kind, status = 503, retryAfter }: NonNullable<Fault>, response: ServerResponse): unknown {
    if (kind === 'silence') return null
    if (kind === 'garbage') return response.writeHead(200, { 'content-type': 'text/html' }).end('<html>CANARY')
    if (kind === 'huge')
      return response.writeHead(200, { 'content-type': 'application/json' }).end(`["${'x'.repeat(9_000_000)}"]`)
    const error = { code: status, status: 'UNAVAILABLE', message: 'CANARY words of the provider' }
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
    })
    return response.end(JSON.stringify({ error }))
  }

  /** What a person sees; `approve=1` and `deny=1` are their buttons. */
  #consent({ searchParams: asked }: URL, response: ServerResponse): unknown {
    const redirect = asked.get('redirect_uri') ?? ''
    const isKnown =
      asked.get('client_id') === this.#options.clientId && asked.get('response_type') === 'code' && URL.canParse(redirect)
    if (!isKnown) return json(response, 400, { error: 'invalid_request' })
    const back = new URL(redirect)
    back.searchParams.set('state', asked.get('state') ?? '')
    if (asked.has('deny')) {
      back.searchParams.set('error', 'access_denied')
      return response.writeHead(302, { location: back.href }).end()
    }
    if (!asked.has('approve')) {
      const link = (button: string) =>
        `/o/oauth2/v2/auth?${new URLSearchParams([...asked, [button, '1']])}`.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      response.end(
        `<!doctype html><title>Pretended Google</title><h1>Let it read your contacts?</h1><p><a href="${link('approve')}">Yes, let it</a> <a href="${link('deny')}">No</a></p>`,
      )
      return
    }
    const code = secret('code-')
    const scope = this.granted ?? asked.get('scope') ?? SCOPE
    this.#codes.set(code, { challenge: asked.get('code_challenge') ?? '', redirect, scope, until: Date.now() + CODE_MS })
    back.searchParams.set('code', code)
    back.searchParams.set('scope', scope)
    return response.writeHead(302, { location: back.href }).end()
  }

  #token(form: URLSearchParams, response: ServerResponse): unknown {
    const { clientId, clientSecret } = this.#options
    if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret)
      return json(response, 401, { error: 'invalid_client', error_description: 'CANARY' })
    if (form.get('grant_type') === 'refresh_token') {
      const grant = this.#refresh.get(form.get('refresh_token') ?? '')
      if (!grant || grant.withdrawn) return json(response, 400, { error: 'invalid_grant', error_description: 'CANARY' })
      return json(response, 200, { ...this.#accessFor(grant) })
    }
    const code = this.#codes.get(form.get('code') ?? '')
    this.#codes.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (!code || code.until < Date.now() || code.challenge !== challenge || code.redirect !== form.get('redirect_uri'))
      return json(response, 400, { error: 'invalid_grant', error_description: 'CANARY' })
    const grant = { scope: code.scope, withdrawn: false }
    const refresh_token = secret('1//refresh-')
    this.#refresh.set(refresh_token, grant)
    return json(response, 200, { ...this.#accessFor(grant), ...(!this.withoutRefreshToken && { refresh_token }) })
  }

  #accessFor(grant: Grant) {
    const access_token = secret('ya29.access-')
    this.#access.set(access_token, { grant, until: Date.now() + TOKEN_SECONDS * 1_000 })
    return { access_token, expires_in: TOKEN_SECONDS, scope: grant.scope, token_type: 'Bearer' }
  }

  #revoke(form: URLSearchParams, response: ServerResponse): unknown {
    const token = form.get('token') ?? ''
    const grant = this.#refresh.get(token) ?? this.#access.get(token)?.grant
    if (!grant || grant.withdrawn) return json(response, 400, { error: 'invalid_token' })
    grant.withdrawn = true
    return json(response, 200, {})
  }

  #people({ pathname, searchParams: asked }: URL, authorization: string | undefined, response: ServerResponse): unknown {
    const known = this.#access.get(authorization?.replace('Bearer ', '') ?? '')
    if (!known || known.until < Date.now() || known.grant.withdrawn)
      return json(response, 401, { error: { code: 401, status: 'UNAUTHENTICATED', message: 'CANARY' } })
    const fields = (asked.get('personFields') ?? asked.get('readMask') ?? '').split(',').filter(Boolean)
    if (fields.length === 0) return json(response, 400, { error: { code: 400, status: 'INVALID_ARGUMENT', message: 'CANARY' } })
    if (pathname === '/v1/people:searchContacts') {
      const word = (asked.get('query') ?? '').toLowerCase()
      const found = this.people.filter((person) =>
        JSON.stringify([person.names, person.emailAddresses]).toLowerCase().includes(word),
      )
      const results = found.slice(0, Number(asked.get('pageSize') ?? 10)).map((person) => ({ person: masked(person, fields) }))
      return json(response, 200, { results })
    }
    if (asked.get('syncToken') === 'sync-old')
      return json(response, 400, {
        error: { code: 400, status: 'FAILED_PRECONDITION', details: [{ reason: 'EXPIRED_SYNC_TOKEN' }] },
      })
    const isKnown = /^page-\d+$/.test(asked.get('pageToken') ?? 'page-0') && /^sync-1$/.test(asked.get('syncToken') ?? 'sync-1')
    if (!isKnown) return json(response, 400, { error: { code: 400, status: 'INVALID_ARGUMENT', message: 'CANARY' } })
    const all = asked.has('syncToken') ? this.people.slice(0, 3) : sorted(this.people, asked.get('sortOrder'))
    const start = Number(asked.get('pageToken')?.replace('page-', '') ?? 0)
    const end = start + Number(asked.get('pageSize') ?? 100)
    return json(response, 200, {
      connections: all.slice(start, end).map((person) => masked(person, fields)),
      totalItems: all.length,
      totalPeople: all.length,
      ...(end < all.length && { nextPageToken: `page-${end}` }),
      ...(end >= all.length && asked.get('requestSyncToken') === 'true' && { nextSyncToken: 'sync-1' }),
    })
  }
}

function sorted(people: Person[], order: string | null): Person[] {
  const key = order === 'FIRST_NAME_ASCENDING' ? 'givenName' : order === 'LAST_NAME_ASCENDING' ? 'familyName' : null
  if (key === null) return people
  const of = (person: Person) => String((person.names[0] as Record<string, string>)[key])
  return people.toSorted((a, b) => of(a).localeCompare(of(b)))
}

const masked = (person: Person, fields: readonly string[]): object =>
  Object.fromEntries(
    Object.entries(person).filter(([name]) => name === 'resourceName' || name === 'etag' || fields.includes(name)),
  )

const json = (response: ServerResponse, status: number, body: object): unknown =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
