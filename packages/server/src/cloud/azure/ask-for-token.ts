import type { PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline'
import { ClientCertificateCredential } from '@azure/identity'
import { setLogLevel } from '@azure/logger'
import { type AzureCredentials, CloudFailure } from '../cloud-provider.ts'
import type { AzureCloud } from './clouds.ts'
import { shortId } from './failures.ts'
import { onlyHost } from './only-host.ts'
import { retryAfterMs } from './retry-after.ts'
import { tokenVerdict } from './token-failures.ts'

// Whatever AZURE_LOG_LEVEL says: the library would write what a cloud answered to the standard error, past our log.
setLogLevel(undefined)

export interface Token {
  value: string
  /** Epoch ms. */
  expiresAt: number
}

/**
 * Proves the application with its certificate and answers a token for the resource manager. The library is made anew for each token, so that
 * it keeps none, and what it was refused is read from the answer itself: its errors repeat the words of the cloud.
 */
export async function askForToken(
  cloud: AzureCloud,
  application: AzureCredentials,
  now: number,
  signal: AbortSignal,
): Promise<Token> {
  const refusals: CloudFailure[] = []
  try {
    const credential = new ClientCertificateCredential(
      application.tenant_id,
      application.client_id,
      { certificate: `${application.certificate_pem.trim()}\n${application.private_key_pem.trim()}\n` },
      {
        authorityHost: cloud.authority,
        disableInstanceDiscovery: !cloud.isMicrosofts,
        // Who wants a token decides whether to try again, not the library.
        retryOptions: { maxRetries: 0 },
        redirectOptions: { maxRetries: 0 },
        ...(cloud.ca === null ? {} : { tlsOptions: { ca: cloud.ca } }),
        additionalPolicies: [
          { policy: onlyHost(cloud.authority), position: 'perRetry' },
          { policy: withSignal(signal), position: 'perRetry' },
          { policy: noting(refusals, now, signal), position: 'perCall' },
        ],
      },
    )
    const token = await credential.getToken(`${cloud.arm}/.default`)
    return { value: token.token, expiresAt: token.expiresOnTimestamp }
  } catch {
    throw refusals.at(-1) ?? notAsked(signal)
  }
}

const withSignal = (signal: AbortSignal): PipelinePolicy => ({
  name: 'withSignal',
  sendRequest(request, next) {
    request.abortSignal = signal
    return next(request)
  },
})

/** Notes why a request failed before the library makes an error of its own of it. */
const noting = (refusals: CloudFailure[], now: number, signal: AbortSignal): PipelinePolicy => ({
  name: 'noting',
  async sendRequest(request, next) {
    let answer: PipelineResponse
    try {
      answer = await next(request)
    } catch (error) {
      // Whatever the library makes of it: the request was sent, and no whole answer came.
      refusals.push(error instanceof CloudFailure ? error : withoutAnswer(signal))
      throw error
    }
    if (answer.status !== 200) refusals.push(refusalOf(answer, now))
    else if (!isJson(answer.bodyAsText)) refusals.push(new CloudFailure('transient', 'UNREADABLE_ANSWER', unreadable))
    return answer
  },
})

const unreadable = 'The authority answered what cannot be read'

function refusalOf({ status, headers, bodyAsText }: PipelineResponse, now: number): CloudFailure {
  const body = readJson(bodyAsText)
  const error = typeof body.error === 'string' ? body.error : ''
  const numbers = Array.isArray(body.error_codes) ? body.error_codes.filter((one) => Number.isSafeInteger(one)) : []
  const { kind, code, message } = tokenVerdict(status, error, numbers)
  return new CloudFailure(kind, code, message, {
    retryAfterMs: retryAfterMs(headers.get('retry-after'), now),
    correlationId: typeof body.correlation_id === 'string' ? shortId(body.correlation_id) : null,
  })
}

const withoutAnswer = (signal: AbortSignal): CloudFailure =>
  signal.aborted
    ? new CloudFailure('transient', 'TIMED_OUT', 'The authority did not answer in time')
    : new CloudFailure('transient', 'UNREACHABLE', 'The authority could not be reached')

/** No cause is kept: the library's errors may hold the key or the words of the cloud. */
const notAsked = (signal: AbortSignal): CloudFailure =>
  signal.aborted
    ? withoutAnswer(signal)
    : new CloudFailure('configuration', 'NO_TOKEN', 'No token could be asked for with this certificate, tenant and client')

function readJson(text: string | null | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

const isJson = (text: string | null | undefined): boolean => Object.keys(readJson(text)).length > 0
