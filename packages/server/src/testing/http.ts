import { Problem, type ProblemCode, problems } from '@skykeep/contract'
import { expect } from 'vitest'
import type { Authenticate } from '../auth/authenticate.ts'
import type { Principal } from '../auth/principal.ts'
import { type BareApp, type BareNeeds, bareApp } from './bare-app.ts'

export interface Answer {
  status: number
  headers: Record<string, unknown>
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of an answer; the contract's types would say it for it
  body: any
  raw: Buffer
}

export interface Sent {
  body?: unknown
  headers?: Record<string, string>
}

/** Sends a call, named as in the documentation: `ana('POST /aircraft', { body })`. */
export type Asks = (call: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`, sent?: Sent) => Promise<Answer>

export interface TestApp extends BareApp {
  /** Somebody who is let in, with these rights, by a token that nobody had to issue. */
  as(principal: Principal): Asks
  /** Somebody without a token. */
  nobody: Asks
}

const generous = {
  SKYKEEP_LIMIT_ADDRESS_PER_MINUTE: '1000000',
  SKYKEEP_LIMIT_CLIENT_PER_MINUTE: '1000000',
  SKYKEEP_LIMIT_AIRCRAFT_PER_MINUTE: '1000000',
  SKYKEEP_LIMIT_FAILED_AUTHENTICATION_PER_MINUTE: '1000000',
}

/** The HTTP application with its whole pipeline, in which only authentication is pretended. Routes are added to its `app`. */
export function testApp(settings: Record<string, string> = {}, needs: BareNeeds = {}): TestApp {
  const known = new Map<string, Principal>()
  const authenticate: Authenticate = (authorization) => {
    if (authorization === undefined) throw new Problem('NOT_AUTHENTICATED')
    const principal = known.get(authorization)
    if (!principal) throw new Problem('TOKEN_INVALID')
    return principal
  }
  const bare = bareApp({ ...generous, ...settings }, { authenticate, ...needs })

  const asking =
    (authorization?: string): Asks =>
    async (call, { body, headers } = {}) => {
      const [method, url] = call.split(' ') as ['GET', string]
      const token = authorization === undefined ? {} : { authorization }
      const payload = body === undefined ? {} : { payload: body as object }
      const answer = await bare.app.inject({ method, url, headers: { ...token, ...headers }, ...payload })
      return { status: answer.statusCode, headers: answer.headers, body: readBody(answer), raw: answer.rawPayload }
    }

  return {
    ...bare,
    nobody: asking(),
    as(principal) {
      const authorization = `Bearer ${known.size}`
      known.set(authorization, principal)
      return asking(authorization)
    },
  }
}

export function expectProblem(answer: Answer, code: ProblemCode): void {
  expect(answer.body).toMatchObject({ code, status: problems[code].status, title: problems[code].title })
  expect(answer.status).toBe(problems[code].status)
  expect(answer.headers['content-type']).toMatch('application/problem+json')
  expect(answer.body.trace_id).toBe(answer.headers['x-trace-id'])
}

/** An answer without what differs between any two: two of these can be compared byte for byte. */
export function withoutTrace({ status, headers, body, raw }: Answer) {
  const { 'x-trace-id': _, traceparent: __, date: ___, ratelimit: ____, ...rest } = headers
  const text = raw.toString('utf8').replaceAll(body?.trace_id ?? '', '')
  return { status, headers: rest, text }
}

function readBody(answer: { rawPayload: Buffer; headers: Record<string, unknown>; payload: string }): unknown {
  if (answer.rawPayload.length === 0) return null
  return /[/+]json\b/.test(String(answer.headers['content-type'])) ? JSON.parse(answer.payload) : answer.payload
}
