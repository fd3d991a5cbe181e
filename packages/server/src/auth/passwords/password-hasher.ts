import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { HashQueue } from './hash-queue.ts'
import { costToday, formatHash, type HashProfile, hashSchemes, parseHash, type StoredHash } from './hash-schemes.ts'
import { preparedPassword } from './password-text.ts'

const SALT_BYTES = 16

interface Needs {
  /** How passwords are hashed from now on. Those of the other profile are verified all the same. */
  profile: HashProfile
  queue: Pick<HashQueue, 'run'>
  cost?: typeof costToday
}

export interface PasswordHasher {
  /** @throws Problem OVERLOADED when too many wait already */
  hash(password: string): Promise<string>
  /**
   * `isOutdated`: hash it anew, now that the password is known. Null, for an account that is not there or has no password, takes as
   * long as a wrong password does.
   *
   * @throws Problem OVERLOADED when too many wait already
   */
  verify(password: string, stored: string | null): Promise<{ matches: boolean; isOutdated: boolean }>
}

export function passwordHasher({ profile, queue, cost = costToday }: Needs): PasswordHasher {
  const { keyBytes } = hashSchemes[profile]
  // Nobody knows a password for it: the key is not derived from anything.
  const nobodys: StoredHash = { profile, cost: cost[profile], salt: randomBytes(SALT_BYTES), key: randomBytes(keyBytes) }

  const derive = (password: string, { profile, cost, salt, key }: StoredHash) =>
    queue.run(() => hashSchemes[profile].derive(preparedPassword(password), salt, cost, key.length))

  function isOutdated(stored: StoredHash): boolean {
    const today = cost[profile]
    if (stored.profile !== profile || stored.salt.length < SALT_BYTES || stored.key.length < keyBytes) return true
    return Object.entries(today).some(([name, least]) => stored.cost[name]! < least)
  }

  return {
    async hash(password) {
      const fresh = { ...nobodys, salt: randomBytes(SALT_BYTES) }
      return formatHash({ ...fresh, key: await derive(password, fresh) })
    },

    async verify(password, stored) {
      const known = stored === null ? nobodys : parseHash(stored)
      const key = await derive(password, known)
      // In constant time: how far two hashes agree must not be told by how long the answer took.
      const matches = timingSafeEqual(key, known.key) && stored !== null
      return { matches, isOutdated: matches && isOutdated(known) }
    },
  }
}
