import { join } from 'node:path'
import vue from '@vitejs/plugin-vue'
import type { InlineConfig } from 'vite'
import { repository } from '../source-files.ts'

export const consoleFolder = join(repository, 'packages/console')
export const consoleBuilt = join(consoleFolder, 'dist')

/** The content security policy of the console has no exceptions: nothing inline, no `data:` script, no polyfill that writes itself in. */
export const viteOptions: InlineConfig = {
  configFile: false,
  logLevel: 'warn',
  root: consoleFolder,
  base: '/console/',
  plugins: [vue()],
  build: {
    outDir: consoleBuilt,
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Says which file belongs to which route: the budget is checked against it.
    manifest: 'manifest.json',
  },
}
