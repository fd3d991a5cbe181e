import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { generatedFiles } from './generate/generated-files.ts'
import { leftOver, staleFiles } from './generate/stale-files.ts'
import { repository } from './source-files.ts'

const made = await generatedFiles()
const stale = staleFiles(made)
for (const path of leftOver(made)) rmSync(join(repository, path))
for (const [path, content] of made) {
  mkdirSync(dirname(join(repository, path)), { recursive: true })
  writeFileSync(join(repository, path), content)
}
console.log(stale.length === 0 ? `${made.size} generated files, all up to date` : `written anew:\n${stale.join('\n')}`)
