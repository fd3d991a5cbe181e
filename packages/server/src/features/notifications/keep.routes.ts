import { Problem } from '@skykeep/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../http/app.ts'
import { pagePolicy } from '../../http/security-headers.ts'
import type { KeepService, KeepState } from './keep.service.ts'
import { endedPage, keepPage, keptPage } from './keep-pages.ts'

const config = { public: 'the link itself is the proof: whoever is about to lose a machine may have no session here' } as const
const statusOf = { unknown: 404, used: 410, over: 410 } as const

/** The page of links in messages before a stop. What is asked by GET changes nothing; there is no script, and no cookie is looked at. */
export function keepRoutes(app: App, { keep }: { keep: KeepService }): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, new URLSearchParams(body as string)),
    )
    scope.get('/keep/:token', { config, schema: { hide: true } }, async (request, reply) =>
      show(reply, tokenOf(request), await keep.look(tokenOf(request))),
    )
    scope.post('/keep/:token', { config, schema: { hide: true } }, async (request, reply) => {
      const token = tokenOf(request)
      const sent = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
      const asked = { machine_ids: sent.getAll('machine'), hours: Number(sent.get('hours')) }
      const from = { address: request.ip, trace_id: request.trace.trace_id }
      try {
        const outcome = await keep.keep(token, asked, from)
        if (outcome.state !== 'kept') return ended(reply, outcome.state)
        return send(reply, keptPage(outcome))
      } catch (error) {
        // What a person can do something about stands on the page.
        if (!(error instanceof Problem) || error.status >= 500) throw error
        return show(reply.code(error.status), token, await keep.look(token), error.detail ?? error.message)
      }
    })
  })
}

const tokenOf = (request: FastifyRequest): string => (request.params as { token: string }).token

function show(reply: FastifyReply, token: string, state: KeepState, fault?: string): FastifyReply {
  return state.state === 'open' ? send(reply, keepPage(`/keep/${token}`, state, fault)) : ended(reply, state.state)
}

const ended = (reply: FastifyReply, state: 'used' | 'over' | 'unknown'): FastifyReply =>
  send(reply.code(statusOf[state]), endedPage(state))

const send = (reply: FastifyReply, page: string): FastifyReply =>
  reply.type('text/html; charset=utf-8').header('content-security-policy', pagePolicy).send(page)
