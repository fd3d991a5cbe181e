import { parseArgs } from 'node:util'
import type { Logger } from 'pino'
import { readConfiguration } from '../config/read.ts'
import type { Configuration } from '../config/schema.ts'
import { Secret } from '../config/secret.ts'
import { type DemoAzure, startDemoAzure } from '../demo/demo-azure.ts'
import { type DemoGoogle, startDemoGoogle } from '../demo/demo-google.ts'
import { type DemoMailbox, startDemoMailbox } from '../demo/demo-mailbox.ts'
import { flyDemo } from '../demo/fly-demo.ts'
import { enlistDemoFleet, makeDemoTeam } from '../demo/make-demo.ts'
import { makeDemoMachines, reconnectDemoMachines } from '../demo/make-demo-machines.ts'
import { makeDemoOwner } from '../demo/make-demo-owner.ts'
import { createLog } from '../runtime/core.ts'
import { type FirstStart, readFirstStart, writeFirstStart } from '../runtime/first-start.ts'
import { type Running, startServer } from '../runtime/start.ts'

const DEMO_INTERVAL_MS = 2_000
const DEMO_SENDER = 'Skykeep demo <no-reply@skykeep.example>'

export const serveUsage =
  'skykeep serve [--role gateway,identity,automation,telemetry] [--port N] [--data-dir FOLDER] [--no-demo]'

/** Runs until it is told to stop (SIGTERM, SIGINT); a second signal ends it at once. */
export async function serve(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      role: { type: 'string' },
      port: { type: 'string' },
      'data-dir': { type: 'string' },
      'no-demo': { type: 'boolean' },
    },
  })
  const given = readConfiguration(undefined, {
    ...(values.role !== undefined && { SKYKEEP_ROLE: values.role }),
    ...(values.port !== undefined && { SKYKEEP_PORT: values.port }),
    ...(values['data-dir'] !== undefined && { SKYKEEP_DATA_DIR: values['data-dir'] }),
    ...(values['no-demo'] && { SKYKEEP_DEMO: 'false' }),
  })
  const log = createLog(given)
  const stopAsked = stopSignal()
  const world = await startDemoWorld(given, log)
  const running = await startServer(world.config, log)
  const land = given.SKYKEEP_DEMO ? await startDemo(running, world) : async () => {}
  await stopAsked
  await land()
  await running.stop()
  await Promise.all([world.mailbox?.stop(), world.azure?.stop(), world.google?.stop()])
  return 0
}

interface DemoWorld {
  config: Configuration
  mailbox: DemoMailbox | null
  azure: DemoAzure | null
  google: DemoGoogle | null
}

/** What is around the demo, and what the server is told of it. */
async function startDemoWorld(given: Configuration, log: Logger): Promise<DemoWorld> {
  const { config: mailing, mailbox } = await withMailbox(given, log)
  const google = await demoGoogle(given, log)
  const config = { ...mailing, ...google?.settings }
  const isWanted = given.SKYKEEP_DEMO && given.SKYKEEP_ROLE.includes('identity') && given.SKYKEEP_ROLE.includes('automation')
  if (!isWanted) return { config, mailbox, azure: null, google }
  const azure = await startDemoAzure(given.SKYKEEP_DATA_DIR, log)
  const SKYKEEP_AZURE_CLOUDS = [...config.SKYKEEP_AZURE_CLOUDS, azure.cloud]
  return { config: { ...config, SKYKEEP_AZURE_CLOUDS }, mailbox, azure, google }
}

/** A demo whose operator has registered nothing at Google gets a pretended one. */
async function demoGoogle(config: Configuration, log: Logger): Promise<DemoGoogle | null> {
  const isWanted =
    config.SKYKEEP_DEMO && config.SKYKEEP_ROLE.includes('contacts') && config.SKYKEEP_GOOGLE_CLIENT_ID === undefined
  return isWanted ? startDemoGoogle(log) : null
}

/** A demo without a mail server gets one that shows what it is sent: else nobody could register. */
async function withMailbox(config: Configuration, log: Logger): Promise<{ config: Configuration; mailbox: DemoMailbox | null }> {
  const isWanted = config.SKYKEEP_DEMO && config.SKYKEEP_ROLE.includes('identity') && config.SKYKEEP_SMTP_URL === undefined
  if (!isWanted) return { config, mailbox: null }
  const mailbox = await startDemoMailbox(log)
  const mail = { SKYKEEP_SMTP_URL: new Secret(mailbox.smtpUrl), SKYKEEP_MAIL_FROM: config.SKYKEEP_MAIL_FROM ?? DEMO_SENDER }
  return { config: { ...config, ...mail }, mailbox }
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    const ask = () => {
      if (asked) process.exit(1)
      asked = true
      resolve()
    }
    process.on('SIGTERM', ask)
    process.on('SIGINT', ask)
  })
}

/** A first start makes the demo team; every start lets its aircraft fly, as long as the file with its credentials is there. */
async function startDemo(running: Running, { mailbox, azure }: DemoWorld): Promise<() => Promise<void>> {
  const { core, identity, automation, addresses, operationsUrl, caFile } = running
  if (!identity) return async () => {}
  const folder = core.config.SKYKEEP_DATA_DIR
  const made = await makeDemoTeam(identity, core.log)
  const demo = made ?? readFirstStart(folder)
  if (!demo) return async () => {}
  const content: FirstStart = {
    url: addresses.url,
    mtls_url: addresses.mtls_url,
    operations_url: operationsUrl,
    ca_file: caFile ?? '',
    team_id: demo.team_id,
    client_id: demo.client_id,
    client_secret: demo.client_secret,
  }
  const path = writeFirstStart(folder, content)
  const credentials = await enlistDemoFleet(identity, demo.team_id, core.config.SKYKEEP_DEMO_AIRCRAFT)
  const owner = made && (await makeDemoOwner(identity, demo.team_id))
  if (automation && azure) {
    if (made) await makeDemoMachines(automation, azure, demo.team_id, owner?.email ?? null)
    else await reconnectDemoMachines(automation, azure, demo.team_id)
  }
  announce(content, path, credentials.length, owner, mailbox, azure)
  if (credentials.length === 0) return async () => {}
  const overTls = core.config.SKYKEEP_TLS !== 'off'
  return flyDemo({
    url: addresses.url,
    caFile: overTls ? caFile : null,
    credentials,
    intervalMs: DEMO_INTERVAL_MS,
    log: core.log,
  })
}

/** Told once, to whoever started it at a terminal: the secret is in the file, and on the screen only at the very first start. */
function announce(
  start: FirstStart,
  path: string,
  flying: number,
  owner: { email: string; password: string } | null,
  mailbox: DemoMailbox | null,
  azure: DemoAzure | null,
): void {
  const secret = owner ? `  client_secret  ${start.client_secret}\n` : ''
  const person = owner ? `  a person       ${owner.email}   password: ${owner.password}\n` : ''
  process.stdout.write(
    `\nSkykeep is ready.\n\n` +
      `  console        ${start.url}/console/\n` +
      `  API            ${start.url}\n` +
      `  reference      ${start.url}/docs\n` +
      `  mutual TLS     ${start.mtls_url}   (authority: ${start.ca_file})\n` +
      `  operations     ${start.operations_url}/metrics\n` +
      `  demo team      ${start.team_id}, ${flying} aircraft flying\n` +
      `  client_id      ${start.client_id}\n${secret}${person}` +
      (mailbox ? `  mailbox        ${mailbox.url}   (everybody’s mails)\n` : '') +
      (azure ? `  pretended Azure ${azure.cloud.arm}   (changed behind our back at ${azure.controlUrl})\n` : '') +
      `  all of it in   ${path}\n\n`,
  )
}
