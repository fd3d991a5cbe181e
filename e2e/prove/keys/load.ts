import { randomUUID } from 'node:crypto'
import { Api, type FirstStart } from '../../bench/server.ts'
import type { Fleet } from './fleet.ts'

/**
 * Requests at a steady rate that need each kind of key: tokens are asked for and shown, events are sealed into the trail, with tokens and with
 * certificates, a cloud is signed in to.
 */
export class Load {
  asked = 0
  failures = 0
  readonly #failed: Record<string, number> = {}
  readonly #under = new Set<Promise<void>>()
  readonly #start: FirstStart
  #api: Api
  readonly #fleet: Fleet
  readonly #perSecond: number
  #timer: NodeJS.Timeout | undefined
  #began = 0
  #took = 0
  #aircraft = { aircraft_id: '', token: '', client_secret: '' }
  readonly #connection: string

  constructor(needs: { start: FirstStart; api: Api; fleet: Fleet; connection: string; perSecond: number }) {
    this.#start = needs.start
    this.#api = needs.api
    this.#fleet = needs.fleet
    this.#connection = needs.connection
    this.#perSecond = needs.perSecond
  }

  async begin(): Promise<void> {
    this.#aircraft = await this.#api.aircraft('KEYS-1')
    this.#began = performance.now()
    const tickMs = 50
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - this.#began) / 1_000) * this.#perSecond)
      for (; this.asked < due; ) this.#ask(this.asked++)
    }, tickMs)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async end(): Promise<void> {
    this.stop()
    this.#took = (performance.now() - this.#began) / 1_000
    await Promise.all(this.#under)
  }

  result() {
    return { requests: this.asked, per_second: Math.round(this.asked / this.#took), failed: this.#failed }
  }

  #ask(n: number): void {
    const [what, call] = this.#callFor(n)
    const asking = call()
      .then(
        (answer) => (typeof answer === 'number' && answer < 300 ? null : `${what}: ${answer}`),
        (error: Error) => `${what}: ${(error as NodeJS.ErrnoException).code ?? error.name}`,
      )
      .then((failure) => {
        if (failure === null) return
        this.failures++
        this.#failed[failure] = (this.#failed[failure] ?? 0) + 1
      })
      .finally(() => this.#under.delete(asking))
    this.#under.add(asking)
  }

  /** A status, or what was wrong with an answer whose status was a success. */
  #callFor(n: number): [string, () => Promise<number | string>] {
    // A cloud is signed in to every ten seconds or so, new tokens are asked for some ten times a second.
    if (n % 2_000 === 1_999) return ['check', () => this.#check()]
    if (n % 40 === 39) return ['token', () => this.#token()]
    if (n % 40 === 19) return ['token of an aircraft', () => this.#aircraftToken()]
    if (n % 40 === 9) return ['token for a certificate', () => this.#fleet.signIn(n)]
    if (n % 4 === 0) return ['event', () => this.#event()]
    if (n % 4 === 2) return ['event with a certificate', () => this.#fleet.send(n)]
    return ['machines', () => this.#status('GET', '/machines?limit=5')]
  }

  async #status(method: string, path: string): Promise<number> {
    return (await this.#api.call(method, path)).status
  }

  async #check(): Promise<number | string> {
    const { status, body } = await this.#api.call<{ ok: boolean }>('POST', `/connections/${this.#connection}/check`)
    return status < 300 && !body.ok ? 'the cloud did not let it in' : status
  }

  async #token(): Promise<number> {
    const { url, client_id, client_secret } = this.#start
    const authorization = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`
    const body = new URLSearchParams({ grant_type: 'client_credentials' })
    const answer = await fetch(`${url}/oauth/token`, { method: 'POST', headers: { authorization }, body })
    const { access_token } = (await answer.json()) as { access_token?: string }
    // A token that was given is believed at once, and is the one that is used from now on.
    if (access_token === undefined) return answer.status
    const api = new Api(url, access_token)
    const { status } = await api.call('GET', '/teams')
    if (status < 300) this.#api = api
    return status
  }

  async #aircraftToken(): Promise<number> {
    const { aircraft_id, client_secret } = this.#aircraft
    const answer = await this.#api.call<{ access_token: string }>('POST', '/auth/token', { aircraft_id, client_secret })
    if (answer.status < 300) this.#aircraft = { ...this.#aircraft, token: answer.body.access_token }
    return answer.status
  }

  async #event(): Promise<number> {
    const { aircraft_id, token } = this.#aircraft
    const answer = await fetch(`${this.#start.url}/telemetry/ingest`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(eventOf(aircraft_id)),
    })
    await answer.arrayBuffer()
    return answer.status
  }
}

export const eventOf = (aircraft_id: string) => ({
  aircraft_id,
  event_id: randomUUID(),
  ts: new Date().toISOString(),
  metrics: { speed: 812.5, altitude: 35_000, gps: { lat: 48.8566, lon: 2.3522 } },
})
