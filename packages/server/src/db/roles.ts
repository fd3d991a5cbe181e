import type { Client } from 'pg'

/** Group roles: one for each server role, one for the sequencer of the audit trail, and one that sees in which teams work is due. Nobody logs in as one of them. */
export const databaseRoles = [
  'skykeep_gateway',
  'skykeep_identity',
  'skykeep_automation',
  'skykeep_telemetry',
  'skykeep_weather',
  'skykeep_contacts',
  'skykeep_audit',
  'skykeep_scheduler',
] as const
export type DatabaseRole = (typeof databaseRoles)[number]

/** Roles belong to the whole database server, so another database on it may have made them already, or be making them now. */
export async function ensureDatabaseRoles(client: Client): Promise<void> {
  const { rows } = await client.query<{ rolname: string }>('select rolname from pg_roles where rolname = any($1)', [
    databaseRoles,
  ])
  const missing = databaseRoles.filter((role) => !rows.some(({ rolname }) => rolname === role))
  for (const role of missing) await createRole(client, `${role} nologin`, missing)
}

async function createRole(client: Client, definition: string, missing: readonly string[]): Promise<void> {
  try {
    await client.query(`create role ${definition}`)
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === duplicateObject || code === uniqueViolation) return
    if (code !== insufficientPrivilege) throw error
    const statements = missing.map((role) => `create role ${role} nologin;`).join(' ')
    throw new Error(`The owner of the database may not make roles. Have an administrator run: ${statements}`, { cause: error })
  }
}

const duplicateObject = '42710'
const uniqueViolation = '23505' // two sessions at the same moment
const insufficientPrivilege = '42501'
