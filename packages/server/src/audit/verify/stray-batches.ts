import { BATCH_COMMITTED } from '@skykeep/proof'
import type { Ask } from '../tree-nodes.ts'
import type { TelemetryReader } from './batch-check.ts'
import type { TellFault } from './faults.ts'

interface Key {
  team_id: string
  batch_id: string
}

const CHUNK = 500
const NAMED_MAX = 20

/** Events under a batch that no entry, waiting or placed, commits to: somebody put them in by hand. */
export async function strayBatches(ask: Ask, { listBatches, readBatch }: TelemetryReader, tell: TellFault): Promise<void> {
  if (!listBatches) return
  let chunk: Key[] = []
  const checkChunk = async () => {
    for (const key of await uncommitted(ask, chunk)) await tellStray(key)
    chunk = []
  }
  for await (const key of listBatches()) if (chunk.push(key) === CHUNK) await checkChunk()
  await checkChunk()

  async function tellStray({ team_id, batch_id }: Key): Promise<void> {
    const records = await readBatch(team_id, batch_id)
    let told = 0
    for await (const { aircraft_id, event_id } of records === 'expired' ? [] : records) {
      if (told++ === NAMED_MAX) break
      const row = `telemetry.events team ${team_id} aircraft ${aircraft_id} event ${event_id} (batch ${batch_id})`
      tell({ code: 'event_inserted', row, detail: 'no audit entry commits to its batch', team_id, aircraft_id, event_id })
    }
    if (told === 0) {
      const row = `telemetry.batches team ${team_id} batch ${batch_id}`
      tell({ code: 'batch_unknown', row, detail: 'no audit entry commits to this batch', team_id })
    }
  }
}

async function uncommitted(ask: Ask, keys: readonly Key[]): Promise<Key[]> {
  if (keys.length === 0) return []
  const values = [keys.map(({ team_id }) => team_id), keys.map(({ batch_id }) => batch_id), BATCH_COMMITTED]
  const { rows } = await ask<Key>({ ...UNCOMMITTED, values })
  return rows
}

// Entries that wait for their place count: the events of the last second may be seen before their entry is sequenced.
const UNCOMMITTED = {
  name: 'audit-verify-uncommitted',
  text: `select batch.team_id, batch.batch_id from unnest($1::uuid[], $2::text[]) as batch (team_id, batch_id)
    where not exists (select from audit.entries e where e.team_id = batch.team_id and e.resource_id = batch.batch_id and e.action = $3)
      and not exists (select from audit.pending p where p.team_id = batch.team_id
        and p.draft::jsonb #>> '{resource,id}' = batch.batch_id and p.draft::jsonb ->> 'action' = $3)`,
}
