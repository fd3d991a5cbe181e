import { setTimeout as delay } from 'node:timers/promises'
import type { Ready } from '@skykeep/contract'
import type { z } from 'zod'
import type { SignalFeed } from '../auth/signals.ts'
import { assertMigrated } from '../db/migrate.ts'
import type { Database } from '../db/tenancy.ts'

/** One thing that must work before calls are let in. The text is for whoever reads the answer: it names nothing internal. */
export interface ReadinessCheck {
  name: string
  ask: () => Promise<boolean> | boolean
  otherwise: string
}

/** Longer than any healthy answer takes, shorter than the 5 s that probes usually wait. */
const PATIENCE_MS = 2_000

/** Asks all checks at once. A check that fails, throws or takes too long is a no: this never guesses in favour of ready. */
export async function readinessOf(checks: readonly ReadinessCheck[]): Promise<z.output<typeof Ready>> {
  const answers = await Promise.all(checks.map(answerOf))
  return {
    status: answers.every(({ ok }) => ok) ? 'ready' : 'not_ready',
    checks: Object.fromEntries(checks.map(({ name }, at) => [name, answers[at]!])),
  }
}

async function answerOf({ ask, otherwise }: ReadinessCheck): Promise<{ ok: boolean; detail?: string }> {
  const patience = new AbortController()
  const tooLate = delay(PATIENCE_MS, false, { signal: patience.signal }).catch(() => false)
  const asked = Promise.resolve()
    .then(ask)
    .catch(() => false)
  const ok = await Promise.race([asked, tooLate]).finally(() => patience.abort())
  return ok ? { ok } : { ok, detail: otherwise }
}

/** What every process asks: its database, that it is migrated, that there is a key to check tokens with, and that revocations are heard. */
export function commonChecks(db: Database, signals: Pick<SignalFeed, 'stale'>): ReadinessCheck[] {
  let isMigrated = false // stays true: migrations are never taken back
  return [
    { name: 'database', ask: () => db.isReady(), otherwise: 'does not answer' },
    {
      name: 'migrations',
      ask: async () => {
        if (!isMigrated) await assertMigrated(db.pool)
        isMigrated = true
        return true
      },
      otherwise: 'are missing or not ours',
    },
    { name: 'keys', ask: () => hasSigningKey(db), otherwise: 'no key signs access tokens' },
    { name: 'revocations', ask: () => !signals.stale, otherwise: 'have not been heard of for 5 seconds' },
  ]
}

async function hasSigningKey({ pool }: Database): Promise<boolean> {
  const { rowCount } = await pool.query(`select from identity.signing_keys where kind = 'token' and state = 'active'`)
  return rowCount === 1
}
