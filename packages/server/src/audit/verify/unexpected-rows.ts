import type { Ask } from '../tree-nodes.ts'
import type { TellFault } from './faults.ts'
import { rowName } from './read-entry.ts'

/** Rows beyond the end of the tree, or in places that no tree has. */
export async function tellUnexpected(ask: Ask, tell: TellFault): Promise<void> {
  const { rows: entries } = await ask<{ index: string; team_id: string; id: string }>(BEYOND_ENTRIES)
  for (const row of entries) {
    const { index, team_id } = row
    tell({ code: 'entry_inserted', row: rowName(row), index: Number(index), team_id, detail: 'it lies outside of the tree' })
  }
  const { rows: nodes } = await ask<{ level: number; index: string }>(BEYOND_NODES)
  for (const { level, index } of nodes) {
    tell({ code: 'node_unexpected', row: `audit.nodes level ${level} index ${index}`, detail: 'the tree has no such node' })
  }
  const { rows: checkpoints } = await ask<{ size: string; head: number }>(BEYOND_CHECKPOINTS)
  for (const { size, head } of checkpoints) {
    const detail = `it is of a larger tree than the one of ${head} entries that is there: the end was cut off`
    tell({ code: 'checkpoint_ahead', row: `audit.checkpoints size ${size}`, detail })
  }
}

// In one statement each: what is added meanwhile comes with a head that covers it. As text: a forged place may be any number.
const BEYOND_ENTRIES = {
  name: 'audit-verify-beyond-entries',
  text: `select index::text, team_id, id from audit.entries
    where index >= (select size from audit.head) or index < 0 order by entries.index limit 100`,
  values: [] as unknown[],
}
const BEYOND_NODES = {
  name: 'audit-verify-beyond-nodes',
  text: `select level, index::text from audit.nodes
    where level < 0 or index < 0 or (index::numeric + 1) * power(2::numeric, level) > (select size from audit.head)
    order by level, nodes.index limit 100`,
  values: [] as unknown[],
}
const BEYOND_CHECKPOINTS = {
  name: 'audit-verify-beyond-checkpoints',
  text: `select c.size::text, h.size as head from audit.checkpoints c cross join audit.head h where c.size > h.size order by c.size limit 100`,
  values: [] as unknown[],
}
