import type { Problem } from '@skykeep/contract'
import type { FastifyRequest } from 'fastify'
import { refusedToken } from '../auth/refused-token.ts'
import type { Log } from '../db/log.ts'
import type { Database } from '../db/tenancy.ts'
import { addressGroup } from '../http/rate-limits.ts'
import { sessionCookieOf } from '../http/session-cookie.ts'
import type { Clock } from '../lib/new-id.ts'
import type { Audit } from './audit.ts'
import { INSTALLATION } from './draft.ts'
import type { AuditActor } from './fact.ts'
import { refusalAction } from './refusal-actions.ts'
import { type Refusal, RefusalQueue } from './refusal-queue.ts'

interface Needs {
  db: Database
  audit: Audit
  clock: Clock
  log: Log
  /** How many could not be recorded one by one. */
  onLost?: (refusals: number) => void
}

interface Seen extends Refusal {
  since: number
  repeated: number
}

/** The same refusal again within this time is counted, not written. */
const WINDOW_MS = 60_000
/** So many different refusals are told apart at a time; beyond, they are counted together by what was refused. */
const SEEN_MAX = 5_000
const SWEEP_MS = 1_000

/**
 * Turns security-relevant refusals into audit entries, outside of any transaction: the refused call changes nothing and waits for
 * nothing. A flood costs bounded memory and at most two entries a minute for each who floods.
 */
export class Refusals {
  readonly #needs: Needs
  readonly #queue: RefusalQueue
  readonly #seen = new Map<string, Seen>()
  #timer: NodeJS.Timeout | null = null

  constructor(needs: Needs) {
    this.#needs = needs
    this.#queue = new RefusalQueue(needs)
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#sweep(WINDOW_MS)
      void this.#queue.write()
    }, SWEEP_MS).unref()
  }

  /** Writes what is still counted or waiting. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
    await this.flush()
  }

  /** As `stop`, and goes on. */
  async flush(): Promise<void> {
    this.#sweep(0)
    await this.#queue.write()
    await this.#queue.write() // what came while the first was under way
  }

  /** Called for every problem that is answered; never throws and never waits. */
  note(request: FastifyRequest, problem: Problem): void {
    try {
      const action = refusalAction(problem, {
        hasCredentials: request.headers.authorization !== undefined || sessionCookieOf(request) !== undefined,
        namesAThing: Boolean(request.principal) && Object.keys(request.params ?? {}).length > 0,
      })
      if (action !== undefined) this.#count(request, problem, action)
    } catch (error) {
      this.#needs.log.error({ err: error }, 'a refusal was not recorded')
    }
  }

  #count(request: FastifyRequest, problem: Problem, action: string): void {
    const { id, team_id } = request.principal ?? {}
    const who = id ?? refusedToken(problem)?.sub ?? addressGroup(request.ip)
    // A person can be in several teams one after the other: each team reads of what was tried in it.
    const key = `${action} ${problem.code} ${who} ${team_id} ${request.method} ${routeOf(request)}`
    const known = this.#seen.get(key)
    if (known) known.repeated++
    else if (this.#seen.size < SEEN_MAX) this.#first(key, refusalOf(request, problem, action))
    else this.#countTogether(problem, action)
  }

  /** One counter for each code: however many addresses somebody has, there are no more of these than codes. */
  #countTogether({ code }: Problem, action: string): void {
    const known = this.#seen.get(code)
    const fact = { action, outcome: 'denied', reason: code, details: { by: 'many' } } as const
    if (known) known.repeated++
    else this.#first(code, { team_id: INSTALLATION, actor: nobody(null, null), fact })
  }

  #first(key: string, refusal: Refusal): void {
    this.#seen.set(key, { ...refusal, since: this.#needs.clock.now().getTime(), repeated: 0 })
    this.#queue.add(refusal)
    void this.#queue.write()
  }

  /** Ends the windows that are over: what was repeated in them becomes one more entry. */
  #sweep(windowMs: number): void {
    const now = this.#needs.clock.now().getTime()
    for (const [key, { team_id, actor, fact, since, repeated }] of this.#seen) {
      if (now - since < windowMs) break // in the order in which they were first seen
      this.#seen.delete(key)
      const details = { ...fact.details, repeated, since: new Date(since).toISOString() }
      if (repeated > 0) this.#queue.add({ team_id, actor, fact: { ...fact, details } })
    }
  }
}

function refusalOf(request: FastifyRequest, problem: Problem, action: string): Refusal {
  const { principal, certificate, ip: address } = request
  const trace_id = request.trace?.trace_id ?? null
  const actor: AuditActor = principal ? { ...principal, trace_id, address } : nobody(trace_id, address)
  // Genuine, and shown by somebody who may not have it: that is for its team to know. Who it was stays unknown.
  const token = principal ? undefined : refusedToken(problem)
  const details = {
    method: request.method,
    route: routeOf(request),
    ...(token && { subject: token.sub }),
    ...(certificate && { certificate_thumbprint: certificate.thumbprint, certificate_names: certificate.names }),
    ...(problem.detail !== undefined && { detail: problem.detail }),
  }
  const resource = token && { type: 'access_token', id: token.jti }
  const fact = { action, outcome: 'denied', reason: problem.code, ...(resource && { resource }), details } as const
  return { team_id: principal?.team_id ?? token?.team ?? INSTALLATION, actor, fact }
}

/** The pattern, never the address that was asked: that may hold a position. */
const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unmatched'

const nobody = (trace_id: string | null, address: string | null): AuditActor => ({
  kind: 'anonymous',
  id: 'unknown',
  token_id: null,
  trace_id,
  address,
})
