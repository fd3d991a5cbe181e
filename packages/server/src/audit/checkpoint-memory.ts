import { open, readFile, rename } from 'node:fs/promises'

/** Where the last checkpoint that we signed is remembered, out of reach of whoever rewrites the database. */
export interface CheckpointMemory {
  load(): Promise<string | null>
  save(note: string): Promise<void>
}

export function memoryInProcess(): CheckpointMemory {
  let last: string | null = null
  return {
    load: async () => last,
    async save(note) {
      last = note
    },
  }
}

/** A file beside the database: after a restart too, a tree that was cut or rewritten meanwhile is not signed. */
export function memoryInFile(path: string): CheckpointMemory {
  return {
    async load() {
      try {
        return await readFile(path, 'utf8')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw error
      }
    },
    async save(note) {
      // Written whole or not at all: half a note would stop the log at the next start.
      const draft = `${path}.${process.pid}.new`
      const file = await open(draft, 'w', 0o600)
      try {
        await file.writeFile(note)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, path)
    },
  }
}
