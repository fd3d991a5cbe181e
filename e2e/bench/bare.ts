import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Starts the bare server beside the product's own database, as its superuser: the same disk, the same tables, no walls. */
export async function startBare(folder: string, teamId: string): Promise<{ port: number; pid: number; stop(): void }> {
  const passwords = JSON.parse(readFileSync(join(folder, 'postgres.passwords.json'), 'utf8')) as Record<string, string>
  const { host, port } = JSON.parse(readFileSync(join(folder, 'postgres.address.json'), 'utf8')) as { host: string; port: number }
  const url = `postgresql://skykeep_admin:${encodeURIComponent(passwords.skykeep_admin!)}@${encodeURIComponent(host)}:${port}/skykeep`
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-server.ts'), url, teamId], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { port: Number(line.toString()), pid: child.pid!, stop: () => child.stdin.end() }
}
