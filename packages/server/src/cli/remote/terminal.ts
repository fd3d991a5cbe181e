import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { configurationHome } from '../../config/read.ts'
import type { RemoteContext } from './remote-command.ts'

/** The terminal that the program runs in. */
export const terminal: RemoteContext = {
  print: (line) => void process.stdout.write(`${line}\n`),
  write: (bytes) => new Promise((resolve) => process.stdout.write(bytes, () => resolve())),
  warn: (line) => void process.stderr.write(`${line}\n`),
  readInput: () => text(process.stdin),
  folder: join(configurationHome(), 'skykeep'),
  openBrowser,
  now: () => new Date(),
  wait: (seconds) => delay(seconds * 1_000),
}

/** None of them goes through a shell, which would read signs in the address as commands. */
const openers: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** Where there is no browser nothing happens: the address stands in the terminal, too. */
function openBrowser(url: string): void {
  const [program, ...args] = openers[process.platform] ?? ['xdg-open']
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}
