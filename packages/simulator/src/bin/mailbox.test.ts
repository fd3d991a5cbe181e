import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { afterEach, expect, test } from 'vitest'

type Child = ChildProcessByStdio<Writable, Readable, null>

const children: Child[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

async function launch(): Promise<{ child: Child; url: string; smtp_url: string }> {
  const program = new URL('./mailbox.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  child.stdin.write('{}\n')
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return { child, ...(JSON.parse(line) as { url: string; smtp_url: string }) }
}

test('the program says where it takes and shows mails, and ends when its input closes', async () => {
  const { child, url, smtp_url } = await launch()
  expect(smtp_url).toMatch(/^smtp:\/\/127\.0\.0\.1:\d+$/)
  expect(await (await fetch(`${url}/messages`)).json()).toEqual([])
  child.stdin.end()
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('the program ends in order when it is told to', async () => {
  const { child } = await launch()
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})
