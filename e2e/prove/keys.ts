import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { program } from '../bench/program.ts'
import { Api, newFolder, removeFolder, startServer, unlimited } from '../bench/server.ts'
import { skykeep } from './command.ts'

export interface KeysResult {
  requests: number
  per_second: number
  /** Answers that were not a success, by what was asked and answered. */
  failed: Record<string, number>
  rotated: string[]
  /** Commands that were killed in the middle with `kill -9`. */
  killed: number
  /** Former data and root keys that are left after everything, and why. */
  waiting: string[]
  gone: number
  verified: boolean
  ok: boolean
}

interface Options {
  perSecond: number
  kills: number
  /** Whether to wait until no process can know a former data key for the newest (ten minutes), and to see it destroyed. */
  untilGone: boolean
  say: (line: string) => void
}

const kinds = ['token', 'checkpoint', 'data', 'root', 'cookies', 'audit-seal', 'authority'] as const
const REMEMBERED_MS = 10 * 60_000 + 15_000

/**
 * Replaces every kind of key under load, kills the sealing anew in the middle, and asks afterwards whether everything that was sealed before can be
 * used: tokens, the connection to the pretended cloud, certificates, the audit trail.
 */
export async function proveKeys({ perSecond, kills, untilGone, say }: Options): Promise<KeysResult> {
  const folder = newFolder()
  const server = await startServer({ ...unlimited }, folder)
  const api = await Api.of(server.start)
  const load = new Load(server.start, api, perSecond)
  try {
    await load.begin()
    const rotated: string[] = []
    const command = async (...args: string[]) => {
      const { code, output } = await skykeep(folder, 'keys', ...args)
      if (code !== 0) throw new Error(`skykeep keys ${args.join(' ')}: ${output}`)
      return output
    }
    for (const kind of kinds) {
      // The demo is young: its next signing keys were announced a moment ago.
      await command('rotate', kind, '--now')
      rotated.push(kind)
      say(`${kind} rotated; ${load.asked} requests, ${load.failures} failed`)
    }
    let killed = 0
    for (let kill = 0; kill < kills; kill++) {
      killed += Number(await killedInTheMiddle(folder, () => command('rotate', 'data')))
      await command('reencrypt')
      say(`sealing anew killed ${killed} times; ${load.asked} requests, ${load.failures} failed`)
    }
    if (untilGone) {
      say('waiting until no process can know a former data key for the newest')
      await pause(REMEMBERED_MS)
    }
    const { retired, waiting } = JSON.parse(await command('retire', '--json')) as { retired: string[]; waiting: string[] }
    await pause(2_000)
    await load.end()
    await server.stop()
    const { code, output } = await skykeep(folder, 'audit', 'verify')
    if (code !== 0) say(output)
    const { requests, per_second, failed } = load.result()
    const ok =
      Object.keys(failed).length === 0 &&
      code === 0 &&
      killed === kills &&
      (!untilGone || retired.some((what) => what.startsWith('data key')))
    return { requests, per_second, failed, rotated, killed, waiting, gone: retired.length, verified: code === 0, ok }
  } finally {
    load.stop()
    server.process.kill('SIGKILL')
    removeFolder(folder)
  }
}

/** Seals anew after a rotation and kills it when it says that some is done; again if all was done before the signal came. False when it always was. */
async function killedInTheMiddle(folder: string, rotate: () => Promise<unknown>): Promise<boolean> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, SKYKEEP_DATA_DIR: folder, SKYKEEP_LOG_LEVEL: 'warn' }
  for (let tries = 0; tries < 10; tries++) {
    await rotate()
    const child = spawn(process.execPath, [program, 'keys', 'reencrypt'], { env, stdio: ['ignore', 'pipe', 'ignore'] })
    child.stdout.once('data', () => child.kill('SIGKILL'))
    const signal = await new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, by) => resolve(by)))
    if (signal === 'SIGKILL') return true
  }
  return false
}

/** Requests at a steady rate that need each kind of key: tokens are asked for and shown, events are sealed into the trail, a cloud is signed in to. */
class Load {
  asked = 0
  failures = 0
  readonly #failed: Record<string, number> = {}
  readonly #under = new Set<Promise<void>>()
  readonly #start: Awaited<ReturnType<typeof startServer>>['start']
  readonly #api: Api
  readonly #perSecond: number
  #timer: NodeJS.Timeout | undefined
  #began = 0
  #took = 0
  #aircraft = { aircraft_id: '', token: '' }
  #connection = ''

  constructor(start: Awaited<ReturnType<typeof startServer>>['start'], api: Api, perSecond: number) {
    this.#start = start
    this.#api = api
    this.#perSecond = perSecond
  }

  async begin(): Promise<void> {
    this.#aircraft = await this.#api.aircraft('KEYS-1')
    const { body } = await this.#api.call<{ items: { id: string }[] }>('GET', '/connections')
    this.#connection = body.items[0]!.id
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
        (status) => (status < 300 ? null : `${what}: ${status}`),
        (error: Error) => `${what}: ${error.name}`,
      )
      .then((failure) => {
        if (failure === null) return
        this.failures++
        this.#failed[failure] = (this.#failed[failure] ?? 0) + 1
      })
      .finally(() => this.#under.delete(asking))
    this.#under.add(asking)
  }

  #callFor(n: number): [string, () => Promise<number>] {
    // A cloud is signed in to every ten seconds or so, a new token asked for ten times a second.
    if (n % 2_000 === 1_999) return ['check', () => this.#status('POST', `/connections/${this.#connection}/check`)]
    if (n % 20 === 19) return ['token', () => this.#token()]
    if (n % 2 === 0) return ['event', () => this.#event()]
    return ['machines', () => this.#status('GET', '/machines?limit=5')]
  }

  async #status(method: string, path: string): Promise<number> {
    return (await this.#api.call(method, path)).status
  }

  async #token(): Promise<number> {
    const { url, client_id, client_secret } = this.#start
    const authorization = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`
    const body = new URLSearchParams({ grant_type: 'client_credentials' })
    const answer = await fetch(`${url}/oauth/token`, { method: 'POST', headers: { authorization }, body })
    const { access_token } = (await answer.json()) as { access_token?: string }
    // A token that was given is believed at once.
    if (access_token === undefined) return answer.status
    return (await new Api(url, access_token).call('GET', '/teams')).status
  }

  async #event(): Promise<number> {
    const { aircraft_id, token } = this.#aircraft
    const metrics = { speed: 812.5, altitude: 35_000, gps: { lat: 48.8566, lon: 2.3522 } }
    const answer = await fetch(`${this.#start.url}/telemetry/ingest`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ aircraft_id, event_id: randomUUID(), ts: new Date().toISOString(), metrics }),
    })
    await answer.arrayBuffer()
    return answer.status
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
