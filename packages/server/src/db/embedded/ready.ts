import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

/** Asks until the server answers a statement. Gives up when `hasEnded` says that it never will, or when the time is over. */
export async function waitUntilReady(url: string, untilMs: number, hasEnded: () => boolean): Promise<boolean> {
  while (Date.now() < untilMs && !hasEnded()) {
    if (await answers(url)) return true
    await delay(15)
  }
  return false
}

export async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 5_000 })
  client.on('error', () => {}) // told by the failing call below
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
