import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BloomFilter } from './bloom-filter.ts'

/** Passwords that attackers try first. */
export interface BreachedList {
  has(password: string): boolean
}

export const BREACHED_PASSWORDS = 'breached-passwords.bloom'

let filter: BloomFilter | undefined

/** The list that comes with the program (`breached-passwords.NOTICE.md`): no network, no file of the operator, some microseconds. */
export const breachedPasswords: BreachedList = {
  has(password) {
    filter ??= BloomFilter.read(readFileSync(join(import.meta.dirname, BREACHED_PASSWORDS)))
    return filter.has(password)
  },
}
