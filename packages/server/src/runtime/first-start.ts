import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const FirstStart = z.object({
  url: z.string(),
  mtls_url: z.string(),
  operations_url: z.string(),
  ca_file: z.string(),
  team_id: z.string(),
  client_id: z.string(),
  client_secret: z.string(),
})
/** Where scripts begin where a person would: addresses, and a client with the owner's permissions in the demo team. */
export type FirstStart = z.output<typeof FirstStart>

const pathIn = (dataFolder: string): string => join(dataFolder, 'first-start.json')

export function readFirstStart(dataFolder: string): FirstStart | null {
  try {
    return FirstStart.parse(JSON.parse(readFileSync(pathIn(dataFolder), 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Holds a secret, so mode 0600; written whole or not at all. */
export function writeFirstStart(dataFolder: string, content: FirstStart): string {
  const path = pathIn(dataFolder)
  writeFileSync(`${path}.draft`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.draft`, path)
  return path
}
