import type { SourceFile } from '../source-files.ts'
import { hasDefaultExport } from './imports.ts'

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/
const empty = /^(utils?|helpers?|common|managers?)$/

/** A file is named after what it holds, in kebab-case; `utils`, `helpers`, `common` and `manager` name nothing. */
export function nameFault({ path }: SourceFile): string | null {
  if (!/^(packages|scripts|e2e)\/.*\.(ts|sql)$/.test(path)) return null
  const words = path.split('/').flatMap((part) => part.split('.'))
  if (words.some((word) => word !== '' && !kebab.test(word) && !/^\d{4}_[a-z0-9_]+$/.test(word))) {
    return `${path}: files and folders are named in kebab-case`
  }
  if (words.some((word) => word.split('-').some((piece) => empty.test(piece)))) return `${path}: name the thing that is in it`
  return null
}

/** Files that a tool loads by path; their one export is the tool's rule. */
const setsUpATool = /\.config\.ts$|\/testing\/global-setup\.ts$/

export function defaultExportFault(file: SourceFile): string | null {
  if (!/^packages\/.*\.ts$/.test(file.path) || setsUpATool.test(file.path)) return null
  return hasDefaultExport(file) ? `${file.path}: no default export, so that a thing has one name everywhere` : null
}

const readsEnvironment = 'packages/server/src/config/read.ts'

/** Settings are read in one place, once, and handed down: nothing else depends on where the program happens to run. */
export function environmentFault({ path, text }: SourceFile): string | null {
  if (!/^packages\/.*\.ts$/.test(path) || path.endsWith('.test.ts') || path === readsEnvironment) return null
  return /\bprocess\.env\b|\benv\b[^\n]*from 'node:process'/.test(text)
    ? `${path}: only ${readsEnvironment} reads the environment`
    : null
}
