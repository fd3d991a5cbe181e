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
  /** PEM of the root whose clients the mTLS listener lets in; null when this process was not told it. */
  authority: string | null
  isRevoked: (thumbprint: string) => boolean
  /** A server certificate of the development authority, made when asked; null without the role that has its key. */
  developmentIdentity: (() => Promise<ServerIdentity>) | null
}

/** A development certificate lives for 90 days; it is renewed long before. */
const RENEW_MS = 7 * 86_400_000

/** Opens the public listener and the one for clients with certificates. Returns how to close them: finish first, cut what is late. */
export async function openListeners(needs: Needs): Promise<(graceMs: number) => Promise<void>> {
  const { log } = needs
  const identity = await serverIdentity(needs)
  const listeners = await Promise.all([openPublic(needs, identity), ...openMutual(needs, identity)])
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

function openPublic({ config, port, ...needs }: Needs, identity: ServerIdentity | null): Promise<Listener> {
  if (config.SKYKEEP_TLS === 'off') return listenHttp(config.SKYKEEP_HOST, port, needs)
  return listenHttps(config.SKYKEEP_HOST, port, identity!, needs)
}

/** A process with neither a certificate to show nor a root to believe opens no such listener: the gateway in front of it has one. */
function openMutual({ config, mtlsPort, authority, ...needs }: Needs, identity: ServerIdentity | null): Promise<Listener>[] {
  if (identity && authority !== null) {
    return [listenMutual(config.SKYKEEP_HOST, mtlsPort, identity, { ...needs, authorities: [authority] })]
  }
  needs.log.info('no listener for client certificates: it needs the role identity, or SKYKEEP_TLS=files and SKYKEEP_MTLS_CA_FILE')
  return []
}

async function serverIdentity({ config, developmentIdentity }: Needs): Promise<ServerIdentity | null> {
  if (config.SKYKEEP_TLS !== 'files') return developmentIdentity?.() ?? null
  return { cert: readFileSync(config.SKYKEEP_TLS_CERT_FILE!, 'utf8'), key: readFileSync(config.SKYKEEP_TLS_KEY_FILE!, 'utf8') }
}
