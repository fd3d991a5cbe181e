import type { Configuration } from '../../config/schema.ts'
import type { Metrics } from '../../operations/metrics.ts'
import { breachedFile } from './breached-file.ts'
import { breachedPasswords } from './breached-list.ts'
import { HashQueue } from './hash-queue.ts'
import { type PasswordHasher, passwordHasher } from './password-hasher.ts'
import { passwordMetrics } from './password-metrics.ts'
import { type PasswordFaults, passwordRules } from './password-rules.ts'

interface Needs {
  config: Pick<Configuration, 'SKYKEEP_PASSWORD_HASH' | 'SKYKEEP_BREACHED_PASSWORDS_FILE'>
  metrics: Pick<Metrics, 'gauge'>
}

export interface Passwords {
  hasher: PasswordHasher
  passwordFaults: PasswordFaults
}

/**
 * Passwords as this installation is configured. Once for each process: a second queue would be a second share of the threads.
 *
 * @throws Error when the operator's list cannot be read or is not in order
 */
export function passwords({ config, metrics }: Needs): Passwords {
  const { SKYKEEP_PASSWORD_HASH: profile, SKYKEEP_BREACHED_PASSWORDS_FILE: file } = config
  const queue = new HashQueue()
  passwordMetrics(metrics, queue)
  return {
    hasher: passwordHasher({ profile, queue }),
    passwordFaults: passwordRules([breachedPasswords, ...(file === undefined ? [] : [breachedFile(file)])]),
  }
}
