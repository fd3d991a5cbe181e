import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { NewConnection } from '@skykeep/contract'
import { operatorOf } from '@skykeep/server/auth/principal'
import { readConfiguration } from '@skykeep/server/config/read'
import { silentLog } from '@skykeep/server/db/log'
import { startDatabase } from '@skykeep/server/db/start-database'
import { newId } from '@skykeep/server/lib/new-id'
import { startAutomationRole } from '@skykeep/server/roles/automation'
import { createLog, startCore } from '@skykeep/server/runtime/core'
import { pick as pickFrom, randomFrom } from '@skykeep/simulator/aircraft/random'
import pg from 'pg'
import { program } from '../../bench/program.ts'
import { newFolder, removeFolder } from '../../bench/server.ts'
import { type Expected, expectedChanges, schedulesOf } from './schedules.ts'
import { at, type ClockState, fileClock, writeClock } from './simulated-clock.ts'
import { type Verdict, verdict, wronglyPowered } from './verdict.ts'
import { type Control, type Weather, weatherOf } from './weather.ts'
import { proofWorld } from './world.ts'

export interface WeekOrder {
  machines: number
  days: number
  kills: number
  seed: number
  /** Simulated seconds in a real one, while something is under way. */
  rate?: number
  weather?: boolean
  say?: (line: string) => void
}

export interface WeekResult extends Verdict {
  kills: number
  simulated_days: number
  real_minutes: number
  weather: Record<string, number>
  /** Found at any of the quiet moments between two changes: must be none. */
  wrongly_powered: string[]
  ok: boolean
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const HERE = import.meta.dirname

/**
 * A week of machines at a pretended Azure, in simulated time: the real program in several processes on a real PostgreSQL, with Microsoft's
 * clients, while the cloud misbehaves and processes are killed. While nothing is under way the clock jumps to the next change.
 */
export async function proveWeek(order: WeekOrder): Promise<WeekResult> {
  const { machines, days, seed, say = () => {} } = order
  const folder = newFolder()
  const random = randomFrom('week', seed)
  const world = proofWorld(machines, seed)
  const from = lastMonday(Date.now())
  const azure = await startAzure(folder, world.spec, seed, from)
  const began = Date.now()
  const started = await startDatabase({
    log: silentLog,
    role: 'skykeep_identity',
    dataFolder: folder,
    settings: { max_connections: '200' },
  })
  const admin = new pg.Pool({ connectionString: started.embedded!.adminUrl.replace(/\/postgres\b/, '/skykeep'), max: 2 })
  const hand = await clockHand(join(folder, 'clock.json'), azure.control, from)
  const expected = expectedChanges(from, from + days * DAY)
  const fleet = new Processes(folder, started.appUrl, azure.setting, hand.path, say)
  try {
    const certificates = await setUp({
      folder,
      appUrl: started.appUrl,
      setting: azure.setting,
      hand,
      world,
      control: azure.control,
      admin,
    })
    await fleet.start()
    const applications = world.applications.map((one, n) => ({ ...one, certificate: certificates[n]! }))
    const pick = <T>(list: readonly T[]) => pickFrom(random, list)
    const sky = new Sky(
      order.weather === false ? [] : weatherOf({ regions: world.regions, applications }, pick),
      pick,
      azure.control,
      say,
    )
    const wrongly = await live({
      ...order,
      say,
      hand,
      admin,
      control: azure.control,
      expected,
      fleet,
      sky,
      random,
      from,
      until: from + days * DAY,
    })
    const outcome = await verdict(admin, azure.control, expected)
    const result = {
      ...{ ...outcome, kills: fleet.kills, simulated_days: days, real_minutes: Math.round((Date.now() - began) / 6_000) / 10 },
      ...{ weather: sky.seen, wrongly_powered: wrongly, ok: false },
    }
    return { ...result, ok: isRight(result) }
  } finally {
    await fleet.end()
    await admin.end()
    azure.end()
    await started.stop()
    if (!process.env.KEEP_FOLDER) removeFolder(folder)
  }
}

const isRight = (one: WeekResult): boolean =>
  one.missing.length + one.unasked + one.still_open + one.redundant + one.untold === 0 &&
  one.miscounted.length + one.strangers_touched.length + one.wrongly_powered.length === 0 &&
  one.done > 0

interface Living extends Required<Pick<WeekOrder, 'kills' | 'say'>> {
  rate?: number
  hand: ClockHand
  admin: pg.Pool
  control: Control
  expected: readonly Expected[][]
  fleet: Processes
  sky: Sky
  random: () => number
  from: number
  until: number
}

interface Standing {
  open: number
  /** When anything has to be done next: epoch ms. */
  next: number | null
}

/** Jumps from change to change, lives through each at a pace that the machine can follow, and kills now and then. */
async function live({
  hand,
  admin,
  control,
  expected,
  fleet,
  sky,
  random,
  until,
  kills,
  say,
  rate = 30,
}: Living): Promise<string[]> {
  const wrongly: string[] = []
  const instants = [...new Set(expected.flatMap((changes) => changes.map(({ at: instant }) => instant)))].sort((a, b) => a - b)
  // Kills are spread over the changes, each some seconds after its beginning.
  const everyKill = Math.max(1, Math.floor(instants.length / Math.max(1, kills)))
  let killAt: number | null = null
  for (const [n, instant] of instants.entries()) {
    if (instant >= until) break
    if (hand.now() < instant - 2_000) {
      const standing = await standingOf(admin)
      if (standing.open === 0) await hand.jump(instant - 2_000)
    }
    await hand.pace(rate)
    await sky.change()
    if (fleet.kills < kills && n % everyKill === 0) killAt = Date.now() + 500 + random() * 8_000
    const next = instants[n + 1] ?? until
    let quiet = 0
    // Until all of it is over, or the next change has come.
    while (hand.now() < next - 2_000 && quiet < 3) {
      await pause(300)
      if (killAt !== null && Date.now() > killAt) {
        killAt = null
        await fleet.killOne(random)
      }
      const standing = await standingOf(admin)
      quiet = standing.open === 0 && hand.now() > instant + 3_000 ? quiet + 1 : 0
      const soon = standing.next
      if (standing.open > 0 && soon !== null && soon > hand.now() + 3 * MINUTE)
        await hand.jump(Math.min(soon - 1_000, next - 2_000))
    }
    if (quiet === 3) {
      const wrong = await wronglyPowered(admin, control, expected, hand.now())
      for (const one of wrong) say(`  wrong: ${one}`)
      wrongly.push(...wrong)
    }
    say(
      `${new Date(instant).toISOString()} ${quiet === 3 ? 'settled' : 'the next change came first'}; ${fleet.kills} kills; ${sky.name}`,
    )
  }
  await sky.clear()
  await hand.jump(Math.max(hand.now(), until - 1_000))
  await hand.pace(rate)
  for (const end = Date.now() + 10 * MINUTE; (await standingOf(admin)).open > 0 && Date.now() < end; await pause(500)) {
    const { next } = await standingOf(admin)
    if (next !== null && next > hand.now() + 3 * MINUTE) await hand.jump(next - 1_000)
  }
  return wrongly
}

async function standingOf(admin: pg.Pool): Promise<Standing> {
  const { rows } = await admin.query<{ open: number; next: Date | null }>(
    `select count(*)::int as open, min(ready_at) as next from automation.transitions where status in ('waiting', 'working')`,
  )
  return { open: rows[0]!.open, next: rows[0]!.next?.getTime() ?? null }
}

/** What goes wrong at the moment. */
class Sky {
  readonly seen: Record<string, number> = {}
  readonly #kinds: (() => Weather)[]
  readonly #pick: <T>(list: readonly T[]) => T
  readonly #control: Control
  #now: Weather[] = []
  #turn = 0

  constructor(kinds: (() => Weather)[], pick: <T>(list: readonly T[]) => T, control: Control, _say: (line: string) => void) {
    this.#kinds = kinds
    this.#pick = pick
    this.#control = control
  }

  get name(): string {
    return this.#now.map(({ name }) => name).join(', ') || 'fair'
  }

  /** The next kind in turn, and another by chance. */
  async change(): Promise<void> {
    await this.clear()
    if (this.#kinds.length === 0) return
    this.#now = [this.#kinds[this.#turn++ % this.#kinds.length]!(), this.#pick(this.#kinds)()]
    for (const one of this.#now) {
      this.seen[one.name] = (this.seen[one.name] ?? 0) + 1
      await one.begin(this.#control)
    }
  }

  async clear(): Promise<void> {
    for (const one of this.#now) await one.end(this.#control)
    this.#now = []
    await this.#control('clear_faults')
    await this.#control('capacity', { restore: true })
  }
}

interface ClockHand {
  path: string
  now(): number
  jump(to: number): Promise<void>
  pace(rate: number): Promise<void>
}

/** Moves the clocks of the server and of the cloud together. */
async function clockHand(path: string, control: Control, from: number): Promise<ClockHand> {
  let state: ClockState = { simulated_ms: from, real_ms: Date.now(), rate: 1 }
  const set = async (simulated_ms: number, rate: number) => {
    state = { simulated_ms, real_ms: Date.now(), rate }
    await control('clock', { now_ms: simulated_ms, rate })
    writeClock(path, state)
  }
  await set(from, 1)
  return {
    path,
    now: () => at(state),
    jump: (to) => (to > at(state) ? set(to, state.rate) : Promise.resolve()),
    pace: (rate) => set(at(state), rate),
  }
}

interface SetUp {
  folder: string
  appUrl: string
  setting: string
  hand: ClockHand
  world: ReturnType<typeof proofWorld>
  control: Control
  admin: pg.Pool
}

/** A team for each application, with a connection that passed its check, its machines read, and all schedules. Answers the certificates. */
async function setUp({ folder, appUrl, setting, hand, world, control, admin }: SetUp): Promise<string[]> {
  const config = readConfiguration({ ...settingsOf(folder, appUrl, setting), SKYKEEP_LOG_LEVEL: 'silent' })
  const core = await startCore(config, createLog(config), 'http://127.0.0.1', fileClock(hand.path))
  const { connections, schedules, machines } = await startAutomationRole(core)
  const certificates: string[] = []
  for (const [n, { id, subscriptions }] of world.applications.entries()) {
    const team = newId()
    await admin.query('insert into directory.teams (team_id, name, created_at, updated_at) values ($1, $2, now(), now())', [
      team,
      `Team ${n}`,
    ])
    const caller = operatorOf(team, 'proof')
    const azure = { cloud: 'proof', tenant_id: world.spec.tenant_id, client_id: id, subscription_ids: subscriptions }
    const made = await connections.create(
      caller,
      NewConnection.parse({ name: 'Azure', provider: 'azure', azure, certificate: { bits: 2_048 } }),
    )
    const { pem } = await connections.certificate(caller, made.id, 'active')
    certificates.push(pem)
    await control('application', { id, certificates: [pem] })
    const check = await connections.check(caller, made.id)
    if (!check.ok)
      throw new Error(`The connection did not pass: ${JSON.stringify(check.scopes[0]?.missing.map(({ action }) => action))}`)
    const { rows } = await admin.query('select id, connection_id, scope from automation.lanes where connection_id = $1', [
      made.id,
    ])
    for (const lane of rows)
      await machines.sync(team, lane, await connections.session(team, made.id), AbortSignal.timeout(60_000))
    for (const schedule of schedulesOf()) await schedules.create(caller, schedule)
  }
  await core.stop()
  return certificates
}

const settingsOf = (folder: string, appUrl: string, setting: string): Record<string, string> => ({
  SKYKEEP_DATABASE_URL: appUrl,
  SKYKEEP_DATA_DIR: join(folder, 'files'),
  SKYKEEP_AZURE_CLOUDS: setting,
  SKYKEEP_LOG_LEVEL: 'error',
  SKYKEEP_PORT: '0',
  SKYKEEP_MTLS_PORT: '0',
  SKYKEEP_OPERATIONS_PORT: '0',
})

/** Three times the whole program, each in a process of its own, on one database. */
class Processes {
  kills = 0
  readonly #children = new Map<string, ChildProcess>()
  readonly #folder: string
  readonly #settings: Record<string, string>
  readonly #clock: string
  readonly #say: (line: string) => void
  #ending = false

  constructor(folder: string, appUrl: string, setting: string, clock: string, say: (line: string) => void) {
    this.#folder = folder
    this.#settings = settingsOf(folder, appUrl, setting)
    this.#clock = clock
    this.#say = say
    mkdirSync(join(folder, 'files'), { recursive: true })
  }

  async start(): Promise<void> {
    await Promise.all(['one', 'two', 'three'].map((name) => this.#open(name)))
  }

  /** `kill -9` of one of them, which is started again at once. */
  async killOne(random: () => number): Promise<void> {
    const names = [...this.#children.keys()]
    const name = names[Math.floor(random() * names.length)]!
    const child = this.#children.get(name)!
    this.kills++
    this.#say(`kill -9 of ${name}`)
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
    await this.#open(name)
  }

  async end(): Promise<void> {
    this.#ending = true
    for (const child of this.#children.values()) {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    }
  }

  async #open(name: string): Promise<void> {
    const env = { ...plainEnvironment(), ...this.#settings }
    const child = spawn(process.execPath, [join(HERE, 'process.ts'), this.#clock], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#children.set(name, child)
    const log = (line: string) => appendFileSync(join(this.#folder, `${name}.log`), `${line}\n`)
    createInterface({ input: child.stderr! }).on('line', log)
    const lines = createInterface({ input: child.stdout! })
    const ready = new Promise<void>((resolve, reject) => {
      lines.on('line', (line) => (line === 'ready' ? resolve() : log(line)))
      child.once('exit', (code) => (code === null || this.#ending ? resolve() : reject(new Error(`${name} ended with ${code}`))))
    })
    await ready
  }
}

const plainEnvironment = () => ({ PATH: process.env.PATH, HOME: process.env.HOME })

async function startAzure(folder: string, world: object, seed: number, now_ms: number) {
  const bin = join(program, '../../../simulator/src/bin/azure.ts')
  const child = spawn(process.execPath, [bin], { stdio: ['pipe', 'pipe', 'inherit'], env: plainEnvironment() })
  child.stdin.write(`${JSON.stringify({ seed, plain_port: 0, world, clock: { now_ms, rate: 1 } })}\n`)
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const { url, plain_url, ca } = JSON.parse(line) as { url: string; plain_url: string; ca: string }
  const file = join(folder, 'azure-ca.pem')
  writeFileSync(file, ca)
  const control: Control = async (name, body = {}) => {
    const answer = await fetch(`${plain_url}/_control/${name}`, { method: 'POST', body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${name}: ${await answer.text()}`)
    return (await answer.json()) as never
  }
  return { control, setting: `proof=${url}|${url}|${file}`, end: () => child.stdin.end() }
}

/** The Monday before: the certificates that are made by the simulated clock have to be valid by the real one. */
function lastMonday(now: number): number {
  const midnight = Math.floor(now / DAY) * DAY
  const weekday = (new Date(midnight).getUTCDay() + 6) % 7
  return midnight - (weekday === 0 ? 7 : weekday) * DAY
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
