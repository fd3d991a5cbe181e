import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Oracle {
  /** Questions are answered in their order; many may be under way. */
  ask<Answer>(question: object): Promise<Answer>
  end(): Promise<void>
}

/**
 * Starts the oracle: Python 3.11 or newer with time zones of the system, of its package `tzdata`, or of the folder that PYTHONTZPATH names:
 * so their version can be chosen to be that of Node.
 */
export function startOracle(python: string): Oracle {
  const { PATH, PYTHONTZPATH } = process.env
  const child = spawn(python, [join(import.meta.dirname, 'oracle.py')], {
    env: { PATH, ...(PYTHONTZPATH !== undefined && { PYTHONTZPATH }) },
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
