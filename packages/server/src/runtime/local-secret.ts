import { hkdfSync, randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Configuration } from '../config/schema.ts'

const BYTES = 32

type Where = Pick<Configuration, 'SKYKEEP_DATA_DIR' | 'SKYKEEP_INTERNAL_KEY'>

/**
 * A key that the database does not hold, the same in every process of the installation: derived from SKYKEEP_INTERNAL_KEY where that
 * is set, else kept in a file of the data folder (mode 0600, made on the first start).
 *
 * @throws Error when the file can be read by others
 */
export const localSecret = (config: Where, purpose: string): Uint8Array => localSecrets(config, purpose)[0]!

/** The key that is used from now on, and those beside it in the file: former ones, and one that comes next. All of them are believed. */
export function localSecrets(config: Where, purpose: string): Uint8Array[] {
  const shared = config.SKYKEEP_INTERNAL_KEY
  if (shared) return [new Uint8Array(hkdfSync('sha256', shared.reveal(), '', `skykeep ${purpose}`, BYTES))]
  const path = pathOf(config, purpose)
  makeOnce(path)
  return readLines(path).map((line) => keyOf(path, line))
}

/** Adds a key that is believed from now on, and not used yet. Nothing when one waits already. */
export function addNextLocalSecret(config: Where, purpose: string): void {
  localSecrets(config, purpose)
  const path = pathOf(config, purpose)
  const lines = datedLines(path)
  if (!lines.some(isNext)) write(path, [...lines, `${newKey()} ${NEXT}`])
}

/** Uses the key that waits; says whether one did. The former ones are believed still. */
export function useNextLocalSecret(config: Where, purpose: string): boolean {
  const path = pathOf(config, purpose)
  const lines = datedLines(path)
  const next = lines.find(isNext)
  if (next === undefined) return false
  write(path, [inUseSince(next.slice(0, -NEXT.length - 1), new Date()), ...lines.filter((line) => line !== next)])
  return true
}

/** Takes the former keys out. Says how many. */
export function dropFormerLocalSecrets(config: Where, purpose: string): number {
  const path = pathOf(config, purpose)
  const lines = datedLines(path)
  const kept = lines.filter((line, at) => at === 0 || isNext(line))
  if (kept.length < lines.length) write(path, kept)
  return lines.length - kept.length
}

/** When the key in use began to be used, and how many former ones there are. Null: it is derived from SKYKEEP_INTERNAL_KEY. */
export function localSecretFacts(
  config: Where,
  purpose: string,
): { since: Date; former: number; is_next_waiting: boolean } | null {
  if (config.SKYKEEP_INTERNAL_KEY) return null
  localSecrets(config, purpose)
  const path = pathOf(config, purpose)
  const lines = readLines(path)
  return {
    since: sinceOf(lines[0]!) ?? statSync(path).mtime,
    former: lines.filter((line, at) => at > 0 && !isNext(line)).length,
    is_next_waiting: lines.some(isNext),
  }
}

/** A line is a key, and when it came into use: the time of the file is another one after each change to it. */
const inUseSince = (key: string, at: Date): string => `${key} ${at.toISOString()}`

function sinceOf(line: string): Date | null {
  const at = new Date(line.split(' ')[1] ?? '')
  return Number.isNaN(at.getTime()) ? null : at
}

/** Files of the time before hold no times: the first change keeps what the file itself told until now. */
function datedLines(path: string): string[] {
  const [first, ...others] = readLines(path) as [string, ...string[]]
  return [sinceOf(first) === null ? inUseSince(first, statSync(path).mtime) : first, ...others]
}

const NEXT = 'next'
const isNext = (line: string): boolean => line.endsWith(` ${NEXT}`)
const pathOf = ({ SKYKEEP_DATA_DIR }: Where, purpose: string): string => join(SKYKEEP_DATA_DIR, `${purpose}.key`)
const newKey = (): string => randomBytes(BYTES).toString('base64url')

function readLines(path: string): string[] {
  if ((statSync(path).mode & 0o077) !== 0) throw new Error(`${path} can be read by others: chmod 600 it.`)
  return readFileSync(path, 'utf8').trim().split('\n')
}

function keyOf(path: string, line: string): Uint8Array {
  const key = Buffer.from(line.split(' ')[0]!, 'base64url')
  if (key.length !== BYTES) throw new Error(`${path} does not hold a key of ${BYTES} bytes.`)
  return key
}

/** Written whole under another name and then put in its place: nobody reads half a file. */
function write(path: string, lines: readonly string[]): void {
  const draft = draftOf(path)
  writeFileSync(draft, `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' })
  renameSync(draft, path)
}

/** Written whole under another name and then linked: of two first starts one wins, and nobody sees half a key. */
function makeOnce(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })) return
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 })
  const draft = draftOf(path)
  writeFileSync(draft, `${inUseSince(newKey(), new Date())}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
}

const draftOf = (path: string): string => `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
