import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { replay } from '@skykeep/simulator'
import { asAdmin } from '../bench/database.ts'
import { newFolder, removeFolder, startServer, unlimited } from '../bench/server.ts'
import { skykeep } from './command.ts'

interface ReplayDay {
  file?: string | undefined
  limit?: number | undefined
  say?: (line: string) => void
}

export const recording = join(import.meta.dirname, '../../../shared/data/adsb-switzerland-2018-08-01.ndjson.gz')
export const hasRecording = existsSync(recording)

/** A recorded day through the public API, twice; the trail verified; then one row changed by hand, which the verifier must name. */
export async function replayDay({ file = recording, limit, say = () => {} }: ReplayDay) {
  const folder = newFolder()
  const server = await startServer(unlimited, folder)
  try {
    const operator = { client_id: server.start.client_id, client_secret: server.start.client_secret }
    const order = { file, url: server.start.url, operator, concurrency: 16, ...(limit !== undefined && { limit }) }
    const first = await replay(order)
    say(`first: ${first.created} created, ${first.duplicate} duplicate, ${Math.round(first.events_per_second)} events/s`)
    const again = await replay(order)
    say(`again: ${again.created} created, ${again.duplicate} duplicate`)
    await server.stop()
    const intact = await skykeep(folder, 'audit', 'verify')
    say(intact.output.trim())
    const changed = await changeOneRow(folder)
    const tampered = await skykeep(folder, 'audit', 'verify')
    say(tampered.output.trim())
    const named = tampered.output.includes(changed)
    const isOnce = first.ok && again.ok && first.created === first.read_back.expected && again.created === 0
    return {
      ok: isOnce && intact.code === 0 && tampered.code === 1 && named,
      sent: first.sent,
      stored: first.created,
      again: { created: again.created, duplicate: again.duplicate },
      events_per_second: Math.round(first.events_per_second),
      verified: intact.code === 0,
      tampering: { event_id: changed, found: tampered.code === 1, named },
    }
  } finally {
    server.process.kill('SIGKILL')
    removeFolder(folder)
  }
}

/** As somebody with all rights over the database would: 100 feet higher. Answers the event. */
async function changeOneRow(folder: string): Promise<string> {
  // The embedded database runs as long as its product does; a second start on a free port only serves to reach it.
  const server = await startServer({}, folder)
  const { rows } = await asAdmin(folder, (admin) =>
    admin.query<{ event_id: string }>(
      `update telemetry.events set altitude = altitude + 100
        where event_id = (select event_id from telemetry.events where altitude is not null order by event_id offset 17 limit 1) returning event_id`,
    ),
  )
  await server.stop()
  return rows[0]!.event_id
}
