import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { program } from '../../bench/program.ts'
import { plainEnvironment } from './processes.ts'
import type { Control } from './weather.ts'

/** The pretended Azure in a process of its own, with how it is ordered about and what the server is told of it. */
export async function startAzure(folder: string, world: object, seed: number, now_ms: number) {
  const bin = join(program, '../../../simulator/src/bin/azure.ts')
  const child = spawn(process.execPath, [bin], { stdio: ['pipe', 'pipe', 'inherit'], env: plainEnvironment() })
  child.stdin.write(`${JSON.stringify({ seed, plain_port: 0, world, clock: { now_ms, rate: 1 } })}\n`)
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const { url, plain_url, ca } = JSON.parse(line) as { url: string; plain_url: string; ca: string }
  const file = join(folder, 'azure-ca.pem')
  writeFileSync(file, ca)
  const control: Control = async (name, body = {}) => {
    const answer = await fetch(`${plain_url}/_control/${name}`, { method: 'POST', body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${name}: ${await answer.text()}`)
    return (await answer.json()) as never
  }
  return { control, setting: `proof=${url}|${url}|${file}`, end: () => child.stdin.end() }
}
