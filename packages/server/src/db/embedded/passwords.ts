import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const adminLogin = 'skykeep_admin'
export const ownerLogin = 'skykeep_owner'
export const appLogin = 'skykeep_app'

export type Passwords = Readonly<Record<typeof adminLogin | typeof ownerLogin | typeof appLogin, string>>

/** Random passwords of the embedded database's logins, made once and kept in the data folder, readable by us alone. */
export function readPasswords(dataFolder: string): Passwords {
  const file = fileIn(dataFolder)
  if ((statSync(file).mode & 0o077) !== 0) {
    throw new Error(`${file} can be read by others: chmod 600 it, and think about who read it.`)
  }
  return JSON.parse(readFileSync(file, 'utf8'))
}

export function readOrMakePasswords(dataFolder: string, clusterExists: boolean): Passwords {
  const file = fileIn(dataFolder)
  if (!existsSync(file)) {
    if (clusterExists)
      throw new Error(`The database in ${dataFolder} exists but the passwords in ${file} are gone: restore that file.`)
    const passwords = { [adminLogin]: newPassword(), [ownerLogin]: newPassword(), [appLogin]: newPassword() }
    writeFileSync(`${file}.new`, JSON.stringify(passwords), { mode: 0o600, flush: true })
    renameSync(`${file}.new`, file)
  }
  return readPasswords(dataFolder)
}

const fileIn = (dataFolder: string) => join(dataFolder, 'postgres.passwords.json')
const newPassword = () => randomBytes(32).toString('base64url')
