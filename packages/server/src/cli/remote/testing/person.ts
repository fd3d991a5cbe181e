import { join } from 'node:path'
import { expect } from 'vitest'
import { temporaryFolder } from '../../../testing/temporary-folder.ts'
import type { RemoteContext } from '../remote-command.ts'
import { remoteCommands } from '../remote-commands.ts'
import type { PretendInstallation } from './pretend-installation.ts'

export interface Told {
  code: number
  out: string
  err: string
}

/** Somebody at a terminal of their own, with a browser that does what it is told, and a clock that moves when they wait. */
export function person({ oauth }: PretendInstallation) {
  const clock = { shiftMs: 0 }
  let [out, err] = ['', '']
  const it = {
    folder: join(temporaryFolder(), 'skykeep'),
    /** How long they waited, each time. */
    waited: [] as number[],
    /** Where the browser was sent. */
    opened: [] as string[],
    input: '',
    clock,
    /** What the browser does at that address. */
    async browser(url: string): Promise<unknown> {
      const { headers } = await fetch(url, { redirect: 'manual' })
      return fetch(headers.get('location')!)
    },

    /** Runs a command as it would be typed. Whatever comes of it, no token may be seen. */
    async skykeep(...words: string[]): Promise<Told> {
      ;[out, err] = ['', '']
      const name = [3, 2, 1].map((count) => words.slice(0, count).join(' ')).find((one) => Object.hasOwn(remoteCommands, one))
      const args = words.slice(name?.split(' ').length ?? 0)
      const code = await remoteCommands[name!]!.run(args, context).catch((error: Error) => {
        err += `${error.message}\n`
        return 2
      })
      const sees = `${out}${err}${JSON.stringify(it.opened)}`
      for (const secret of oauth.handedOut) expect(sees.includes(secret)).toBe(false)
      return { code, out, err }
    },
  }
  const context: RemoteContext = {
    print: (line) => {
      out += `${line}\n`
    },
    write: async (bytes) => {
      out += Buffer.from(bytes).toString('utf8')
    },
    warn: (line) => {
      err += `${line}\n`
    },
    readInput: async () => it.input,
    get folder() {
      return it.folder
    },
    openBrowser: (url) => {
      it.opened.push(url)
      void it.browser(url).catch(() => undefined)
    },
    now: () => new Date(Date.now() + clock.shiftMs),
    wait: async (seconds) => {
      it.waited.push(seconds)
      clock.shiftMs += seconds * 1_000
    },
  }
  return it
}
