import type { Generated } from 'kysely'

interface MigrationsTable {
  number: number
  name: string
  sha256: string
  applied_at: Generated<Date>
}

/**
 * Every table, under its full name. A feature adds its own where its store is written:
 *
 *     declare module '../../db/tables.ts' {
 *       interface Tables {
 *         'directory.teams': TeamsTable
 *       }
 *     }
 */
export interface Tables {
  'skykeep.migrations': MigrationsTable
}
