import type { PipelinePolicy } from '@azure/core-rest-pipeline'
import { CloudFailure } from '../cloud-provider.ts'

/**
 * Lets a request through only to one origin. Addresses come from answers (next pages, operations), and whoever can write one of those must
 * not get the token sent to them. It stands before whatever adds a credential.
 */
export function onlyHost(origin: string): PipelinePolicy {
  return {
    name: 'onlyHost',
    sendRequest(request, next) {
      if (!isAtOrigin(request.url, origin)) {
        throw new CloudFailure('defect', 'FOREIGN_ADDRESS', 'The cloud named an address outside itself; nothing was sent there')
      }
      return next(request)
    },
  }
}

/** Scheme, host and port are those of the origin, and nobody is named in front of the host. */
export function isAtOrigin(address: string, origin: string): boolean {
  const url = URL.parse(address)
  return url !== null && url.origin === origin && url.username === '' && url.password === ''
}
