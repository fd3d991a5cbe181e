import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import type { Embedded } from '../db/embedded/start-embedded.ts'
import { startTestServer } from './test-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    testDatabaseDoor: string
  }
}

/**
 * One PostgreSQL for all workers of a run, started when the first test asks for it. The workers end with their files, so the server
 * belongs to the process that starts them; they ask it through a socket in a folder that only we can enter.
 */
export default function setup(project: TestProject): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'skykeep-test-'))
  let server: Promise<Embedded> | undefined
  const door = createServer(async (visitor) => {
    visitor.on('error', () => {})
    server ??= startTestServer(join(folder, 'data'))
    const answer = await server.then(
      ({ adminUrl, passwords }) => ({ adminUrl, passwords }),
      (error: Error) => ({ error: error.message }),
    )
    visitor.end(JSON.stringify(answer))
  })
  const path = join(folder, 'door')
  door.listen(path)
  door.unref()
  project.provide('testDatabaseDoor', path)
  return async () => {
    door.close()
    await server?.then(({ stop }) => stop()).catch(() => {})
    rmSync(folder, { recursive: true, force: true })
  }
}
