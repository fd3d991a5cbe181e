import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { databaseUrl } from './database.ts'

/** Starts the bare server beside the product's own database, as its superuser: the same disk, the same tables, no walls. */
export async function startBare(folder: string, teamId: string): Promise<{ port: number; pid: number; stop(): void }> {
  const url = databaseUrl(folder, 'skykeep_admin')
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-server.ts'), url, teamId], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { port: Number(line.toString()), pid: child.pid!, stop: () => child.stdin.end() }
}
