import type { Audit } from '../../audit/audit.ts'
import { systemActor } from '../../audit/fact.ts'
import type { Log } from '../../db/log.ts'
import type { Database } from '../../db/tenancy.ts'
import type { Days } from './days.ts'

const EVERY_MS = 60 * 60_000

interface Needs {
  retentionDays: number
  audit: Audit
  log: Log
  db: Database
  days: Days
}

/** Removes the days whose time is over, each hour, and tells the audit trail which. Returns how to stop. */
export function keepRetention({ retentionDays, audit, log, db, days }: Needs): () => void {
  const round = async () => {
    const dropped = await days.dropExpired(retentionDays)
    for (const day of dropped) {
      const fact = { action: 'telemetry.day_expired', resource: { type: 'telemetry_day', id: day } }
      await db.withoutTeam((tx) => audit.write(tx, systemActor('telemetry'), fact))
    }
  }
  const guarded = () =>
    void round().catch((error) => log.warn({ err: error }, 'expired telemetry could not be removed; tried again in an hour'))
  const timer = setInterval(guarded, EVERY_MS).unref()
  guarded()
  return () => clearInterval(timer)
}
