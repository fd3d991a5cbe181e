import { createInterface } from 'node:readline'
import { type AzureOptions, startAzure } from '../azure/azure.ts'
import { demoWorld } from '../azure/demo-world.ts'
import type { Settings } from '../azure/settings.ts'
import type { ClockOrder } from '../azure/time.ts'
import type { WorldSpec } from '../azure/world-spec.ts'
import { selfSigned } from '../self-signed.ts'

/**
 * A pretend Azure as a child process: the first line on standard input is one JSON document, all of it optional. It answers
 * with one line on standard output, `{url, plain_url, tenant_id, applications, ca}`, once it listens. It ends when the input closes.
 */
type Order = {
  port?: number
  plain_port?: number
  host?: string
  seed?: string | number
  /** PEM key and certificate, or `self-signed`: then `ca` of the answer is what to trust. `none` for plain HTTP only. */
  tls?: { key: string; cert: string } | 'self-signed' | 'none'
  /** The demo world unless told. */
  world?: WorldSpec
  /** PEM certificates with which the applications of the demo world sign in. */
  certificates?: string[]
  clock?: ClockOrder
  settings?: Partial<Settings>
}

const input = createInterface({ input: process.stdin })
input.once('line', (line) => void open(JSON.parse(line) as Order))
input.once('close', end)
process.once('SIGTERM', end)
process.once('SIGINT', end)

async function open({ plain_port, tls = 'self-signed', certificates, seed = 1, ...order }: Order): Promise<void> {
  const world = order.world ?? demoWorld({ seed, ...(certificates ? { certificates } : {}) })
  const options: AzureOptions = { ...order, seed, world }
  if (plain_port !== undefined) options.plainPort = plain_port
  if (tls !== 'none') options.tls = tls === 'self-signed' ? selfSigned('pretend Azure') : tls
  const { url, plainUrl } = await startAzure(options)
  const applications = world.applications.map(({ id, object_id, name, secrets = [] }) => ({
    id,
    object_id,
    name,
    secret: secrets[0]?.value,
  }))
  const answer = { url, plain_url: plainUrl, tenant_id: world.tenant_id, applications, ca: options.tls?.cert }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}

/** Nothing here outlives the process: there is nothing to close in order. */
function end(): void {
  process.exit()
}
