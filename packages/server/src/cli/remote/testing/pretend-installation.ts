import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { pretendOAuth } from './pretend-oauth.ts'

export interface Seen {
  method: string
  /** With its query. */
  path: string
  headers: IncomingMessage['headers']
  body: string
}

export interface Said {
  status?: number
  headers?: Record<string, string>
  body?: unknown
}

export type PretendInstallation = Awaited<ReturnType<typeof pretendInstallation>>

/** An installation as somebody at a command line meets it: OAuth and an API, in memory, with answers that a test chooses. */
export async function pretendInstallation(tls?: ServerOptions) {
  const oauth = pretendOAuth()
  const listener = (request: IncomingMessage, response: ServerResponse) => void serve(request, response)
  const server = tls ? createSecureServer(tls, listener) : createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`
  oauth.issuer = url

  const it = {
    url,
    oauth,
    /** Calls of the API, by whom they were believed. */
    seen: [] as Seen[],
    /** What the API answers to a call whose token it believes. */
    api: (_call: Seen): Said => ({ body: {} }),
    /** What is different in the discovery document. */
    metadata: {} as Record<string, unknown>,
    /** Ways in which an answer of the OAuth endpoints is lost or goes wrong, one for each call. */
    mishaps: [] as ('drop' | 503)[],
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  const discovery = () => ({
    issuer: url,
    authorization_endpoint: `${url}/oauth/authorize`,
    token_endpoint: `${url}/oauth/token`,
    device_authorization_endpoint: `${url}/oauth/device_authorization`,
    revocation_endpoint: `${url}/oauth/revoke`,
    userinfo_endpoint: `${url}/oauth/userinfo`,
    jwks_uri: `${url}/oauth/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    ...it.metadata,
  })

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search, searchParams } = new URL(request.url ?? '/', url)
    const body = await text(request).catch(() => '')
    const form = new URLSearchParams(body)
    const mishap = pathname === '/oauth/token' ? it.mishaps.shift() : undefined
    if (mishap === 'drop') return void response.destroy()
    if (mishap === 503) return send(response, { status: 503, body: 'away' })
    if (pathname === '/.well-known/openid-configuration') return send(response, { body: discovery() })
    if (pathname === '/oauth/authorize') {
      return void response.writeHead(303, { location: oauth.authorize(searchParams).href }).end()
    }
    if (pathname === '/oauth/token') return send(response, oauth.token(form))
    if (pathname === '/oauth/device_authorization') return send(response, oauth.beginDevice(form))
    if (pathname === '/oauth/revoke') {
      oauth.revoke(form)
      return void response.end()
    }
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
    if (!oauth.isValid(token)) return send(response, unbelieved)
    if (pathname === '/oauth/userinfo') return send(response, { body: oauth.person })
    const call = { method: request.method ?? '', path: `${pathname}${search}`, headers: request.headers, body }
    it.seen.push(call)
    send(response, it.api(call))
  }

  return it
}

const unbelieved: Said = {
  status: 401,
  headers: { 'content-type': 'application/problem+json', 'www-authenticate': 'Bearer error="invalid_token"' },
  body: { title: 'The access token was revoked', code: 'TOKEN_REVOKED', status: 401 },
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: Said): void {
  const type = typeof body === 'string' ? 'text/plain' : 'application/json'
  response.writeHead(status, { ...(body !== undefined && { 'content-type': type }), ...headers })
  response.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body))
}
