import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { compressBelow, filesBelow } from './console/compress.ts'
import { consoleBuilt, consoleFolder, viteOptions } from './console/vite-options.ts'
import { repository } from './source-files.ts'

/** Before every start: a build of a few seconds when a source is newer than the last one. `--anew`: in any case. */
if (process.argv.includes('--anew') || !isUpToDate()) {
  console.log('Building the console …')
  await build(viteOptions)
  compressBelow(consoleBuilt)
}

function isUpToDate(): boolean {
  // Written last by the compression, so that a build which was cut off is made again.
  const built = join(consoleBuilt, 'manifest.json.br')
  if (!existsSync(built)) return false
  const since = statSync(built).mtimeMs
  const sources = [join(consoleFolder, 'src'), join(repository, 'scripts/console')].flatMap(filesBelow)
  const others = ['index.html', 'package.json'].map((name) => join(consoleFolder, name))
  return [...sources, ...others, join(repository, 'package-lock.json')].every((path) => statSync(path).mtimeMs < since)
}
