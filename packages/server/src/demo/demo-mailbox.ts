import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import type { Logger } from 'pino'

export interface DemoMailbox {
  /** For `SKYKEEP_SMTP_URL`. */
  smtpUrl: string
  /** Where people look at their mails. */
  url: string
  stop(): Promise<void>
}

/**
 * The mailbox of everybody in a demo, in a process of its own. It ends with us, however we end: it stops when the pipe from which it
 * got its order closes.
 *
 * @throws Error when it does not open
 */
export async function startDemoMailbox(log: Pick<Logger, 'debug'>): Promise<DemoMailbox> {
  const program = createRequire(import.meta.url).resolve('@skykeep/simulator/bin/mailbox')
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'pipe'] })
  createInterface({ input: child.stderr }).on('line', (line) => log.debug({ mailbox: line.slice(0, 500) }, 'mailbox'))
  const ended = once(child, 'exit')
  child.stdin.on('error', () => undefined)
  child.stdin.write('{}\n')
  const opened = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])
  if (child.exitCode !== null || typeof opened[0] !== 'string') throw new Error('The mailbox of the demo did not open.')
  const { smtp_url, url } = JSON.parse(opened[0]) as { smtp_url: string; url: string }
  return {
    smtpUrl: smtp_url,
    url,
    async stop() {
      child.stdin.end()
      await ended
    },
  }
}
