import type { PipelinePolicy } from '@azure/core-rest-pipeline'

// No single answer of the resource manager takes longer; the whole call may.
const REQUEST_MS_MAX = 60_000

/** Ends a request with its call, also the following pages of a list, to which Microsoft's client hands no signal. */
export const inTime = (signal: AbortSignal): PipelinePolicy => ({
  name: 'inTime',
  sendRequest(request, next) {
    request.abortSignal = signal
    request.timeout = REQUEST_MS_MAX
    // The list of clouds is what admits plain HTTP, and only on loopback.
    request.allowInsecureConnection = request.url.startsWith('http://')
    return next(request)
  },
})
