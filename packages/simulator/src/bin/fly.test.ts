import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test, vi } from 'vitest'
import { fleet } from '../aircraft/fleet.ts'
import { connectTo, operatorOf } from '../client.ts'
import { hastyClock } from '../testing/clocks.ts'
import { operatorCredential, type PretendServer, pretendServer } from '../testing/pretend-server.ts'

type Child = ChildProcessByStdio<Writable, null, Readable>

const children: Child[] = []
const servers: PretendServer[] = []
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const server of servers.splice(0)) await server.close()
})

function launch(): Child {
  const child = spawn(process.execPath, [new URL('./fly.ts', import.meta.url).pathname], { stdio: ['pipe', 'ignore', 'pipe'] })
  children.push(child)
  return child
}

async function flying(): Promise<{ child: Child; server: PretendServer }> {
  const server = await pretendServer()
  servers.push(server)
  const api = connectTo({ url: server.url, clock: hastyClock() })
  const operator = operatorOf(api, operatorCredential)
  const [aircraft] = fleet({ seed: 'bin', count: 1 })
  const { id } = await operator.registerAircraft({ registration: aircraft!.registration, tier: 'standard' })
  const credentials = [{ ...(await operator.issueSecret(id)), aircraft }]
  api.close()
  const child = launch()
  child.stdin.write(`${JSON.stringify({ url: server.url, credentials, interval_ms: 20 })}\n`)
  await vi.waitFor(() => expect(server.stored.size).toBeGreaterThan(2), { timeout: 20_000 })
  return { child, server }
}

test('the program flies what it is told on its first line of input, until that input closes', async () => {
  const { child } = await flying()
  child.stdin.end()
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('the program ends in order when it is told to', async () => {
  const { child } = await flying()
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('an order that is not JSON is refused without being shown', async () => {
  const child = launch()
  const told = text(child.stderr)
  child.stdin.end('{"client_secret": do-not-tell}\n')
  const [code] = await once(child, 'exit')
  expect(code).not.toBe(0)
  expect(await told).toContain('not JSON')
  expect(await told).not.toContain('do-not-tell')
})
