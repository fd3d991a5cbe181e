import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { filesBelow } from '../console/compress.ts'
import { viteOptions } from '../console/vite-options.ts'

/** One piece of the build, as Vite's manifest tells of it. */
export interface Piece {
  file: string
  isEntry?: boolean
  isDynamicEntry?: boolean
  imports?: readonly string[]
  dynamicImports?: readonly string[]
  css?: readonly string[]
}
export type Manifest = Record<string, Piece>

/** In KiB, gzip level 9. A page of the console has to be there within a second on a slow line. */
export const budget = { firstScripts: 130, firstStyles: 20, route: 95 }
/** With the console comes its frame: both are there before the first screen is. */
const first = ['index.html', 'src/frame/Frame.vue']

/** What is too heavy, of a build made for this in a folder that nobody serves. */
export async function bundleFaults(): Promise<string[]> {
  const outDir = mkdtempSync(join(tmpdir(), 'skykeep-console-'))
  try {
    await build({ ...viteOptions, build: { ...viteOptions.build, outDir } })
    return faultsBelow(outDir)
  } finally {
    rmSync(outDir, { recursive: true, force: true })
  }
}

function faultsBelow(outDir: string): string[] {
  const manifest = JSON.parse(readFileSync(join(outDir, 'manifest.json'), 'utf8')) as Manifest
  const faults = weightFaults(manifest, (file) => gzipSync(readFileSync(join(outDir, file)), { level: 9 }).length / 1_024)
  const foreign = filesBelow(outDir).flatMap((path) => foreignHosts(path, readFileSync(path, 'utf8')))
  return [...faults, ...foreign]
}

export function weightFaults(manifest: Manifest, kibOf: (file: string) => number): string[] {
  const firstPieces = reach(manifest, first)
  const sum = (files: Iterable<string>) => [...files].reduce((total, file) => total + kibOf(file), 0)
  const scripts = sum(new Set([...firstPieces].map((key) => manifest[key]!.file).filter((file) => file.endsWith('.js'))))
  const styles = sum(new Set([...firstPieces].flatMap((key) => manifest[key]!.css ?? [])))
  const routes = Object.keys(manifest)
    .filter((key) => manifest[key]!.isDynamicEntry && !firstPieces.has(key))
    .map((key) => {
      const own = [...reach(manifest, [key])].filter((one) => !firstPieces.has(one))
      return { key, kib: sum(new Set(own.map((one) => manifest[one]!.file).filter((file) => file.endsWith('.js')))) }
    })
  return [
    ...over('the scripts of the first load', scripts, budget.firstScripts),
    ...over('the styles of the first load', styles, budget.firstStyles),
    ...routes.flatMap(({ key, kib }) => over(`the scripts of ${key}`, kib, budget.route)),
  ]
}

const over = (what: string, kib: number, most: number): string[] =>
  kib > most ? [`${what}: ${kib.toFixed(1)} KiB, at most ${most}`] : []

/** Whatever these pieces bring with them at once. */
function reach(manifest: Manifest, from: readonly string[], found = new Set<string>()): Set<string> {
  for (const key of from) {
    const piece = manifest[key]
    if (!piece || found.has(key)) continue
    found.add(key)
    reach(manifest, piece.imports ?? [], found)
  }
  return found
}

/** Addresses that libraries name in texts and as names of kinds of markup; nothing is asked of them, which journeys look at. */
const named =
  /^(www\.w3\.org|www\.opengis\.net|vuejs\.org|router\.vuejs\.org|github\.com|tanstack\.com|reka-ui\.com|developer\.mozilla\.org|simplewebauthn\.dev)$/

function foreignHosts(path: string, text: string): string[] {
  if (!/\.(js|css|html)$/.test(path)) return []
  const hosts = [...text.matchAll(/https?:\/\/([a-z0-9.-]+\.[a-z]{2,})/g)].map(([, host]) => host!)
  return [...new Set(hosts.filter((host) => !named.test(host)))].map((host) => `${path.split('/').at(-1)} names the host ${host}`)
}
