import type { Passwords } from '../db/embedded/passwords.ts'
import { type Embedded, startEmbedded } from '../db/embedded/start-embedded.ts'
import { silentLog } from '../db/log.ts'

/** What a test needs to know of the server that all tests of a run share. */
export interface TestServer {
  adminUrl: string
  passwords: Passwords
}

export function startTestServer(dataFolder: string): Promise<Embedded> {
  const settings = { shared_buffers: '64MB', max_connections: '300', max_wal_size: '512MB' }
  return startEmbedded({ dataFolder, log: silentLog, settings })
}
