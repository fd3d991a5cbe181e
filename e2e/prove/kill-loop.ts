import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { Api, newFolder, removeFolder, type StartedServer, startServer, unlimited } from '../bench/server.ts'
import { until } from '../bench/until.ts'
import { skykeep } from './command.ts'

interface KillLoop {
  victim: 'server' | 'postgres'
  rounds: number
  say?: (line: string) => void
}

export interface KillResult {
  kills: number
  acknowledged: number
  found: number
  /** Acknowledged events that are not there. */
  missing: number
  /** Events that are there more than once. */
  twice: number
  /** Calls that were cut off or refused while something was down. */
  interrupted: number
  /** `skykeep audit verify` of the whole installation afterwards. */
  verified: boolean
}

const WRITERS = 16

/**
 * Writers send without a pause, half of them single events and half of them batches, while the victim is killed with `kill -9` again
 * and again. What was acknowledged is written down only after the answer was read; at the end every such event must be stored once.
 */
export async function killLoop({ victim, rounds, say = () => {} }: KillLoop): Promise<KillResult> {
  const folder = newFolder()
  const port = String(await freePort())
  const start = () => startServer({ ...unlimited, SKYKEEP_PORT: port }, folder)
  let server = await start()
  const api = await Api.of(server.start)
  const senders = await Promise.all(Array.from({ length: WRITERS }, (_, n) => api.aircraft(`KILL-${n}`)))
  const load = new Load(server.start.url, senders)
  try {
    for (let round = 1; round <= rounds; round++) {
      await pause(200 + Math.random() * 600)
      if (victim === 'server') {
        server.process.kill('SIGKILL')
        await gone(server)
        server = await start()
      } else killPostgres(folder)
      await load.progress()
      say(`${victim} killed ${round} times; ${load.acknowledged.size} events acknowledged`)
    }
    await load.stop()
    // Killed a moment ago, parts of it may still answer 503 for a second; that all of it comes back by itself is part of the proof.
    const isBack = () =>
      Api.of(server.start).then(
        async (one) => (await one.call('GET', '/telemetry/events?limit=1')).status === 200,
        () => false,
      )
    await until(isBack, 30_000)
    const verdict = await compare(await Api.of(server.start), load)
    await server.stop()
    const { code, output } = await skykeep(folder, 'audit', 'verify')
    if (code !== 0) say(output)
    return {
      kills: rounds,
      acknowledged: load.acknowledged.size,
      ...verdict,
      interrupted: load.interrupted,
      verified: code === 0,
    }
  } finally {
    load.abort()
    server.process.kill('SIGKILL')
    removeFolder(folder)
  }
}

interface Sender {
  aircraft_id: string
  token: string
}

class Load {
  readonly acknowledged = new Set<string>()
  interrupted = 0
  readonly #url: string
  readonly #writers: Promise<void>[]
  #stopped = false

  constructor(url: string, senders: readonly Sender[]) {
    this.#url = url
    this.#writers = senders.map((sender, n) => this.#write(sender, n % 2 === 0 ? 1 : 25))
  }

  /** Waits until something was acknowledged since now: the product has recovered by itself. */
  async progress(): Promise<void> {
    const before = this.acknowledged.size
    const end = Date.now() + 60_000
    while (this.acknowledged.size === before) {
      if (Date.now() > end) throw new Error('it did not recover within a minute')
      await pause(20)
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.all(this.#writers)
  }

  abort(): void {
    this.#stopped = true
  }

  async #write(sender: Sender, size: number): Promise<void> {
    while (!this.#stopped) {
      const events = Array.from({ length: size }, () => event(sender.aircraft_id))
      // The same events until they are acknowledged, as an aircraft would: what was stored before the answer was lost is a duplicate.
      while (!(await this.#send(sender, events)) && !this.#stopped) await pause(20)
    }
  }

  async #send({ token }: Sender, events: Event[]): Promise<boolean> {
    try {
      const single = events.length === 1
      const response = await fetch(`${this.#url}/telemetry/${single ? 'ingest' : 'batches'}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(single ? events[0] : events),
        signal: AbortSignal.timeout(20_000),
      })
      const answer = (await response.json()) as { results?: { index: number; status: number }[] }
      if (!response.ok) throw new Error(String(response.status))
      const stored = single ? events : answer.results!.filter(({ status }) => status < 300).map(({ index }) => events[index]!)
      for (const { aircraft_id, event_id } of stored) this.acknowledged.add(`${aircraft_id} ${event_id}`)
      return stored.length === events.length
    } catch {
      this.interrupted++
      return false
    }
  }
}

type Event = ReturnType<typeof event>

const event = (aircraft_id: string) => ({
  aircraft_id,
  event_id: randomUUID(),
  ts: new Date().toISOString(),
  metrics: { speed: 812.5, altitude: 35_000, gps: { lat: 48.8566, lon: 2.3522 } },
})

async function compare(api: Api, load: Load): Promise<{ found: number; missing: number; twice: number }> {
  const seen = new Map<string, number>()
  for (let cursor = ''; ; ) {
    const query = new URLSearchParams({ limit: '1000', ...(cursor && { cursor }) })
    const { status, body } = await api.call<Page & { code?: string }>('GET', `/telemetry/events?${query}`)
    if (status !== 200) throw new Error(`events were not answered: ${status} ${body.code}`)
    for (const { aircraft_id, event_id } of body.items) {
      const key = `${aircraft_id} ${event_id}`
      seen.set(key, (seen.get(key) ?? 0) + 1)
    }
    if (body.next_cursor === null) break
    cursor = body.next_cursor
  }
  const missing = [...load.acknowledged].filter((key) => !seen.has(key)).length
  return { found: seen.size, missing, twice: [...seen.values()].filter((times) => times > 1).length }
}

interface Page {
  items: { aircraft_id: string; event_id: string }[]
  next_cursor: string | null
}

function killPostgres(folder: string): void {
  const pid = Number(readFileSync(`${folder}/postgres/data/postmaster.pid`, 'utf8').split('\n')[0])
  process.kill(pid, 'SIGKILL')
}

const gone = ({ process: child }: StartedServer): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()))

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
