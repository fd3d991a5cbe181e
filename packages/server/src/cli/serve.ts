import { parseArgs } from 'node:util'
import { readConfiguration } from '../config/read.ts'
import { flyDemo } from '../demo/fly-demo.ts'
import { enlistDemoFleet, makeDemoTeam } from '../demo/make-demo.ts'
import { createLog } from '../runtime/core.ts'
import { type FirstStart, readFirstStart, writeFirstStart } from '../runtime/first-start.ts'
import { type Running, startServer } from '../runtime/start.ts'

const DEMO_INTERVAL_MS = 2_000

export const serveUsage = 'skykeep serve [--role gateway,identity,telemetry] [--port N] [--data-dir FOLDER] [--no-demo]'

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
  const config = readConfiguration(undefined, {
    ...(values.role !== undefined && { SKYKEEP_ROLE: values.role }),
    ...(values.port !== undefined && { SKYKEEP_PORT: values.port }),
    ...(values['data-dir'] !== undefined && { SKYKEEP_DATA_DIR: values['data-dir'] }),
    ...(values['no-demo'] && { SKYKEEP_DEMO: 'false' }),
  })
  const log = createLog(config)
  const stopAsked = stopSignal()
  const running = await startServer(config, log)
  const land = config.SKYKEEP_DEMO ? await startDemo(running) : async () => {}
  await stopAsked
  await land()
  await running.stop()
  return 0
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
async function startDemo(running: Running): Promise<() => Promise<void>> {
  const { core, identity, addresses, operationsUrl, caFile } = running
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
  announce(content, path, credentials.length, made !== null)
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
function announce(start: FirstStart, path: string, flying: number, isFirst: boolean): void {
  const secret = isFirst ? `  client_secret  ${start.client_secret}\n` : ''
  process.stdout.write(
    `\nSkykeep is ready.\n\n` +
      `  API            ${start.url}\n` +
      `  reference      ${start.url}/docs\n` +
      `  mutual TLS     ${start.mtls_url}   (authority: ${start.ca_file})\n` +
      `  operations     ${start.operations_url}/metrics\n` +
      `  demo team      ${start.team_id}, ${flying} aircraft flying\n` +
      `  client_id      ${start.client_id}\n${secret}` +
      `  all of it in   ${path}\n\n`,
  )
}
