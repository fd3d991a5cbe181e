import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const repository = join(import.meta.dirname, '../..')

/** As `npm start` does before the program starts. */
export function buildConsole(): void {
  execFileSync(process.execPath, ['scripts/build-console.ts'], { cwd: repository, stdio: 'inherit' })
}
