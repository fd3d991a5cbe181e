import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface ServerLog {
  descriptor: number
  /** What the server said since this log was opened. */
  tail(): string
  close(): void
}

/** The server's own log, a file, because a pipe to us would end with us. Two generations are kept. */
export function openServerLog(dataFolder: string): ServerLog {
  const file = join(dataFolder, 'postgres.log')
  if (existsSync(file) && statSync(file).size > sizeBytesMax) renameSync(file, `${file}.old`)
  const descriptor = openSync(file, 'a', 0o600)
  const from = statSync(file).size
  return {
    descriptor,
    tail: () => readFileSync(file).subarray(from).toString('utf8').trim().split('\n').slice(-15).join('\n'),
    close: () => closeSync(descriptor),
  }
}

const sizeBytesMax = 5 * 1024 * 1024
