import type { Problem } from '@skykeep/contract'
import type { FastifyRequest } from 'fastify'
import type { Log } from '../db/log.ts'
import type { Database } from '../db/tenancy.ts'
import { addressGroup } from '../http/rate-limits.ts'
import type { Clock } from '../lib/new-id.ts'
import type { Audit } from './audit.ts'
import { INSTALLATION } from './draft.ts'
import { type AuditActor, type AuditFact, systemActor } from './fact.ts'
import { refusalAction } from './refusal-actions.ts'

interface Needs {
  db: Database
  audit: Audit
  clock: Clock
  log: Log
  /** How many could not be recorded one by one. */
  onLost?: (refusals: number) => void
}

interface Refusal {
  team_id: string
  actor: AuditActor
  fact: AuditFact
}

interface Seen extends Refusal {
  since: number
  repeated: number
}

/** The same refusal again within this time is counted, not written. */
const WINDOW_MS = 60_000
/** So many different refusals are told apart at a time; beyond, they are counted together by what was refused. */
const SEEN_MAX = 5_000
const QUEUE_MAX = 1_000
const ROWS_MAX = 200
const SWEEP_MS = 1_000

/**
 * Turns security-relevant refusals into audit entries, outside of any transaction: the refused call changes nothing and waits for
 * nothing. A flood costs bounded memory and at most two entries a minute for each who floods; what does not fit is counted, and the
 * count becomes an entry.
 */
export class Refusals {
  readonly #needs: Needs
  readonly #seen = new Map<string, Seen>()
  #queue: Refusal[] = []
  #lost = 0
  #writing: Promise<void> | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(needs: Needs) {
    this.#needs = needs
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#sweep(WINDOW_MS)
      void this.#write()
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
    await this.#writing
    this.#sweep(0)
    await this.#write()
  }

  /** Called for every problem that is answered; never throws and never waits. */
  note(request: FastifyRequest, problem: Problem): void {
    try {
      const action = refusalAction(problem, request.headers.authorization !== undefined)
      if (action !== undefined) this.#count(request, problem, action)
    } catch (error) {
      this.#needs.log.error({ err: error }, 'a refusal was not recorded')
    }
  }

  #count(request: FastifyRequest, problem: Problem, action: string): void {
    const route = request.routeOptions.url ?? 'unmatched'
    const who = request.principal?.id ?? addressGroup(request.ip)
    const key = `${action} ${problem.code} ${who} ${request.method} ${route}`
    const known = this.#seen.get(key)
    if (known) known.repeated++
    else if (this.#seen.size < SEEN_MAX) this.#first(key, refusalOf(request, problem, action, route))
    else this.#countTogether(action, problem)
  }

  #first(key: string, refusal: Refusal): void {
    this.#seen.set(key, { ...refusal, since: this.#needs.clock.now().getTime(), repeated: 0 })
    this.#enqueue(refusal)
    void this.#write()
  }

  /** One counter for each code: however many addresses somebody has, there are no more of these than codes. */
  #countTogether(action: string, { code }: Problem): void {
    const key = `many ${code}`
    const known = this.#seen.get(key)
    if (known) known.repeated++
    else
      this.#first(key, {
        team_id: INSTALLATION,
        actor: nobody(null, null),
        fact: { action, outcome: 'denied', reason: code, details: { by: 'many' } },
      })
  }

  #enqueue(refusal: Refusal): void {
    if (this.#queue.length < QUEUE_MAX) this.#queue.push(refusal)
    else this.#lose(1 + Number(refusal.fact.details?.repeated ?? 0))
  }

  #lose(refusals: number): void {
    this.#lost += refusals
    this.#needs.onLost?.(refusals)
  }

  /** Ends the windows that are over: what was repeated in them becomes one more entry. */
  #sweep(windowMs: number): void {
    const now = this.#needs.clock.now().getTime()
    for (const [key, seen] of this.#seen) {
      if (now - seen.since < windowMs) break // in the order in which they were first seen
      this.#seen.delete(key)
      if (seen.repeated === 0) continue
      const { team_id, actor, fact, since, repeated } = seen
      const details = { ...fact.details, repeated, since: new Date(since).toISOString() }
      this.#enqueue({ team_id, actor, fact: { ...fact, details } })
    }
  }

  #write(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null
    })
    return this.#writing
  }

  async #writeAll(): Promise<void> {
    while (this.#queue.length > 0 || this.#lost > 0) {
      const rows = this.#queue.splice(0, ROWS_MAX)
      const lost = this.#lost
      this.#lost = 0
      if (lost > 0) rows.push(lostRefusals(lost))
      const failed = await this.#writeRows(rows)
      if (failed.length === 0) continue
      // They wait for the next sweep; the database is away, and the log has said so.
      const kept = failed.filter(({ fact }) => fact.action !== 'audit.refusals_lost')
      if (kept.length < failed.length) this.#lost += lost
      this.#queue.unshift(...kept)
      for (const { fact } of this.#queue.splice(QUEUE_MAX)) this.#lose(1 + Number(fact.details?.repeated ?? 0))
      return
    }
  }

  /** One transaction for each team; answers what could not be written. */
  async #writeRows(rows: readonly Refusal[]): Promise<Refusal[]> {
    const { db, audit, log } = this.#needs
    const failed: Refusal[] = []
    for (const [team, own] of Map.groupBy(rows, ({ team_id }) => team_id)) {
      try {
        await db.asTeam(team, async (tx) => {
          for (const { actor, fact } of own) await audit.write(tx, actor, fact)
        })
      } catch (error) {
        log.error({ err: error, refusals: own.length }, 'refusals wait to be recorded')
        failed.push(...own)
      }
    }
    return failed
  }
}

function refusalOf(request: FastifyRequest, problem: Problem, action: string, route: string): Refusal {
  const { principal, certificate } = request
  const trace_id = request.trace?.trace_id ?? null
  const address = request.ip
  const actor: AuditActor = principal
    ? { kind: principal.kind, id: principal.id, token_id: principal.token_id, trace_id, address }
    : nobody(trace_id, address)
  const details = {
    method: request.method,
    route,
    ...(certificate && { certificate_thumbprint: certificate.thumbprint, certificate_names: certificate.names }),
    ...(problem.detail !== undefined && { detail: problem.detail }),
  }
  return {
    team_id: principal?.team_id ?? INSTALLATION,
    actor,
    fact: { action, outcome: 'denied', reason: problem.code, details },
  }
}

const nobody = (trace_id: string | null, address: string | null): AuditActor => ({
  kind: 'anonymous',
  id: 'unknown',
  token_id: null,
  trace_id,
  address,
})

const lostRefusals = (count: number): Refusal => ({
  team_id: INSTALLATION,
  actor: systemActor('refusals'),
  fact: { action: 'audit.refusals_lost', outcome: 'error', details: { count } },
})
