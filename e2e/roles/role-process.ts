import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { until } from '../bench/server.ts'

export interface RoleProcess {
  /** Everything it wrote, for when it fails. */
  output(): string
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

const program = join(import.meta.dirname, '../../packages/server/src/main.ts')

/** Starts one process of a split installation and waits until it serves. */
export async function startRole(folder: string, settings: Record<string, string>): Promise<RoleProcess> {
  const child = spawn(process.execPath, [program, 'serve', '--no-demo'], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      SKYKEEP_DATA_DIR: folder,
      SKYKEEP_MTLS_PORT: '0',
      SKYKEEP_OPERATIONS_PORT: '0',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000)
    })
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await until(() => output.includes('"msg":"ready"') || child.exitCode !== null, 60_000)
  if (child.exitCode !== null) throw new Error(`the role did not start:\n${output}`)
  return {
    output: () => output,
    async end(signal) {
      child.kill(signal)
      await ended
    },
  }
}
