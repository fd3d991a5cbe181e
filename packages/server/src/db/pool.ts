import pg from 'pg'
import { columnTypes } from './column-types.ts'
import { type Log, silentLog } from './log.ts'
import type { DatabaseRole } from './roles.ts'

export interface PoolOptions {
  url: string
  /** Each connection works as this role, whatever its login could be besides. */
  role: DatabaseRole
  applicationName: string
  max?: number
  /** Statements of one connection are sent without waiting for the answer to the one before. */
  pipeline?: boolean
  /** Further settings of the sessions, such as how plans are cached. */
  settings?: Readonly<Record<string, string>>
  statementTimeoutMs?: number
  idleInTransactionTimeoutMs?: number
  log?: Log
}

export function openPool({
  url,
  role,
  applicationName,
  max = 8,
  pipeline = true,
  settings = {},
  statementTimeoutMs = 15_000,
  idleInTransactionTimeoutMs = 10_000,
  log = silentLog,
}: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    max,
    pipeline,
    types: columnTypes,
    options: startupSettings(role, settings),
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    // The server's own limit comes first; this one is for a server that has stopped answering at all.
    query_timeout: statementTimeoutMs + 5_000,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  })
  // A connection can be lost at any moment, idle or in use. Whoever uses it learns it from the failing call; nothing may end the process.
  pool.on('error', (error) => log.warn({ err: error, role }, 'an idle database connection was lost'))
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/**
 * Sent with the connection's start, so that no statement can come before them.
 * - An empty search path: nobody can slip in a function or table of the same name.
 * - Read only unless a transaction says otherwise: only `asTeam` and `withoutTeam` write, so a stray statement without a team cannot.
 */
const startupSettings = (role: DatabaseRole, settings: Readonly<Record<string, string>>) =>
  [
    `-c role=${role} -c search_path=pg_catalog -c default_transaction_read_only=on -c timezone=UTC`,
    ...Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`),
  ].join(' ')
