import type { Pool } from 'pg'
import { allowed, type Check, checks } from './self-checks.ts'

/** Thrown with everything that is wrong with the walls between teams. The program must not start. */
export class UnsafeDatabaseError extends Error {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`The database does not keep teams apart:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

/** Asks the catalogue, at every start, whether row-level security really stands between this connection and other teams' rows. */
export async function selfCheck(pool: Pool): Promise<void> {
  const faults: string[] = []
  for (const check of checks) faults.push(...(await faultsOf(pool, check)))
  if (faults.length > 0) throw new UnsafeDatabaseError(faults)
}

async function faultsOf(pool: Pool, { sql, allows }: Check): Promise<string[]> {
  const { rows } = await pool.query<{ subject: string; fault: string }>(sql)
  return rows
    .filter(({ subject }) => !allows || !allowed[allows].includes(subject))
    .map(({ subject, fault }) => `${subject} ${fault}`)
}
