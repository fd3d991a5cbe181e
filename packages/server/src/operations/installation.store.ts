import type { Installation } from '@skykeep/contract'
import type { Pool } from 'pg'

type Shown = Installation

export async function readDatabase(pool: Pool): Promise<Shown['database']> {
  const { rows } = await pool.query<{ version: string; migration: string | null }>(
    `select current_setting('server_version') as version, (select name from skykeep.migrations order by number desc limit 1) as migration`,
  )
  return { ok: true, version: rows[0]?.version ?? null, migration: rows[0]?.migration ?? null }
}

export interface SigningKeyAge {
  kind: 'token' | 'checkpoint'
  id: string
  state: string
  since: Date
}

export async function readSigningKeys(pool: Pool): Promise<SigningKeyAge[]> {
  const { rows } = await pool.query<SigningKeyAge>(
    `select kind, kid as id, state, coalesce(activated_at, announced_at) as since
      from identity.signing_keys where state <> 'destroyed' order by kind desc, state <> 'active', announced_at`,
  )
  return rows
}

export async function readTree(pool: Pool, now: Date): Promise<Pick<Shown['audit'], 'size' | 'checkpoint_age_seconds'>> {
  const { rows } = await pool.query<{ size: number; signed: Date | null }>(
    'select size::float8 as size, (select max(confirmed_at) from audit.checkpoints) as signed from audit.head',
  )
  const { size = 0, signed = null } = rows[0] ?? {}
  return { size, checkpoint_age_seconds: signed && Math.max(0, Math.round((now.getTime() - signed.getTime()) / 1_000)) }
}
