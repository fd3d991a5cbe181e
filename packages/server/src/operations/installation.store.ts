import type { Installation } from '@skykeep/contract'
import type { Pool } from 'pg'
import type { z } from 'zod'

type Shown = z.output<typeof Installation>

const DAY_MS = 86_400_000

export async function readDatabase(pool: Pool): Promise<Shown['database']> {
  const { rows } = await pool.query<{ version: string; migration: string | null }>(
    `select current_setting('server_version') as version, (select name from skykeep.migrations order by number desc limit 1) as migration`,
  )
  return { ok: true, version: rows[0]?.version ?? null, migration: rows[0]?.migration ?? null }
}

export async function readKeys(pool: Pool, now: Date): Promise<Shown['keys']> {
  const { rows } = await pool.query<{ kind: string; id: string; state: string; created_at: Date }>(
    `select kind, kid as id, state, announced_at as created_at from identity.signing_keys where state <> 'destroyed' order by kind, announced_at`,
  )
  return rows.map(({ created_at, ...key }) => ({ ...key, age_days: Math.round((now.getTime() - created_at.getTime()) / DAY_MS) }))
}

export async function readAudit(pool: Pool, now: Date): Promise<Shown['audit']> {
  const { rows } = await pool.query<{ size: number; signed: Date | null }>(
    'select size::float8 as size, (select max(confirmed_at) from audit.checkpoints) as signed from audit.head',
  )
  const { size = 0, signed = null } = rows[0] ?? {}
  return { size, checkpoint_age_seconds: signed && Math.max(0, Math.round((now.getTime() - signed.getTime()) / 1_000)) }
}
