import type { Client } from 'pg'
import { appLogin, ownerLogin, type Passwords } from './embedded/passwords.ts'
import { withClient } from './owner-client.ts'
import { databaseRoles, ensureDatabaseRoles } from './roles.ts'
import { scramVerifier } from './scram-verifier.ts'

interface Provision {
  adminUrl: string
  passwords: Passwords
  database: string
}

/**
 * Gives a fresh embedded server what an administrator would give to Skykeep on any other: a login that owns the tables and works for
 * nobody, a login for the program that owns nothing, and a database. The program's login has no power of its own (NOINHERIT): each
 * connection says for which role it works.
 */
export async function provision({ adminUrl, passwords, database }: Provision): Promise<void> {
  await withClient(adminUrl, 'skykeep provision', async (admin) => {
    // Two processes of one data folder may do this at the same time.
    await admin.query('select pg_advisory_lock($1)', [provisionLock])
    await ensureDatabaseRoles(admin)
    await ensureLogin(admin, ownerLogin, passwords[ownerLogin])
    await ensureLogin(admin, appLogin, passwords[appLogin])
    await admin.query(`grant ${databaseRoles.join(', ')} to ${appLogin}`)
    await ensureDatabase(admin, database)
  })
}

async function ensureLogin(admin: Client, login: string, password: string): Promise<void> {
  const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [login])
  const attributes = 'login noinherit nosuperuser nobypassrls nocreatedb nocreaterole noreplication'
  await admin.query(`${rowCount ? 'alter' : 'create'} role ${login} ${attributes} password '${scramVerifier(password)}'`)
}

async function ensureDatabase(admin: Client, database: string): Promise<void> {
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [database])
  if (!rowCount) await admin.query(`create database ${database} owner ${ownerLogin}`)
  await admin.query(`revoke all on database ${database} from public`)
  await admin.query(`grant connect on database ${database} to ${appLogin}`)
}

const provisionLock = 7_594_001
