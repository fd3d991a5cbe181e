import type { Personal } from '@skykeep/proof'
import type { Generated } from 'kysely'

export interface EntriesTable {
  team_id: string
  index: number
  team_index: number
  id: string
  at: Date
  leaf: string
  leaf_hash: Buffer
  action: string
  outcome: string
  actor_type: string
  actor_id: string
  resource_type: string | null
  resource_id: string | null
  personal: Record<string, Personal>
}

interface PendingTable {
  team_id: string
  id: string
  written_at: Generated<Date>
  draft: string
  personal: Record<string, Personal>
  mac: Buffer
}

interface HeadTable {
  one: boolean
  size: number
  root: Buffer
  mac: Buffer
}

interface CheckpointsTable {
  size: number
  root: Buffer
  note: string
  at: Date
  confirmed_at: Date
}

declare module '../db/tables.ts' {
  interface Tables {
    'audit.pending': PendingTable
    'audit.entries': EntriesTable
    'audit.nodes': { level: number; index: number; hash: Buffer }
    'audit.head': HeadTable
    'audit.checkpoints': CheckpointsTable
  }
}
