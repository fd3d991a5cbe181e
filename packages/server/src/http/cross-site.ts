import { Problem } from '@skykeep/contract'
import type { FastifyRequest } from 'fastify'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Stops a page of another site from making a browser act with our cookie (cross-site request forgery). Browsers say themselves where a
 * request comes from: `Sec-Fetch-Site`, or `Origin` in older ones, and scripts cannot change either. What says neither is no browser,
 * and no browser's cookie can be borrowed by it.
 *
 * @throws Problem CROSS_SITE_REFUSED
 */
export function refuseCrossSite(request: FastifyRequest, origin: string): void {
  if (safeMethods.has(request.method)) return
  const { origin: from, 'sec-fetch-site': site } = request.headers
  if (site !== undefined) {
    if (site === 'same-origin' || site === 'none') return
    throw new Problem('CROSS_SITE_REFUSED')
  }
  if (from === undefined || from === origin || from === `${request.protocol}://${request.headers.host}`) return
  throw new Problem('CROSS_SITE_REFUSED')
}
