import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log } from '../db/log.ts'
import { securityHeaders } from '../http/security-headers.ts'
import type { Metrics } from './metrics.ts'
import { type ReadinessCheck, readinessOf } from './readiness.ts'

interface Needs {
  host: string
  port: number
  metrics: Metrics
  checks: readonly ReadinessCheck[]
  isStopping: () => boolean
  log: Log
}

export interface OperationsServer {
  url: string
  close(): Promise<void>
}

interface Answer {
  status: number
  type: string
  body: string
}

const json = 'application/json; charset=utf-8'
const nothing: Answer = { status: 404, type: 'text/plain; charset=utf-8', body: 'There is nothing here.\n' }
const timeouts = { headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 65_000, maxHeaderSize: 8_192 }

/**
 * The private port: metrics and the health of this process. It has no authentication and belongs on loopback or a closed network,
 * apart from the public one, so that nothing of it can be reached there by a mistake in a path.
 */
export async function startOperationsServer(needs: Needs): Promise<OperationsServer> {
  const server = http.createServer(timeouts, (request, response) => {
    answerTo(request, needs)
      .catch((error): Answer => {
        needs.log.error({ err: error }, 'the operations port could not answer')
        return { status: 500, type: nothing.type, body: 'Something failed.\n' }
      })
      .then(({ status, type, body }) => {
        const headers = { ...securityHeaders, 'content-type': type, 'content-length': Buffer.byteLength(body) }
        response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body)
      })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(needs.port, needs.host, resolve)
  })
  const { address, port } = server.address() as AddressInfo
  return { url: `http://${address.includes(':') ? `[${address}]` : address}:${port}`, close: () => close(server) }
}

async function answerTo({ method, url = '' }: http.IncomingMessage, needs: Needs): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return nothing
  const path = url.split('?', 1)[0]
  if (path === '/metrics') {
    const { registry } = needs.metrics
    return { status: 200, type: registry.contentType, body: await registry.metrics() }
  }
  if (path === '/health') return { status: 200, type: json, body: JSON.stringify({ status: 'healthy', service: 'skykeep' }) }
  if (path === '/health/ready') return readiness(needs)
  return nothing
}

async function readiness({ checks, isStopping }: Needs): Promise<Answer> {
  const stopping: ReadinessCheck = { name: 'process', ask: () => !isStopping(), otherwise: 'is stopping' }
  const answer = await readinessOf([...checks, stopping])
  return { status: answer.status === 'ready' ? 200 : 503, type: json, body: JSON.stringify(answer) }
}

function close(server: http.Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  return closed
}
