import { hkdfSync, randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Configuration } from '../config/schema.ts'

const BYTES = 32

/**
 * A key that the database does not hold, the same in every process of the installation: derived from SKYKEEP_INTERNAL_KEY where that
 * is set, else kept in a file of the data folder (mode 0600, made on the first start).
 *
 * @throws Error when the file can be read by others
 */
export function localSecret(
  config: Pick<Configuration, 'SKYKEEP_DATA_DIR' | 'SKYKEEP_INTERNAL_KEY'>,
  purpose: string,
): Uint8Array {
  const shared = config.SKYKEEP_INTERNAL_KEY
  if (shared) return new Uint8Array(hkdfSync('sha256', shared.reveal(), '', `skykeep ${purpose}`, BYTES))
  const path = join(config.SKYKEEP_DATA_DIR, `${purpose}.key`)
  makeOnce(path)
  if ((statSync(path).mode & 0o077) !== 0) throw new Error(`${path} can be read by others: chmod 600 it.`)
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64url')
  if (key.length !== BYTES) throw new Error(`${path} does not hold a key of ${BYTES} bytes.`)
  return key
}

/** Written whole under another name and then linked: of two first starts one wins, and nobody sees half a key. */
function makeOnce(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })) return
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, `${randomBytes(BYTES).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
}
