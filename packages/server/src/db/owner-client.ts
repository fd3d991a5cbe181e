import pg from 'pg'

/** One connection for a piece of administration, ended afterwards. Locks are waited for briefly: requests of the old release go first. */
export async function withClient<T>(url: string, applicationName: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    options: '-c search_path=pg_catalog -c lock_timeout=10s -c client_min_messages=warning',
  })
  client.on('error', () => {}) // told by the failing call
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
