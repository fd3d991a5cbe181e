import { type AuditEntry, isAuditEntry, type Personal } from '@skykeep/proof'
import type { Pool } from 'pg'
import type { IdentityRole } from '../../../roles/identity.ts'

export interface Told {
  entry: AuditEntry
  personal: Record<string, Personal>
}

/** Reads the trail on, past the walls between teams. */
export function trailReader({ admin, identity }: { admin: Pick<Pool, 'query'>; identity: Pick<IdentityRole, 'sequencer'> }) {
  let read = -1
  return {
    /** What the trail says since it was last looked at, in its order. */
    async news(): Promise<Told[]> {
      await identity.sequencer.settle()
      const { rows } = await admin.query<{ index: number; leaf: string; personal: Record<string, Personal> }>(
        'select index::int, leaf, personal from audit.entries where index > $1 order by index',
        [read],
      )
      read = rows.at(-1)?.index ?? read
      return rows.map(({ leaf, personal }) => {
        const entry: unknown = JSON.parse(leaf)
        if (!isAuditEntry(entry)) throw new Error(`It is no entry: ${leaf}`)
        return { entry, personal }
      })
    },
  }
}
