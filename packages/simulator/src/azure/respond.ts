import { managed, whereIs } from './arm.ts'
import type { Cloud } from './cloud.ts'
import { instanceDiscovery, openIdConfiguration } from './discovery.ts'
import { type Answer, refusal } from './errors.ts'
import type { Where } from './faults.ts'
import { retailPrices } from './prices.ts'
import type { Request } from './request.ts'
import { findRoute } from './routes.ts'
import { tokenAnswer } from './token.ts'

/** What becomes of an answer on its way. */
export type Fate = 'arrives' | 'timeout' | 'reset' | 'truncated'
export type Outcome = { answer: Answer; fate: Fate; dateMs: number }

/** Any request, with the faults that strike before it is looked at and after it was done. */
export function respond(cloud: Cloud, request: Request): Outcome {
  cloud.queue.runUpTo(cloud.now())
  const { name, where, handle } = handlerOf(cloud, request)
  const { faults } = cloud
  const dateMs = cloud.now() + 1000 * Number(faults.hit('date_skew', where)?.seconds ?? 0)
  const ends = (answer: Answer, fate: Fate = 'arrives'): Outcome => {
    cloud.journal.request(name, fate === 'arrives' ? answer.status : fate)
    return { answer, fate, dateMs }
  }
  if (faults.hit('timeout_before', where)) return ends({ status: 0 }, 'timeout')
  if (faults.hit('reset_before', where)) return ends({ status: 0 }, 'reset')
  // Entra words its errors itself (token.ts).
  const error = name === 'token' ? undefined : faults.hit('error', where)
  if (error && !error.after) return ends(errorAnswer(error))
  const html = faults.hit('html', where)
  if (html && !html.after) return ends(htmlAnswer(html))
  const answer = handle()
  if (error) return ends(errorAnswer(error))
  if (html) return ends(htmlAnswer(html))
  if (faults.hit('timeout_after', where)) return ends(answer, 'timeout')
  if (faults.hit('reset_after', where)) return ends(answer, 'reset')
  if (faults.hit('truncated', where)) return ends(answer, 'truncated')
  return ends(answer)
}

type Handler = { name: string; where: Where; handle(): Answer }

function handlerOf(cloud: Cloud, request: Request): Handler {
  const { method, path, base } = request
  const tenant = /^\/([^/]+)\//.exec(path)?.[1] ?? 'common'
  const simple = (name: string, handle: () => Answer): Handler => ({ name, where: { route: name, method }, handle })
  if (method === 'POST' && /^\/[^/]+\/oauth2\/v2\.0\/token$/i.test(path))
    return simple('token', () => {
      const correlationId = request.headers['client-request-id']
      return tokenAnswer(cloud, { tenant, body: request.body, base, path, ...(correlationId ? { correlationId } : {}) })
    })
  if (method === 'GET' && /^\/[^/]+\/v2\.0\/\.well-known\/openid-configuration$/i.test(path))
    return simple('openIdConfiguration', () => openIdConfiguration(base, tenant))
  if (method === 'GET' && path === '/common/discovery/instance')
    return simple('instanceDiscovery', () => instanceDiscovery(base, 'common'))
  if (method === 'GET' && path === '/api/retail/prices') return simple('prices', () => retailPrices(cloud, request))
  const found = findRoute(method, path)
  if (!found) return simple('unknown', () => notThere(request))
  const where = whereIs(cloud, request, found.route.name, found.params)
  return { name: found.route.name, where, handle: () => managed(cloud, request, found.route, found.params, where) }
}

const notThere = ({ method, path }: Request): Answer =>
  refusal(404, 'InvalidResourceType', `This pretend cloud has nothing to ${method} at '${path}'.`).answer

const codes: Record<number, string> = {
  500: 'InternalServerError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
}

function errorAnswer({ status = 500, code, message, retry_after }: Record<string, unknown>): Answer {
  const headers: Record<string, string> = retry_after === undefined ? {} : { 'retry-after': String(retry_after) }
  const named = String(code ?? codes[Number(status)] ?? 'InternalServerError')
  return refusal(Number(status), named, String(message ?? 'The server could not answer. Please retry later.'), { headers }).answer
}

function htmlAnswer({ status = 200 }: Record<string, unknown>): Answer {
  const text =
    '<!DOCTYPE html><html><head><title>Service</title></head><body><h1>Our services are not available right now</h1></body></html>'
  return { status: Number(status), text, type: 'text/html; charset=utf-8' }
}
