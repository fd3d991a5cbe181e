import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Migration {
  number: number
  name: string
  sql: string
  sha256: string
}

export const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url))

/** All migrations in order. Two changes that claim the same number are found here. */
export function readMigrations(folder = migrationsFolder): Migration[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  return names.sort().map((name, index) => {
    const number = Number(/^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1])
    if (!(number > 0)) throw new Error(`The migration ${name} is not named like 0042_machine_tags.sql.`)
    if (names[index - 1]?.startsWith(name.slice(0, 5))) throw new Error(`Two migrations have the number of ${name}.`)
    // A checkout may have other line ends; that is not another migration.
    const sql = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n')
    return { number, name: name.replace('.sql', ''), sql, sha256: createHash('sha256').update(sql).digest('hex') }
  })
}
