import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookieOf, setCookie } from '../../http/session-cookie.ts'
import { newValue } from '../../lib/one-time-value.ts'
import type { Visitor } from './registration.service.ts'

/**
 * Kept by the browser that asks for a code, so that the code counts only there: who reads somebody's mail in another browser, which has
 * begun something itself, gains nothing. A caller that keeps no cookies has no such tie.
 */
const FLOW_COOKIE = '__Host-skykeep-flow'
const HOUR_SECONDS = 3_600

export function giveFlow(request: FastifyRequest, reply: FastifyReply): string {
  const flow = cookieOf(request, FLOW_COOKIE) ?? newValue()
  setCookie(reply, FLOW_COOKIE, flow, HOUR_SECONDS)
  return flow
}

export const visitorOf = (request: FastifyRequest, flow = cookieOf(request, FLOW_COOKIE) ?? null): Visitor => ({
  trace_id: request.trace.trace_id,
  address: request.ip,
  flow,
})
