import { createHash, createPublicKey, type KeyObject, randomBytes, randomUUID, sign, verify } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'

/**
 * A client of an OAuth 2.1 and OpenID Connect server, written from the RFCs (6749, 7636, 8414, 8628, 7523, 8705, 9207 and OpenID Connect
 * Core) on what Node has: it shares no line with the server, its library or its own client library, and so none of their mistakes.
 */
export type Registration = { client_id: string } & (
  | { method: 'none' }
  | { method: 'client_secret_basic'; secret: string }
  | { method: 'private_key_jwt'; key: KeyObject }
  | { method: 'tls_client_auth'; cert: string; privateKey: string }
)

export interface TokenSet {
  access_token: string
  token_type: string
  expires_in: number
  scope: string
  refresh_token?: string
  id_token?: string
}

interface Metadata {
  issuer: string
  authorization_endpoint: string
  token_endpoint: string
  device_authorization_endpoint: string
  jwks_uri: string
  mtls_endpoint_aliases?: { token_endpoint: string }
}

interface Begun {
  url: URL
  state: string
  nonce: string
  verifier: string
  redirect_uri: string
}

interface Device {
  device_code: string
  user_code: string
  verification_uri: string
  expires_in: number
}

export class RefusedByServer extends Error {
  readonly error: string

  constructor(error: string, description: unknown) {
    super(`${error}: ${String(description)}`)
    this.error = error
  }
}

const random = (): string => randomBytes(32).toString('base64url')
const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const decoded = (part: string | undefined) => JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'))
/** RFC 6749 §2.3.1: both parts as in a form, before they are joined. */
const formEncoded = (text: string): string => encodeURIComponent(text).replace(/%20/g, '+')

export class IndependentClient {
  readonly #metadata: Metadata
  readonly #registration: Registration
  readonly #ca: string | undefined

  constructor(metadata: Metadata, registration: Registration, ca?: string) {
    this.#metadata = metadata
    this.#registration = registration
    this.#ca = ca
  }

  /** RFC 8414 §3: the issuer that is told must be the one that was asked. */
  static async discover(issuer: string, registration: Registration, ca?: string): Promise<IndependentClient> {
    const metadata = (await exchange(`${issuer}/.well-known/oauth-authorization-server`)).body as unknown as Metadata
    if (metadata.issuer !== issuer) throw new Error(`${issuer} calls itself ${metadata.issuer}`)
    return new IndependentClient(metadata, registration, ca)
  }

  begin(redirect_uri: string, scope: string, more: Record<string, string> = {}): Begun {
    const [state, nonce, verifier] = [random(), random(), random()]
    const url = new URL(this.#metadata.authorization_endpoint)
    const code_challenge = createHash('sha256').update(verifier).digest('base64url')
    const params = {
      response_type: 'code',
      client_id: this.#registration.client_id,
      redirect_uri,
      scope,
      state,
      nonce,
      code_challenge,
      code_challenge_method: 'S256',
      ...more,
    }
    for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value)
    return { url, state, nonce, verifier, redirect_uri }
  }

  /** From the address to which the browser came back to tokens, or the server's refusal. */
  async finish(callback: URL, { state, nonce, verifier, redirect_uri }: Begun): Promise<TokenSet> {
    const answer = callback.searchParams
    if (answer.get('state') !== state) throw new Error('The answer belongs to another request.')
    if (answer.get('iss') !== this.#metadata.issuer) throw new Error('The answer comes from another server.')
    const error = answer.get('error')
    if (error !== null) throw new RefusedByServer(error, answer.get('error_description'))
    const tokens = await this.#token({
      grant_type: 'authorization_code',
      code: answer.get('code')!,
      redirect_uri,
      code_verifier: verifier,
    })
    if (tokens.id_token !== undefined && (await this.claimsOf(tokens.id_token)).nonce !== nonce)
      throw new Error('The ID token is of another request.')
    return tokens
  }

  refresh = (refresh_token: string): Promise<TokenSet> => this.#token({ grant_type: 'refresh_token', refresh_token })

  clientCredentials = (scope: string): Promise<TokenSet> => this.#token({ grant_type: 'client_credentials', scope })

  async beginDevice(scope: string): Promise<Device> {
    return (await this.#post(this.#metadata.device_authorization_endpoint, { scope })) as unknown as Device
  }

  /** Asks once: whoever asks again waits as it was told. */
  pollDevice = ({ device_code }: Device): Promise<TokenSet> =>
    this.#token({ grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code })

  /** OpenID Connect Core §3.1.3.7, with a key from the server's key set and RS256 only. */
  async claimsOf(idToken: string): Promise<Record<string, unknown>> {
    const [head, body, signature] = idToken.split('.')
    const { alg, kid } = decoded(head)
    if (alg !== 'RS256') throw new Error(`The ID token is signed with ${alg}.`)
    const { keys } = (await exchange(this.#metadata.jwks_uri)).body as { keys: { kid: string }[] }
    const jwk = keys.find((key) => key.kid === kid)
    if (!jwk) throw new Error('The ID token names a key that the server does not publish.')
    const key = createPublicKey({ key: jwk as never, format: 'jwk' })
    const isSigned = verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature ?? '', 'base64url'))
    if (!isSigned) throw new Error('The ID token is not signed by the server.')
    const claims = decoded(body)
    if (claims.iss !== this.#metadata.issuer) throw new Error('The ID token is of another issuer.')
    if (claims.aud !== this.#registration.client_id) throw new Error('The ID token is for another client.')
    if (claims.exp * 1_000 <= Date.now()) throw new Error('The ID token is over.')
    return claims
  }

  async #token(members: Record<string, string>): Promise<TokenSet> {
    const { mtls_endpoint_aliases, token_endpoint } = this.#metadata
    const isMutual = this.#registration.method === 'tls_client_auth'
    return (await this.#post(isMutual ? mtls_endpoint_aliases!.token_endpoint : token_endpoint, members)) as unknown as TokenSet
  }

  async #post(url: string, members: Record<string, string>): Promise<Record<string, unknown>> {
    const { headers, form, tls } = this.#authentication()
    const { status, body } = await exchange(url, { ...members, ...form }, headers, { ...tls, ...(this.#ca && { ca: this.#ca }) })
    if (status !== 200) throw new RefusedByServer(String(body.error), body.error_description)
    return body
  }

  #authentication(): { headers?: Record<string, string>; form?: Record<string, string>; tls?: https.RequestOptions } {
    const registration = this.#registration
    const { client_id } = registration
    switch (registration.method) {
      case 'none':
        return { form: { client_id } }
      case 'client_secret_basic': {
        const pair = `${formEncoded(client_id)}:${formEncoded(registration.secret)}`
        return { headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } }
      }
      case 'private_key_jwt':
        return {
          form: {
            client_id,
            client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
            client_assertion: this.#assertion(registration.key),
          },
        }
      case 'tls_client_auth':
        return { form: { client_id }, tls: { cert: registration.cert, key: registration.privateKey } }
    }
  }

  #assertion(key: KeyObject): string {
    const now = Math.floor(Date.now() / 1_000)
    const { client_id } = this.#registration
    const claims = { iss: client_id, sub: client_id, aud: this.#metadata.issuer, jti: randomUUID(), iat: now, exp: now + 60 }
    const signed = `${encoded({ alg: 'ES256' })}.${encoded(claims)}`
    return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  }
}

/** One request; a form is posted. */
function exchange(
  url: string,
  form?: Record<string, string>,
  headers: Record<string, string> = {},
  tls: https.RequestOptions = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const { request } = url.startsWith('https:') ? https : http
  const sent = form && new URLSearchParams(form).toString()
  const all = {
    accept: 'application/json',
    ...(sent !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
    ...headers,
  }
  return new Promise((resolve, reject) => {
    const asking = request(
      url,
      { ...tls, method: sent === undefined ? 'GET' : 'POST', headers: all, agent: false },
      (response) => {
        const pieces: Buffer[] = []
        response.on('data', (piece: Buffer) => pieces.push(piece))
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(pieces).toString('utf8')) }),
        )
      },
    )
    asking.on('error', reject)
    asking.end(sent)
  })
}
