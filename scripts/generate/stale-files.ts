import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../source-files.ts'
import { generatedFolders } from './generated-files.ts'

/** Which of the generated files on disk are not as they would be made now, and which are there for nothing. */
export function staleFiles(made: ReadonlyMap<string, string | Uint8Array>): string[] {
  const different = [...made].filter(([path, content]) => !readIfThere(path)?.equals(Buffer.from(content))).map(([path]) => path)
  return [...different, ...leftOver(made)]
}

/** Files in generated folders that nothing makes. */
export function leftOver(made: ReadonlyMap<string, unknown>): string[] {
  return generatedFolders
    .filter((folder) => existsSync(join(repository, folder)))
    .flatMap((folder) => readdirSync(join(repository, folder)).map((name) => `${folder}/${name}`))
    .filter((path) => !made.has(path))
}

function readIfThere(path: string): Buffer | undefined {
  const full = join(repository, path)
  return existsSync(full) ? readFileSync(full) : undefined
}
