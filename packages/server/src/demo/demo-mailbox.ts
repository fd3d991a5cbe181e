import type { Logger } from 'pino'
import { startSimulator } from './start-simulator.ts'

export interface DemoMailbox {
  /** For `SKYKEEP_SMTP_URL`. */
  smtpUrl: string
  /** Where people look at their mails. */
  url: string
  stop(): Promise<void>
}

/** The mailbox of everybody in a demo. @throws Error when it does not open */
export async function startDemoMailbox(log: Pick<Logger, 'debug'>): Promise<DemoMailbox> {
  const { answer, stop } = await startSimulator<{ smtp_url: string; url: string }>('mailbox', {}, log)
  return { smtpUrl: answer.smtp_url, url: answer.url, stop }
}
