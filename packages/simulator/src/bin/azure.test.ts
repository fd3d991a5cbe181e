import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { afterEach, expect, test } from 'vitest'

type Child = ChildProcessByStdio<Writable, Readable, null>
type Said = { url: string; plain_url: string; tenant_id: string; ca: string; applications: { id: string; secret: string }[] }

const children: Child[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

async function launch(order: object): Promise<Said & { child: Child }> {
  const program = new URL('./azure.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  child.stdin.write(`${JSON.stringify(order)}\n`)
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return { child, ...(JSON.parse(line) as Said) }
}

test('the program says where the demo cloud is and who may sign in, and ends when its input closes', async () => {
  const { child, url, plain_url, tenant_id, ca, applications } = await launch({})
  expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
  expect(ca).toContain('BEGIN CERTIFICATE')
  const [{ id, secret }] = applications as [{ id: string; secret: string }]
  const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret }
  const body = new URLSearchParams({ ...form, scope: 'https://management.azure.com/.default' })
  expect((await fetch(`${plain_url}/${tenant_id}/oauth2/v2.0/token`, { method: 'POST', body })).status).toBe(200)
  child.stdin.end()
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('the program serves plain HTTP alone when it is told to, and a clock that stands still', async () => {
  const { url, plain_url } = await launch({ tls: 'none', clock: { now_ms: 1000, rate: 0 } })
  expect(url).toBe(plain_url)
  expect(await (await fetch(`${url}/_control/state`)).json()).toMatchObject({ now_ms: 1000 })
})
