import { createInterface } from 'node:readline'
import { startMailbox } from '../mailbox/mailbox.ts'

/**
 * A mailbox as a child process: the first line on standard input is one JSON document, `{smtp_port?, http_port?}` (0 or nothing: any
 * free port). It answers with one line on standard output, `{smtp_url, url}`, once it takes mails. The input then stays open for
 * as long as the parent lives: when it closes, however the parent ended, the mailbox ends too.
 */
type Order = { smtp_port?: number; http_port?: number }

const input = createInterface({ input: process.stdin })
input.once('line', (line) => void open(JSON.parse(line) as Order))
input.once('close', end)
process.once('SIGTERM', end)
process.once('SIGINT', end)

async function open({ smtp_port, http_port }: Order): Promise<void> {
  const { smtpUrl, url } = await startMailbox({ smtpPort: smtp_port, httpPort: http_port })
  process.stdout.write(`${JSON.stringify({ smtp_url: smtpUrl, url })}\n`)
}

/** Nothing here outlives the process: there is nothing to close in order. */
function end(): void {
  process.exit()
}
