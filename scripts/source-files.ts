import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

export const repository = join(import.meta.dirname, '..')

export interface SourceFile {
  /** From the top of the repository, with forward slashes. */
  path: string
  text: string
}

/** Folders that are made, never written by hand (they are the ones in `.gitignore`). */
const unwritten = new Set(['node_modules', '.git', 'dist', 'data', 'coverage', 'results'])
const readable =
  /\.(ts|vue|sql|json|md|css|html|js|yml|yaml|sh|txt|example|svg)$|(^|\/)(\.npmrc|\.gitignore|run|LICENSE|Dockerfile)$/

/** Every text file of the repository. The folders are walked instead of asking git, which a bare machine may not have. */
export function sourceFiles(under = ''): SourceFile[] {
  return walk(join(repository, under))
    .map((path) => relative(repository, path).replaceAll('\\', '/'))
    .filter((path) => readable.test(path) && path !== 'package-lock.json')
    .sort()
    .map((path) => ({ path, text: readFileSync(join(repository, path), 'utf8') }))
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return unwritten.has(entry.name) ? [] : walk(join(folder, entry.name))
    return entry.isFile() && entry.name !== '.env' && !entry.name.endsWith('.log') ? [join(folder, entry.name)] : []
  })
}
