import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { adminLogin } from './passwords.ts'
import { giveTo, type Place } from './place.ts'
import { serverEnvironment } from './server-environment.ts'

export const clusterExists = (place: Place) => existsSync(join(place.cluster, 'PG_VERSION'))

/** Made beside its place and moved there when complete, so that being killed in the middle leaves nothing half made. */
export async function makeCluster(place: Place, initdb: string, adminPassword: string): Promise<void> {
  const leftovers = readdirSync(place.folder).filter((name) => name.startsWith('new-'))
  for (const name of leftovers) rmSync(join(place.folder, name), { recursive: true, force: true })

  const name = `new-${process.pid}-${Date.now()}`
  const passwordFile = join(place.folder, `${name}.password`)
  writeFileSync(passwordFile, adminPassword, { mode: 0o600, flag: 'wx' })
  if (place.user) giveTo(place.user, passwordFile)
  try {
    await runInitdb(place, initdb, join(place.asSeenByServer, name), join(place.asSeenByServer, `${name}.password`))
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(join(place.folder, name), place.cluster)
}

export function assertSameMajor(place: Place, version: string): void {
  const made = readFileSync(join(place.cluster, 'PG_VERSION'), 'utf8').trim()
  const [major] = version.split('.')
  if (made !== major) {
    throw new Error(
      `The database in ${place.cluster} was made by PostgreSQL ${made}, this program brings PostgreSQL ${major}: ` +
        'dump it with the release that made it and restore it into a new data folder.',
    )
  }
}

function runInitdb(place: Place, initdb: string, cluster: string, passwordFile: string): Promise<void> {
  const options = [
    ['--pgdata', cluster],
    ['--username', adminLogin],
    ['--pwfile', passwordFile],
    ['--auth', 'scram-sha-256'],
    ['--encoding', 'UTF8'],
    // The order of text must not change with the operating system's C library: that would corrupt indexes.
    ['--locale', 'C'],
    ['--locale-provider', 'builtin'],
    ['--builtin-locale', 'C.UTF-8'],
  ].map(([name, value]) => `${name}=${value}`)
  const child = spawn(initdb, [...options, '--data-checksums', '--no-instructions'], {
    ...place.user,
    cwd: '/',
    env: serverEnvironment,
    stdio: ['ignore', 'pipe', 'pipe', place.folderDescriptor ?? 'ignore'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (said += text))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`initdb failed (${code}):\n${said.slice(-2_000)}`))))
  })
}
