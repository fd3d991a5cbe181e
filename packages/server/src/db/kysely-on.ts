import {
  type DatabaseConnection,
  DefaultQueryExecutor,
  PostgresAdapter,
  PostgresDialect,
  PostgresQueryCompiler,
  Transaction,
} from 'kysely'
import type { PoolClient } from 'pg'
import type { Tables } from './tables.ts'

/** Kysely's query builder on a connection that is in a transaction already. `assertUsable` is asked before each statement. */
export function kyselyOn(client: PoolClient, assertUsable: () => void): Transaction<Tables> {
  const connection = connectionOf(client)
  const executor = new DefaultQueryExecutor(compiler, adapter, {
    provideConnection: async (consumer) => {
      assertUsable()
      return consumer(connection)
    },
  })
  return new Transaction<Tables>({ config: { dialect }, dialect, driver, executor })
}

const adapter = new PostgresAdapter()
const compiler = new PostgresQueryCompiler()
// Kysely asks for these in the constructor; statements go through the executor alone.
const dialect = new PostgresDialect({ pool: () => Promise.reject(new Error('A transaction has its own connection.')) })
const driver = dialect.createDriver()

/** Statements go out as they are asked for, not one by one: those of a `Promise.all` share a round trip where the pool pipelines. */
const connectionOf = (client: PoolClient): DatabaseConnection => ({
  async executeQuery<R>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) {
    const { command, rowCount, rows } = await client.query(sql, parameters as unknown[])
    const numAffectedRows = changing.has(command) ? BigInt(rowCount ?? 0) : undefined
    return { rows: (rows ?? []) as R[], numAffectedRows }
  },
  // biome-ignore lint/correctness/useYield: a pipelined connection cannot hold a cursor open; the interface wants a generator
  async *streamQuery() {
    throw new Error('Rows cannot be streamed: read them in pages.')
  },
})

const changing = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])
