import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import type { Logger } from 'pino'

export interface StartedSimulator<Answer> {
  answer: Answer
  stop(): Promise<void>
}

/**
 * A part of the world of the demo, in a process of its own that knows nothing of ours. It ends with us, however we end: it stops when the
 * pipe from which it got its order closes.
 *
 * @throws Error when it does not open
 */
export async function startSimulator<Answer>(
  name: 'mailbox' | 'azure' | 'google',
  order: object,
  log: Pick<Logger, 'debug'>,
): Promise<StartedSimulator<Answer>> {
  const program = createRequire(import.meta.url).resolve(`@skykeep/simulator/bin/${name}`)
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'pipe'] })
  createInterface({ input: child.stderr }).on('line', (line) => log.debug({ [name]: line.slice(0, 500) }, name))
  const ended = once(child, 'exit')
  child.stdin.on('error', () => undefined)
  child.stdin.write(`${JSON.stringify(order)}\n`)
  const opened = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])
  if (child.exitCode !== null || typeof opened[0] !== 'string') throw new Error(`The ${name} of the demo did not open.`)
  return {
    answer: JSON.parse(opened[0]) as Answer,
    async stop() {
      child.stdin.end()
      await ended
    },
  }
}
