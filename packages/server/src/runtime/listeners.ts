import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { Configuration } from '../config/schema.ts'
import { type Listener, listenHttp, listenHttps, listenMutual, type ServerIdentity } from '../http/listeners.ts'
import type { Metrics } from '../operations/metrics.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

export interface Addresses {
  url: string
  mtls_url: string
}

/** How clients reach us, known before anything listens: it names the issuer of tokens. */
export function addressesOf(config: Configuration, port: number, mtlsPort: number): Addresses {
  const host = config.SKYKEEP_HOST.includes(':') ? `[${config.SKYKEEP_HOST}]` : config.SKYKEEP_HOST
  const scheme = config.SKYKEEP_TLS === 'off' ? 'http' : 'https'
  return {
    url: trimmed(config.SKYKEEP_PUBLIC_URL) ?? `${scheme}://${host}:${port}`,
    mtls_url: trimmed(config.SKYKEEP_PUBLIC_MTLS_URL) ?? `https://${host}:${mtlsPort}`,
  }
}

const trimmed = (url: string | undefined): string | undefined => url?.replace(/\/+$/, '')

interface Needs {
  config: Configuration
  log: Logger
  metrics: Metrics
  handler: Handler
  port: number
  mtlsPort: number
  /** PEM of the authorities whose clients the mTLS listener lets in. */
  authorities: string[]
  isRevoked: (thumbprint: string) => boolean
  /** A server certificate of the development authority, made when asked. */
  developmentIdentity: () => Promise<ServerIdentity>
}

/** A development certificate lives for 90 days; it is renewed long before. */
const RENEW_MS = 7 * 86_400_000

/** Opens the public listener and the one for clients with certificates. Returns how to close them: finish first, cut what is late. */
export async function openListeners(needs: Needs): Promise<(graceMs: number) => Promise<void>> {
  const { config, handler, log, metrics } = needs
  const identity = await serverIdentity(needs)
  const shared = { handler, log, metrics }
  const host = config.SKYKEEP_HOST
  const open =
    config.SKYKEEP_TLS === 'off' ? listenHttp(host, needs.port, shared) : listenHttps(host, needs.port, identity, shared)
  const mutual = { ...shared, authorities: needs.authorities, isRevoked: needs.isRevoked }
  const listeners: Listener[] = await Promise.all([open, listenMutual(host, needs.mtlsPort, identity, mutual)])
  const timer = setInterval(async () => {
    // A failure leaves the former certificate in place, which still has months.
    const renewed = await serverIdentity(needs).catch((error) =>
      log.warn({ err: error }, 'the server certificate was not renewed'),
    )
    if (renewed) for (const listener of listeners) listener.renew?.(renewed)
  }, RENEW_MS).unref()
  return async (graceMs) => {
    clearInterval(timer)
    await Promise.all(listeners.map((listener) => listener.close(graceMs)))
  }
}

async function serverIdentity({ config, developmentIdentity }: Needs): Promise<ServerIdentity> {
  if (config.SKYKEEP_TLS !== 'files') return developmentIdentity()
  return { cert: readFileSync(config.SKYKEEP_TLS_CERT_FILE!, 'utf8'), key: readFileSync(config.SKYKEEP_TLS_KEY_FILE!, 'utf8') }
}
