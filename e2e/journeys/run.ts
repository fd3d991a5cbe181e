import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { newFolder, removeFolder, startServer, unlimited } from '../bench/server.ts'
import { buildConsole } from './build-console.ts'
import type { Journey } from './journey.ts'
import { playOn } from './stage.ts'

/**
 * `npm run journeys -- [--name PART] [--pictures FOLDER]`: people's errands in a real browser, on the real product with its own
 * PostgreSQL. The last line counts them.
 */
const { values } = parseArgs({ options: { name: { type: 'string' }, pictures: { type: 'string' } } })

/** Of Debian's package; where it is elsewhere, CHROMIUM says so. */
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.journey.ts'))
const all = (
  await Promise.all(
    files.map(async (name) => ((await import(join(import.meta.dirname, name))) as { journeys: Journey[] }).journeys),
  )
).flat()
const chosen = all.filter(({ title }) => values.name === undefined || title.includes(values.name))

buildConsole()
const folder = newFolder()
// Programs of people, whose webhooks take messages, are on this machine.
// One address does in minutes what people do in days: no limit on calls is to be met by chance.
const server = await startServer({ ...unlimited, SKYKEEP_DEMO_AIRCRAFT: '4', SKYKEEP_WEBHOOK_NETWORKS: '127.0.0.1' }, folder)
const [, email, password] = /a person +(\S+) +password: (\S+)/.exec(server.output()) ?? []
if (email === undefined || password === undefined) throw new Error(`nobody was announced:\n${server.output()}`)
const [, mailbox] = /mailbox +(\S+)/.exec(server.output()) ?? []
if (mailbox === undefined) throw new Error(`no mailbox was announced:\n${server.output()}`)
const [, cloudControl] = /behind our back at (\S+)\)/.exec(server.output()) ?? []
if (cloudControl === undefined) throw new Error(`no pretended cloud was announced:\n${server.output()}`)
const product = { start: server.start, person: { email, password }, mailbox, cloudControl }
// In a container everybody is root, and Chromium's sandbox wants somebody else. It meets nothing but our own pages.
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', ...quiet] })

let failed = 0
try {
  for (const { title, walk } of chosen) {
    const began = performance.now()
    try {
      await playOn(browser, product, walk, values.pictures ?? null)
      console.log(`ok   ${title} (${Math.round(performance.now() - began)} ms)`)
    } catch (error) {
      failed++
      console.log(`FAIL ${title}\n${error instanceof Error ? error.stack : String(error)}`)
    }
  }
} finally {
  await browser.close()
  await server.stop()
  removeFolder(folder)
}
console.log(`${chosen.length - failed} passed, ${failed} failed, 0 skipped`)
process.exitCode = failed === 0 && chosen.length > 0 ? 0 : 1
