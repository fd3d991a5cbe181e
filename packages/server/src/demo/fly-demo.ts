import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import type { Aircraft as SimulatedAircraft } from '@skykeep/simulator'
import type { Logger } from 'pino'

export interface DemoCredential {
  aircraft_id: string
  client_secret: string
  aircraft: SimulatedAircraft
}

interface Needs {
  url: string
  caFile: string | null
  credentials: DemoCredential[]
  intervalMs: number
  log: Logger
}

/**
 * Lets the demo aircraft fly in a process of their own, which knows nothing of ours but the public API. They end with us: the process
 * reads its orders from a pipe and stops when that closes. Returns how to stop them.
 */
export function flyDemo({ url, caFile, credentials, intervalMs, log }: Needs): () => Promise<void> {
  const program = createRequire(import.meta.url).resolve('@skykeep/simulator/bin/fly')
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'pipe'] })
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => log.debug({ simulator: line.slice(0, 500) }, 'simulator'))
  }
  const ended = new Promise<void>((resolve) => {
    child.on('exit', () => resolve())
    child.on('error', (error) => {
      log.warn({ err: error }, 'the demo aircraft could not take off')
      resolve()
    })
  })
  child.stdin.on('error', () => undefined)
  child.stdin.write(`${JSON.stringify({ url, ca_file: caFile ?? undefined, credentials, interval_ms: intervalMs })}\n`)
  return () => {
    child.stdin.end()
    return ended
  }
}
