import { setTimeout as delay } from 'node:timers/promises'
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
  countConnections(pool)
  return pool
}

const openConnections = new WeakMap<pg.Pool, Set<pg.PoolClient>>()

function countConnections(pool: pg.Pool): void {
  const open = new Set<pg.PoolClient>()
  openConnections.set(pool, open)
  pool.on('connect', (client) => open.add(client))
  pool.on('remove', (client) => open.delete(client))
}

/** How long the server may take to see that a connection has ended; a server that is gone never does. */
const FAREWELL_MS = 2_000

/**
 * Ends a pool and waits until its connections are closed, which the driver's own `end` does not: a database that is stopped right
 * after it would still find them and complain.
 */
export async function closePool(pool: pg.Pool): Promise<void> {
  await pool.end()
  const open = openConnections.get(pool)
  for (const late = Date.now() + FAREWELL_MS; open?.size && Date.now() < late; ) await delay(5)
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
