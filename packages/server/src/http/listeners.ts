import http from 'node:http'
import https from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { SecureContextOptions, TLSSocket } from 'node:tls'
import { Problem } from '@skykeep/contract'
import type { FastifyBaseLogger } from 'fastify'
import type { Metrics } from '../operations/metrics.ts'
import { certificateOf } from './client-certificate.ts'
import { outsideAnswer } from './outside-answer.ts'

type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void

/** Certificate chain and key of the server, PEM. */
export interface ServerIdentity {
  cert: string
  key: string
}

interface Needs {
  handler: Handler
  log: FastifyBaseLogger
  metrics: Metrics
}

export interface Listener {
  host: string
  port: number
  /** Takes no new connection, ends idle ones, waits for requests under way; cuts what is left after `graceMs`. */
  close(graceMs: number): Promise<void>
  /** A renewed certificate for connections from now on. */
  renew?(identity: ServerIdentity): void
}

// Slowloris: the whole head within 10 s, the whole request within 60 s (a 1 MiB batch over a slow link), idle connections 65 s, longer
// than the 60 s of common balancers so that these close first.
const timeouts = { headersTimeout: 10_000, requestTimeout: 60_000, keepAliveTimeout: 65_000, connectionsCheckingInterval: 5_000 }
const HEADER_BYTES_MAX = 16_384
// The pipeline refuses a request without Host itself: Node's own answer would carry none of our headers.
const base = { ...timeouts, maxHeaderSize: HEADER_BYTES_MAX, requireHostHeader: false }

export function listenHttp(host: string, port: number, needs: Needs): Promise<Listener> {
  return listen(http.createServer(base, needs.handler), host, port, needs)
}

export function listenHttps(host: string, port: number, identity: ServerIdentity, needs: Needs): Promise<Listener> {
  return listen(https.createServer({ ...base, ...tlsFloor, ...identity }, needs.handler), host, port, needs, tlsFloor)
}

/** TLS 1.2 with forward secrecy and authenticated encryption, or better. */
const tlsFloor = {
  minVersion: 'TLSv1.2',
  ciphers:
    'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256',
  honorCipherOrder: true,
} as const

interface MutualNeeds extends Needs {
  /** PEM of the authorities whose clients are let in. */
  authorities: string[]
  isRevoked: (thumbprint: string) => boolean
}

/**
 * The listener for clients with certificates. A connection without one is cut, so is one whose certificate was revoked or has ended,
 * or cannot be read. A certificate that is not of our authority stays `verified: false` and counts only where its thumbprint is
 * registered (self_signed_tls_client_auth). Sessions are not resumed: a resumed one would skip the certificate.
 */
export function listenMutual(host: string, port: number, identity: ServerIdentity, needs: MutualNeeds): Promise<Listener> {
  // SSL_OP_NO_TICKET, and no session cache either.
  const context = { ...tlsFloor, ca: needs.authorities, secureOptions: 0x4000, sessionTimeout: 1 }
  const server = https.createServer(
    { ...base, ...context, ...identity, requestCert: true, rejectUnauthorized: false },
    needs.handler,
  )
  server.on('secureConnection', (socket: TLSSocket) => {
    try {
      const certificate = certificateOf(socket)
      if (certificate && !needs.isRevoked(certificate.thumbprint) && certificate.notAfterMs > Date.now()) return
    } catch (error) {
      needs.log.info({ err: error }, 'a client certificate was not accepted')
    }
    socket.destroy()
  })
  return listen(server, host, port, needs, context)
}

/** `context` is what a renewed certificate must keep: without it the authorities of clients would be gone with the old one. */
async function listen(
  server: http.Server | https.Server,
  host: string,
  port: number,
  needs: Needs,
  context: SecureContextOptions = {},
): Promise<Listener> {
  server.on('clientError', (error, socket) => answerClientError(error, socket as Socket, needs))
  server.on('checkExpectation', (request, response) => answerExpectation(request, response, needs))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  server.on('error', (error) => needs.log.error({ err: error }, 'a listener failed'))
  const address = server.address() as AddressInfo
  return {
    host,
    port: address.port,
    close: (graceMs) => close(server, graceMs),
    ...(server instanceof https.Server && {
      renew: (identity: ServerIdentity) => server.setSecureContext({ ...context, ...identity }),
    }),
  }
}

async function close(server: http.Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const idle = setInterval(() => server.closeIdleConnections(), 100)
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearInterval(idle)
  clearTimeout(cut)
}

/** Bytes that are no HTTP, headers that are too large, requests that are too slow: the same form of refusal, then the connection ends. */
function answerClientError(error: NodeJS.ErrnoException, socket: Socket, needs: Needs): void {
  if (socket.destroyed || !socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const problem = new Problem(error.code === 'HPE_HEADER_OVERFLOW' ? 'HEADERS_TOO_LARGE' : 'MALFORMED_REQUEST', { cause: error })
  const { headers, body } = recorded(problem, 'UNKNOWN', needs)
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.end(`HTTP/1.1 ${problem.status} ${http.STATUS_CODES[problem.status]}\r\n${head.join('\r\n')}\r\n\r\n${body}`)
}

/** An `Expect` other than 100-continue, which Node would answer with a bare 417. */
function answerExpectation({ method = '' }: http.IncomingMessage, response: http.ServerResponse, needs: Needs): void {
  const problem = new Problem('EXPECTATION_FAILED')
  const { headers, body } = recorded(problem, method, needs)
  response.writeHead(problem.status, headers).end(body)
}

function recorded(problem: Problem, method: string, { log, metrics }: Needs): ReturnType<typeof outsideAnswer> {
  const answer = outsideAnswer(problem)
  metrics.answered(method, 'unmatched', problem.status, 0, problem.code)
  log.info({ trace_id: answer.traceId, method, route: 'unmatched', status: problem.status, code: problem.code }, 'answered')
  return answer
}
