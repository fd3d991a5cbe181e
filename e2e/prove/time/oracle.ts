import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Oracle {
  /** Questions are answered in their order; many may be under way. */
  ask<Answer>(question: object): Promise<Answer>
  end(): Promise<void>
}

/** Starts the oracle: a Python (3.11 or newer) whose zones come from its package `tzdata`, or from the system if it has none. */
export function startOracle(python: string): Oracle {
  // PYTHONTZPATH is emptied so that the package counts before the system: its version can be chosen to be Node's.
  const child = spawn(python, [join(import.meta.dirname, 'oracle.py')], {
    env: { PATH: process.env.PATH, PYTHONTZPATH: '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = []
  const fail = (error: Error) => {
    for (const { reject } of waiting.splice(0)) reject(error)
  }
  child.on('error', fail)
  child.on('exit', (code) => fail(new Error(`The oracle ended with ${code}`)))
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(line))
  return {
    async ask<Answer>(question: object) {
      const line = await new Promise<string>((resolve, reject) => {
        waiting.push({ resolve, reject })
        child.stdin.write(`${JSON.stringify(question)}\n`)
      })
      return JSON.parse(line) as Answer
    },
    async end() {
      const gone = child.exitCode === null ? once(child, 'exit') : null
      child.stdin.end()
      await gone
    },
  }
}
