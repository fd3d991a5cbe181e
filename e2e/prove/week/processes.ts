import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Three times the whole program, each in a process of its own, on one database. */
export class Processes {
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
    const child = spawn(process.execPath, [join(import.meta.dirname, 'process.ts'), this.#clock], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
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

export const plainEnvironment = () => ({ PATH: process.env.PATH, HOME: process.env.HOME })

export const settingsOf = (folder: string, appUrl: string, setting: string): Record<string, string> => ({
  SKYKEEP_DATABASE_URL: appUrl,
  SKYKEEP_DATA_DIR: join(folder, 'files'),
  SKYKEEP_AZURE_CLOUDS: setting,
  SKYKEEP_LOG_LEVEL: 'error',
  SKYKEEP_PORT: '0',
  SKYKEEP_MTLS_PORT: '0',
  SKYKEEP_OPERATIONS_PORT: '0',
})
