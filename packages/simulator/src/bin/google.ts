import { createInterface } from 'node:readline'
import { type GoogleOptions, PretendGoogle } from '../google/google.ts'

/**
 * A pretended Google as a child process: the first line on standard input is its order, `{clientId, clientSecret, people?, port?}`. It answers with
 * one line, `{url}`. When its input closes, however the parent ended, it ends too.
 */
const input = createInterface({ input: process.stdin })
input.once('line', (line) => void open(JSON.parse(line) as GoogleOptions))
input.once('close', () => process.exit())
process.once('SIGTERM', () => process.exit())
process.once('SIGINT', () => process.exit())

async function open(order: GoogleOptions): Promise<void> {
  const { url } = await new PretendGoogle(order).start()
  process.stdout.write(`${JSON.stringify({ url })}\n`)
}
