import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { replay } from '@skykeep/simulator'
import { residentBytes } from './cpu.ts'
import type { StartedServer } from './server.ts'

const usualRecording = join(import.meta.dirname, '../../../shared/data/adsb-switzerland-2018-08-01.ndjson.gz')

/** The recorded day as fast as it goes, where the recording is at hand: its rate, and the most memory the server took meanwhile. */
export async function measureReplayMemory({ process: child, start }: StartedServer, recording = usualRecording) {
  if (!existsSync(recording)) return []
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, residentBytes(child.pid!))
  }, 50)
  const operator = { client_id: start.client_id, client_secret: start.client_secret }
  const report = await replay({ file: recording, url: start.url, operator, concurrency: 16 })
  clearInterval(watch)
  if (!report.ok) throw new Error(`the replay was not right: ${JSON.stringify(report)}`)
  const figure = (name: string, unit: string, median: number) => ({ name, unit, median, least: 0, most: 0 })
  return [
    figure(`replay of ${report.sent} real positions`, 'events/s', report.events_per_second),
    figure('server memory at most, meanwhile', 'MB', most / 1e6),
  ]
}
