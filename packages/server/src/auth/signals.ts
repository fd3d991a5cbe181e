import { ACCESS_TOKEN_SECONDS } from '@skykeep/contract'
import type { Notification, Pool, PoolClient } from 'pg'

export type SignalKind = 'principal' | 'token' | 'certificate' | 'keys'

export interface SignalHandlers {
  /** Something was revoked or changed; called once or twice for each signal. */
  on(kind: SignalKind, subject: string): void
  /** We may have missed some: forget everything that was remembered. */
  onGap(): void
}

const POLL_MS = 1_000
/** Signals are read again for this long, since one may be committed later than a younger one. */
const OVERLAP_SECONDS = 30
/** Revocations take effect within 5 s, or nothing is believed any more. */
const STALE_MS = 5_000
/** A signal does not say when the thing would have ended: no token lives longer than this, no certificate of ours longer than that. */
const LONGEST_LIFE_MS = { token: (ACCESS_TOKEN_SECONDS + 60) * 1_000, certificate: 400 * 86_400_000 }

/**
 * Hears what other processes revoked or changed: at once through LISTEN, and by asking each second, since a notification can be lost
 * with its connection. When neither has worked for 5 seconds the feed is stale and authentication fails closed.
 */
export class SignalFeed {
  readonly #pool: Pool
  readonly #handlers: SignalHandlers
  readonly #now: () => number
  readonly #revoked = { token: new Map<string, number>(), certificate: new Map<string, number>() }
  /** What the last question found: a signal stays in the window for a while and is new only once. */
  #polled: ReadonlySet<string> = new Set()
  #heardAt = 0
  #listener: PoolClient | null = null
  #timer: NodeJS.Timeout | null = null
  #stopped = false

  constructor(pool: Pool, handlers: SignalHandlers, now: () => number = Date.now) {
    this.#pool = pool
    this.#handlers = handlers
    this.#now = now
  }

  get stale(): boolean {
    return this.#now() - this.#heardAt > STALE_MS
  }

  isRevoked(kind: 'token' | 'certificate', subject: string): boolean {
    return this.#revoked[kind].has(subject)
  }

  async start(): Promise<void> {
    await this.#ask()
    this.#schedule()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer) clearTimeout(this.#timer)
    this.#listener?.release(true)
    this.#listener = null
  }

  #schedule(): void {
    if (this.#stopped) return
    this.#timer = setTimeout(async () => {
      // A failure shows as staleness; the next round tries again.
      await this.#ask().catch(() => this.#dropListener())
      this.#schedule()
    }, POLL_MS)
    this.#timer.unref()
  }

  async #ask(): Promise<void> {
    if (!this.#listener) await this.#listen()
    const since = `now() - interval '${OVERLAP_SECONDS} seconds'`
    const { rows } = await this.#pool.query<{ id: string; kind: SignalKind; subject: string }>(
      `select id, kind, subject from identity.signals where at > ${since}`,
    )
    const gap = this.#heardAt !== 0 && this.#now() - this.#heardAt > (OVERLAP_SECONDS * 1_000) / 2
    if (gap || this.#heardAt === 0) await this.#readRevocations()
    if (gap) this.#handlers.onGap()
    for (const { id, kind, subject } of rows) if (!this.#polled.has(id)) this.#hear(kind, subject)
    this.#polled = new Set(rows.map(({ id }) => id))
    this.#forgetEnded()
    this.#heardAt = this.#now()
  }

  async #listen(): Promise<void> {
    const client = await this.#pool.connect()
    if (this.#stopped) {
      client.release()
      return
    }
    client.on('error', () => this.#dropListener())
    client.on('notification', (message: Notification) => {
      const [kind, subject] = (message.payload ?? '').split(' ')
      if (kind && subject) this.#hear(kind as SignalKind, subject)
    })
    this.#listener = client
    await client.query('listen skykeep_signals')
  }

  #dropListener(): void {
    const client = this.#listener
    this.#listener = null
    client?.release(true)
  }

  async #readRevocations(): Promise<void> {
    const tokens = await this.#pool.query<{ subject: string; until: number }>(
      `select jti as subject, extract(epoch from expires_at)::float8 * 1000 as until from identity.revoked_tokens where expires_at > now()`,
    )
    const certificates = await this.#pool.query<{ subject: string; until: number }>(
      `select thumbprint as subject, extract(epoch from not_after)::float8 * 1000 as until from identity.revoked_certificates where not_after > now()`,
    )
    for (const { subject, until } of tokens.rows) this.#revoked.token.set(subject, until)
    for (const { subject, until } of certificates.rows) this.#revoked.certificate.set(subject, until)
  }

  /** What was revoked is kept until it would have ended anyway. */
  #forgetEnded(): void {
    for (const list of Object.values(this.#revoked)) {
      for (const [subject, until] of list) if (until < this.#now()) list.delete(subject)
    }
  }

  #hear(kind: SignalKind, subject: string): void {
    if ((kind === 'token' || kind === 'certificate') && !this.#revoked[kind].has(subject)) {
      this.#revoked[kind].set(subject, this.#now() + LONGEST_LIFE_MS[kind])
    }
    this.#handlers.on(kind, subject)
  }
}
