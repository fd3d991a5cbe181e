import type { Client, Pool } from 'pg'
import { type Log, silentLog } from './log.ts'
import { type Migration, readMigrations } from './migration-files.ts'
import { withClient } from './owner-client.ts'
import { ensureDatabaseRoles } from './roles.ts'

interface Applied {
  number: number
  name: string
  sha256: string
}

interface Migrate {
  /** As the owner of the tables. */
  url: string
  folder?: string
  log?: Log
}

/** Applies what is missing, each migration in a transaction of its own. Several processes may ask for it at once; one does it. */
export async function migrate({ url, folder, log = silentLog }: Migrate): Promise<void> {
  const migrations = readMigrations(folder)
  await withClient(url, 'skykeep migrate', async (client) => {
    await client.query('set lock_timeout = 0')
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await client.query(`set lock_timeout = '10s'`)
    await ensureDatabaseRoles(client)
    await client.query(makeLedger)
    const { rows } = await client.query<Applied>(readLedger)
    for (const migration of missing(migrations, rows)) {
      await apply(client, migration)
      log.info({ migration: migration.name }, 'migration applied')
    }
  })
}

/** For a process that may not migrate: says what is missing and who can do it. */
export async function assertMigrated(pool: Pool, folder?: string): Promise<void> {
  const applied = await pool.query<Applied>(readLedger).catch((error: { code?: string }) => {
    if (error.code === undefinedTable || error.code === invalidSchema) return { rows: [] }
    throw error
  })
  const names = missing(readMigrations(folder), applied.rows).map(({ name }) => name)
  if (names.length > 0) {
    throw new Error(
      `The database lacks ${names.join(', ')}: run \`skykeep migrate\` with SKYKEEP_DATABASE_OWNER_URL set to the owner of the tables, then start again.`,
    )
  }
}

/** What is to be applied, after a look at what was: history is never rewritten, and an old program keeps off a newer database. */
function missing(migrations: Migration[], applied: Applied[]): Migration[] {
  const newest = applied.at(-1)
  if (newest && newest.number > (migrations.at(-1)?.number ?? 0)) {
    throw new Error(`The database is newer (${newest.name}) than this program: start the newer release.`)
  }
  for (const [index, { name, sha256 }] of applied.entries()) {
    const ours = migrations[index]
    if (ours?.name !== name)
      throw new Error(`The database had ${name} when ${ours?.name} was not there yet: migrations only go forward.`)
    if (ours.sha256 !== sha256) {
      throw new Error(`The migration ${name} is not the one that was applied: put the old file back and write a new migration.`)
    }
  }
  return migrations.slice(applied.length)
}

async function apply(client: Client, { number, name, sql, sha256 }: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(sql)
    if (client.getTransactionStatus() !== 'T') throw new Error('it ends its transaction itself; nothing may follow half of it')
    await client.query('insert into skykeep.migrations (number, name, sha256) values ($1, $2, $3)', [number, name, sha256])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`The migration ${name} failed: ${error instanceof Error ? error.message : error}`, { cause: error })
  }
}

const makeLedger = `
  create schema if not exists skykeep;
  create table if not exists skykeep.migrations (
    number integer primary key,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default now()
  )`
const readLedger = 'select number, name, sha256 from skykeep.migrations order by number'

const migrationLock = 7_594_002
const undefinedTable = '42P01'
const invalidSchema = '3F000'
