import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface CommandLine {
  /** Begins a command, and gives what it writes when that has the words. */
  begin(args: readonly string[], words: RegExp): Promise<{ found: RegExpExecArray; ended: Promise<string> }>
  /** What a command wrote; it must end well. */
  run(...args: string[]): Promise<string>
  close(): void
}

const main = join(import.meta.dirname, '../../packages/server/src/main.ts')

/** `skykeep` in a terminal of somebody who was never signed in, and who has no browser that it could open by itself. */
export function commandLine(): CommandLine {
  const folder = mkdtempSync(join(tmpdir(), 'skykeep-terminal-'))
  const children = new Set<ChildProcess>()
  const env = { ...process.env, XDG_CONFIG_HOME: folder, PATH: '' }

  function start(args: readonly string[]) {
    const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    children.add(child)
    let written = ''
    const heard: (() => void)[] = []
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        written += text
        for (const tell of heard) tell()
      })
    const ended = new Promise<string>((resolve, reject) =>
      child.once('close', (code) =>
        code === 0 ? resolve(written) : reject(new Error(`skykeep ${args.join(' ')} ended with ${code}:\n${written}`)),
      ),
    )
    ended.catch(() => undefined)
    return { ended, heard, written: () => written }
  }

  return {
    async begin(args, words) {
      const { ended, heard, written } = start(args)
      const found = await new Promise<RegExpExecArray>((resolve, reject) => {
        heard.push(() => {
          const match = words.exec(written())
          if (match) resolve(match)
        })
        ended.then(() => reject(new Error(`it ended without ${words}: ${written()}`)), reject)
      })
      return { found, ended }
    },
    run: (...args) => start(args).ended,
    close() {
      for (const child of children) child.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
