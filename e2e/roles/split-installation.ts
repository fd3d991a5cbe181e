import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { databaseUrl } from '../bench/database.ts'
import { Api, newFolder, removeFolder, type StartedServer, startServer } from '../bench/server.ts'
import { makeServerCertificate } from './openssl.ts'
import { type RoleProcess, startRole } from './role-process.ts'

type Name = 'identity' | 'telemetry' | 'gateway' | 'mtls_gateway'

export interface SplitInstallation {
  /** All roles in one process, on the same database: what the others must answer like. */
  whole: StartedServer
  /** Of the gateway, which is all that clients see. */
  url: string
  mtls_url: string
  /** Of the role behind: nobody but the gateway should get there. */
  telemetry_url: string
  /** Certificate that clients of `mtls_url` trust. */
  serverCertificate: string
  owner: Api
  outputOf(name: Name): string
  kill(name: Name): Promise<void>
  start(name: Name): Promise<void>
  stop(): Promise<void>
}

/** One installation in four processes: two roles behind two gateways, one of which asks for client certificates. */
export async function startSplitInstallation(settings: Record<string, string>): Promise<SplitInstallation> {
  const folder = newFolder()
  const shared = { ...settings, SKYKEEP_INTERNAL_KEY: 'shared by all processes of this one test' }
  const whole = await startServer(shared, join(folder, 'whole'))
  const [identity, telemetry, gateway, secure, mtls] = await freePorts(5)
  const url = `http://127.0.0.1:${gateway}`
  const mtls_url = `https://127.0.0.1:${mtls}`
  const files = makeServerCertificate(folder)
  const root = join(folder, 'root.pem')
  const common = {
    ...shared,
    SKYKEEP_DATABASE_URL: databaseUrl(whole.folder, 'skykeep_app'),
    SKYKEEP_PUBLIC_URL: url,
    SKYKEEP_PUBLIC_MTLS_URL: mtls_url,
  }
  const behind = { ...common, SKYKEEP_TRUSTED_PROXIES: '127.0.0.1/32' }
  const inFront = {
    ...common,
    SKYKEEP_IDENTITY_URL: `http://127.0.0.1:${identity}`,
    SKYKEEP_TELEMETRY_URL: `http://127.0.0.1:${telemetry}`,
  }
  const settingsOf: Record<Name, Record<string, string>> = {
    identity: { ...behind, SKYKEEP_ROLE: 'identity', SKYKEEP_PORT: `${identity}` },
    telemetry: { ...behind, SKYKEEP_ROLE: 'telemetry', SKYKEEP_PORT: `${telemetry}` },
    gateway: { ...inFront, SKYKEEP_ROLE: 'gateway', SKYKEEP_PORT: `${gateway}` },
    mtls_gateway: {
      ...inFront,
      SKYKEEP_ROLE: 'gateway',
      SKYKEEP_PORT: `${secure}`,
      SKYKEEP_MTLS_PORT: `${mtls}`,
      SKYKEEP_TLS: 'files',
      SKYKEEP_TLS_CERT_FILE: files.certificate,
      SKYKEEP_TLS_KEY_FILE: files.key,
      SKYKEEP_MTLS_CA_FILE: root,
    },
  }
  const running = new Map<Name, RoleProcess>()
  const start = async (name: Name) => {
    running.set(name, await startRole(join(folder, name), settingsOf[name]))
  }
  const stop = async () => {
    await Promise.all([...running.values()].map((role) => role.end('SIGTERM')))
    await whole.stop()
    removeFolder(folder)
  }
  try {
    shareRootKey(whole.folder, join(folder, 'identity'))
    await start('identity')
    writeFileSync(root, await (await fetch(`http://127.0.0.1:${identity}/pki/root.pem`)).text())
    await Promise.all([start('telemetry'), start('gateway'), start('mtls_gateway')])
    const owner = await Api.of({ ...whole.start, url })
    const serverCertificate = readFileSync(files.certificate, 'utf8')
    const telemetry_url = `http://127.0.0.1:${telemetry}`
    const kill = (name: Name) => running.get(name)!.end('SIGKILL')
    const outputOf = (name: Name) => running.get(name)!.output()
    return { whole, url, mtls_url, telemetry_url, serverCertificate, owner, outputOf, kill, start, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function shareRootKey(from: string, to: string): void {
  mkdirSync(to, { mode: 0o700 })
  copyFileSync(join(from, 'root.key'), join(to, 'root.key'))
}

/** All taken at once, so that they differ. The addresses must be known before anything starts: each process is told those of others. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer())
  await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}
