import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import type { Order } from './generate.ts'
import type { LoadResult } from './generator.ts'

/** The load generator in its own process, so that its processor time can be told from the server's. */
export class LoadProcess {
  readonly #child: ChildProcess
  readonly #answers: AsyncIterableIterator<string>
  readonly #lines: Interface

  constructor() {
    this.#child = spawn(process.execPath, [join(import.meta.dirname, 'generate.ts')], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#lines = createInterface({ input: this.#child.stdout! })
    this.#answers = this.#lines[Symbol.asyncIterator]()
  }

  get pid(): number {
    return this.#child.pid!
  }

  async run(order: Order): Promise<LoadResult> {
    this.#child.stdin!.write(`${JSON.stringify(order)}\n`)
    const { value, done } = await this.#answers.next()
    if (done) throw new Error('the load generator ended')
    return JSON.parse(value) as LoadResult
  }

  stop(): void {
    this.#child.stdin!.end()
    this.#lines.close()
  }
}
