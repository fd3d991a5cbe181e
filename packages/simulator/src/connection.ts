import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

export type ConnectionOptions = {
  /** Where the API is, such as `https://localhost:8443`; a path in it is kept. */
  url: string
  /** The certificate of the authority to trust, as PEM text; without it, the ones that Node trusts. */
  ca?: string
  /** For mutual TLS: certificate and private key, as PEM text. */
  certificate?: { cert: string; key: string }
  /** Connections open at a time; further calls wait for one. */
  concurrency?: number
  timeoutMs?: number
}

export type Call = { method: 'GET' | 'POST'; path: string; headers?: Record<string, string>; body?: string }
export type Answer = { status: number; headers: IncomingHttpHeaders; body: string; ms: number }

export type Connection = { send(call: Call): Promise<Answer>; close(): void }

/** Keep-alive HTTP to one server. `send` answers whatever the status is and rejects only when there was no whole answer. */
export function connectionTo({ url, ca, certificate, concurrency = 16, timeoutMs = 30_000 }: ConnectionOptions): Connection {
  const base = new URL(url)
  const secure = base.protocol === 'https:'
  if (!secure && base.protocol !== 'http:') throw new TypeError(`cannot speak ${base.protocol}`)
  const prefix = base.pathname.replace(/\/$/, '')
  const settings = { keepAlive: true, maxSockets: concurrency, scheduling: 'lifo' as const }
  const agent = secure ? new HttpsAgent({ ...settings, ca, ...certificate }) : new HttpAgent(settings)
  const request = secure ? httpsRequest : httpRequest

  return {
    send: ({ method, path, headers, body }) =>
      new Promise((resolve, reject) => {
        const started = performance.now()
        const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
        const outgoing = request(
          {
            agent,
            method,
            host: hostOf(base),
            port: base.port || undefined,
            path: prefix + path,
            headers: { ...headers, ...length },
          },
          (incoming) => {
            let text = ''
            incoming.setEncoding('utf8')
            incoming.on('data', (chunk: string) => {
              text += chunk
            })
            incoming.on('error', reject)
            incoming.on('end', () =>
              resolve({
                status: incoming.statusCode ?? 0,
                headers: incoming.headers,
                body: text,
                ms: performance.now() - started,
              }),
            )
          },
        )
        outgoing.setTimeout(timeoutMs, () =>
          outgoing.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })),
        )
        outgoing.on('error', reject)
        outgoing.end(body)
      }),
    close: () => agent.destroy(),
  }
}

// A URL writes an IPv6 address in brackets, a socket wants it bare.
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '')

const lost = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
])

/** Whether the other side went away, which may pass. A certificate that we do not trust or a name that nobody has will not. */
export function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError) return error.errors.every(isLostConnection)
  return lost.has((error as NodeJS.ErrnoException).code ?? '')
}
