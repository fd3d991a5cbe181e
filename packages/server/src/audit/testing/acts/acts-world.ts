import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { keyCareOf } from '../../../cli/open-installation.ts'
import { readConfiguration } from '../../../config/read.ts'
import { startServer } from '../../../runtime/start.ts'
import { testDatabase } from '../../../testing/database.ts'
import { startOutside } from './outside.ts'
import { somebody } from './somebody.ts'
import { trailReader } from './trail-reader.ts'

export type ActsWorld = Awaited<ReturnType<typeof actsWorld>>

const generous = Object.fromEntries(
  ['ADDRESS', 'CLIENT', 'ACCOUNT', 'AIRCRAFT_BATCHES', 'TOKENS', 'MAILS', 'FAILED_AUTHENTICATION'].map((name) => [
    `SKYKEEP_LIMIT_${name}_PER_MINUTE`,
    '1000000',
  ]),
)
const anyPort = { SKYKEEP_PORT: '0', SKYKEEP_MTLS_PORT: '0', SKYKEEP_OPERATIONS_PORT: '0' }

/** The whole program as it starts, with its listeners and workers, what it needs from outside, and a clock that can be moved. */
export async function actsWorld(settings: Record<string, string> = {}) {
  const [database, outside] = await Promise.all([testDatabase(), startOutside()])
  const folder = mkdtempSync(join(tmpdir(), 'skykeep-test-'))
  const config = readConfiguration({
    ...generous,
    ...anyPort,
    SKYKEEP_DATABASE_URL: database.appUrl,
    SKYKEEP_DATA_DIR: folder,
    SKYKEEP_LOG_LEVEL: 'silent',
    ...outside.settings,
    ...settings,
  })
  const clock = { aheadMs: 0, now: () => new Date(Date.now() + clock.aheadMs) }
  const running = await startServer(config, pino({ level: 'silent' }), clock)
  const identity = running.identity!
  const automation = running.automation!
  const { url, mtls_url } = running.addresses
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 2 })
  // A closing connection can be cut by the drop of the database, in the pool or on its way out of it.
  admin.on('connect', (client) => client.on('error', () => {}))
  admin.on('error', () => {})

  const world = {
    running,
    identity,
    automation,
    core: running.core,
    config,
    folder,
    admin,
    clock,
    outside,
    database,
    url,
    mtls_url,
  }
  return {
    ...world,
    ...trailReader(world),
    ...somebody(world),
    keys: await keyCareOf(running.core, identity),

    async close(): Promise<void> {
      await running.stop()
      await outside.close()
      await admin.end()
      await database.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
