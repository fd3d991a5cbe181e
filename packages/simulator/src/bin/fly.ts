import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { type FlyCredential, fly } from '../fly.ts'

/**
 * Flies aircraft as a child process: the first line on standard input is one JSON document, `{url, ca_file?, credentials,
 * interval_ms?}`. Secrets come that way because arguments and environments can be read by others. The input then stays open for
 * as long as the parent lives: when it closes, however the parent ended, the flight ends too.
 */
type Order = { url: string; ca_file?: string; credentials: FlyCredential[]; interval_ms?: number }

const stop = new AbortController()
const input = createInterface({ input: process.stdin })

input.once('line', (line) => void run(orderOf(line)))
input.once('close', land)
process.once('SIGTERM', land)
process.once('SIGINT', land)

async function run({ url, ca_file, credentials, interval_ms }: Order): Promise<void> {
  const ca = ca_file === undefined ? undefined : readFileSync(ca_file, 'utf8')
  await fly({ url, ca, credentials, intervalMs: interval_ms, signal: stop.signal, onFailure: tellOnce() })
  process.exit()
}

function orderOf(line: string): Order {
  try {
    return JSON.parse(line) as Order
  } catch {
    // The parser's own message would quote the line, and with it a secret.
    throw new Error('the first line on standard input is not JSON')
  }
}

function land(): void {
  stop.abort()
  input.close()
  process.stdin.destroy()
  // 2 s for events under way; a server that hangs must not leave us behind.
  setTimeout(() => process.exit(), 2_000).unref()
}

/** One line when it starts to fail, not one for each event of each aircraft. */
function tellOnce(): (registration: string, error: unknown) => void {
  let told = ''
  return (registration, error) => {
    const text = error instanceof Error ? error.message : String(error)
    if (text === told) return
    told = text
    process.stderr.write(`${registration}: ${text}\n`)
  }
}
