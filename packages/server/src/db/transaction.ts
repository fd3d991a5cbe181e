import { AsyncLocalStorage } from 'node:async_hooks'
import type { Transaction } from 'kysely'
import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg'
import { kyselyOn } from './kysely-on.ts'
import type { Tables } from './tables.ts'

export interface TransactionOptions {
  /** Do the work again, at most three times, when PostgreSQL says that another transaction was in its way. The work must bear it. */
  retry?: boolean
  readOnly?: boolean
  isolation?: 'read committed' | 'repeatable read' | 'serializable'
}

interface State {
  isOpen: boolean
  client: PoolClient
  team: string | null
}

/**
 * One transaction on one connection. `team` is set for this transaction alone: never for the connection, whose next user would
 * inherit it. Where the pool pipelines, BEGIN, the team and the first statement travel together; should BEGIN itself fail, what
 * follows finds no team and a session that only reads.
 */
export async function inTransaction<T>(
  pool: Pool,
  team: string | null,
  options: TransactionOptions,
  work: (tx: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  if (current.getStore()?.isOpen) {
    throw new Error('A transaction is open here already: hand its tx down. A second one would neither see nor share its fate.')
  }
  const client = await pool.connect()
  const state: State = { isOpen: true, client, team }
  let isLost = false
  try {
    const begun = begin(client, options, team)
    if (!client.pipeline) await begun
    try {
      const tx = kyselyOn(client, () => assertOpen(state))
      states.set(tx, state)
      const result = await current.run(state, () => work(tx))
      await begun
      state.isOpen = false
      await commit(client)
      return result
    } catch (error) {
      state.isOpen = false
      await begun
      throw error
    }
  } catch (error) {
    state.isOpen = false
    isLost = await rollBack(client)
    throw error
  } finally {
    client.release(isLost)
  }
}

/** The connection below a transaction, for hand-made SQL on a hot path: prepared once per connection under its name. */
export function prepared<Row extends QueryResultRow>(
  tx: Transaction<Tables>,
  statement: { name: string; text: string; values: readonly unknown[] },
): Promise<QueryResult<Row>> {
  const { client } = openState(tx)
  return client.query<Row>({ name: statement.name, text: statement.text, values: statement.values as unknown[] })
}

export function teamIn(tx: Transaction<Tables>): string | null {
  return openState(tx).team
}

const current = new AsyncLocalStorage<State>()
const states = new WeakMap<Transaction<Tables>, State>()

function openState(tx: Transaction<Tables>): State {
  const state = states.get(tx)
  assertOpen(state)
  return state
}

function assertOpen(state: State | undefined): asserts state is State {
  if (!state?.isOpen) throw new Error('This transaction has ended: nothing can be done in it any more.')
}

/** Settles when both have been answered; never rejects unseen, because it is awaited on every way out. */
function begin(
  client: PoolClient,
  { readOnly, isolation = 'read committed' }: TransactionOptions,
  team: string | null,
): Promise<unknown> {
  const started = client.query(`begin isolation level ${isolation} ${readOnly ? 'read only' : 'read write'}`)
  const text = `select set_config('skykeep.team', $1, true)`
  const setTeam = () => client.query({ name: 'skykeep team', text, values: [team ?? ''] })
  const both = client.pipeline ? Promise.all([started, setTeam()]) : started.then(setTeam)
  both.catch(() => {}) // awaited later; until then it must not count as unseen
  return both
}

async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query('commit')
  // After a failed statement PostgreSQL answers COMMIT with ROLLBACK. Taking that for success would acknowledge what was never stored.
  if (command !== 'COMMIT') throw new Error('The transaction was rolled back: one of its statements had failed, unnoticed.')
}

async function rollBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query('rollback')
    return false
  } catch {
    return true // what state the connection is in nobody knows: it is thrown away
  }
}
