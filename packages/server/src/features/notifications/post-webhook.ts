import { type IncomingMessage, request as requestInClear } from 'node:http'
import { request as requestOverTls } from 'node:https'
import { type BlockList, isIP } from 'node:net'
import { DeliveryFailure } from './delivery-failure.ts'
import { findWebhookAddress, type ResolveName } from './find-webhook-address.ts'

export interface WebhookCall {
  url: string
  headers: Record<string, string>
  body: string
  /** Networks that are allowed although they are not public. */
  allowed: BlockList | null
  resolve: ResolveName
  signal: AbortSignal
  now: Date
}

/** For finding the name, connecting and the head of the answer together. */
export const WEBHOOK_PATIENCE_MS = 10_000
const HEAD_BYTES_MAX = 16_384

/**
 * Sends one message to somebody’s server. Of the answer only its head is read; redirects are answers like any other, since they could lead to
 * an address that was not looked at.
 *
 * @throws DeliveryFailure unless it was taken
 */
export async function postWebhook(call: WebhookCall): Promise<void> {
  const url = URL.parse(call.url)!
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(WEBHOOK_PATIENCE_MS)])
  const address = await inTime(signal, findWebhookAddress(url, call.allowed, call.resolve))
  const { status, retryAfter } = await answerOf(url, address, call, signal).catch((error) => {
    throw failureOf(error, signal)
  })
  if (status >= 200 && status < 300) return
  const retryAfterMs = retryAfterOf(retryAfter, call.now)
  throw new DeliveryFailure(status === 410 ? 'gone' : 'refused', { status, retryAfterMs })
}

function answerOf(url: URL, address: string, { headers, body }: WebhookCall, signal: AbortSignal) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; retryAfter: string | undefined }>()
  const isTls = url.protocol === 'https:'
  const name = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const options = {
    ...{ method: 'POST', host: address, port: url.port || (isTls ? 443 : 80), path: `${url.pathname}${url.search}` },
    ...{ signal, agent: false, maxHeaderSize: HEAD_BYTES_MAX },
    // The certificate is checked against the name, though the connection goes to the address.
    ...(isTls && isIP(name) === 0 && { servername: name }),
    headers: { ...headers, host: url.host, 'content-length': Buffer.byteLength(body) },
  }
  const request = (isTls ? requestOverTls : requestInClear)(options, (response: IncomingMessage) => {
    resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] })
    response.destroy()
  })
  request.on('error', reject)
  request.end(body)
  return promise
}

/** What takes a name is not to be waited for longer than for the rest. */
async function inTime<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const stop = () => late.reject(new DeliveryFailure('timeout'))
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([work, late.promise])
  } finally {
    signal.removeEventListener('abort', stop)
    work.catch(() => {})
  }
}

function failureOf(error: unknown, signal: AbortSignal): DeliveryFailure {
  if (signal.aborted) return new DeliveryFailure('timeout', { cause: error })
  const { code = '' } = error as { code?: string }
  return new DeliveryFailure(/CERT|TLS|SSL|UNABLE_TO|ISSUER/.test(code) ? 'certificate_refused' : 'unreachable', { cause: error })
}

/** In seconds, or an instant (RFC 9110 §10.2.3). */
export function retryAfterOf(text: string | undefined, now: Date): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime())
}
