import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'

type Login = 'skykeep_admin' | 'skykeep_app'

/** The embedded PostgreSQL of a running product, past the product: as its superuser, or as the program's own restricted login. */
export function databaseUrl(folder: string, login: Login): string {
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'))
  const { host, port } = read('postgres.address.json') as { host: string; port: number }
  const passwords = read('postgres.passwords.json') as Record<Login, string>
  return `postgresql://${login}:${encodeURIComponent(passwords[login])}@${encodeURIComponent(host)}:${port}/skykeep`
}

/** What somebody with all rights over the database can see and do. */
export async function asAdmin<T>(folder: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: databaseUrl(folder, 'skykeep_admin') })
  await admin.connect()
  return work(admin).finally(() => admin.end())
}
