import { spawn } from 'node:child_process'
import { program } from '../bench/program.ts'
import { Api, newFolder, removeFolder, startServer, unlimited } from '../bench/server.ts'
import { skykeep } from './command.ts'
import { Connection } from './keys/connection.ts'
import { Fleet } from './keys/fleet.ts'
import { Load } from './keys/load.ts'
import { type Replayed, replayBeside } from './keys/recording.ts'

export interface KeysResult {
  requests: number
  per_second: number
  /** Answers that were not a success, by what was asked and answered. */
  failed: Record<string, number>
  rotated: string[]
  /** Certificates of the connection to the pretended cloud, each registered beside the former one. */
  connection_certificates: number
  /** Certificates of aircraft that sent with them, and former ones that were revoked and then refused. */
  aircraft_certificates: number
  revoked: number
  replayed: Replayed
  /** Commands that were killed in the middle with `kill -9`. */
  killed: number
  /** Former data and root keys that are left after everything, and why. */
  waiting: string[]
  gone: number
  verified: boolean
  ok: boolean
}

interface Options {
  perSecond: number
  kills: number
  /** Whether to wait until no process can know a former data key for the newest (ten minutes), and to see it destroyed. */
  untilGone: boolean
  /** Rows of the recording that are played beside it, and how much faster than they were recorded; without a number all of them. */
  replay: { limit?: number; speed: number }
  say: (line: string) => void
}

const kinds = ['token', 'checkpoint', 'data', 'root', 'cookies', 'audit-seal', 'authority'] as const
const REMEMBERED_MS = 10 * 60_000 + 15_000

const AIRCRAFT_WITH_CERTIFICATES = 3

/**
 * Replaces every kind of key and certificate under load and beside a replay, kills the sealing anew in the middle, and asks afterwards whether everything
 * that was sealed before can be used: tokens, the connection to the pretended cloud, certificates, the audit trail, and each replayed row, once.
 */
export async function proveKeys({ perSecond, kills, untilGone, replay, say }: Options): Promise<KeysResult> {
  const folder = newFolder()
  const server = await startServer({ ...unlimited }, folder)
  const api = await Api.of(server.start)
  const fleet = new Fleet(server.start, api)
  let load: Load | undefined
  try {
    const connection = await Connection.of(server, api)
    await fleet.begin(AIRCRAFT_WITH_CERTIFICATES)
    load = new Load({ start: server.start, api, fleet, connection: connection.id, perSecond })
    await load.begin()
    const progress = ({ asked, failures }: Load) => `${asked} requests, ${failures} failed`
    const replaying = replayBeside({ start: server.start, folder, limit: replay.limit, speed: replay.speed })
    replaying.catch(() => {}) // told where it is waited for
    const rotated: string[] = []
    const command = async (...args: string[]) => {
      const { code, output } = await skykeep(folder, 'keys', ...args)
      if (code !== 0) throw new Error(`skykeep keys ${args.join(' ')}: ${output}`)
      return output
    }
    for (const kind of kinds) {
      // The demo is young: its next signing keys were announced a moment ago.
      await command('rotate', kind, '--now')
      rotated.push(kind)
      say(`${kind} rotated; ${progress(load)}`)
    }
    // With a token of its own each time: they end, and the key that signed the last one may be another by now.
    const replaceCertificates = async () => {
      const fresh = await Api.of(server.start)
      await connection.replaceCertificate(fresh)
      await fleet.renew(fresh)
    }
    await replaceCertificates()
    say(`certificates of the connection and of aircraft replaced; ${progress(load)}`)
    let killed = 0
    for (let kill = 0; kill < kills; kill++) {
      killed += Number(await killedInTheMiddle(folder, () => command('rotate', 'data')))
      await command('reencrypt')
      await replaceCertificates()
      say(`sealing anew killed ${killed} times; ${progress(load)}`)
    }
    if (untilGone) {
      say('waiting until no process can know a former data key for the newest')
      for (const end = Date.now() + REMEMBERED_MS; Date.now() < end; ) {
        await pause(Math.min(60_000, Math.max(0, end - Date.now())))
        await replaceCertificates()
      }
    }
    const { retired, waiting } = JSON.parse(await command('retire', '--json')) as { retired: string[]; waiting: string[] }
    await pause(2_000)
    const replayed = await replaying
    await load.end()
    await server.stop()
    const { code, output } = await skykeep(folder, 'audit', 'verify')
    if (code !== 0) say(output)
    const { requests, per_second, failed } = load.result()
    const ok =
      Object.keys(failed).length === 0 &&
      code === 0 &&
      killed === kills &&
      replayed.ok &&
      fleet.refused === fleet.renewed &&
      (!untilGone || retired.some((what) => what.startsWith('data key')))
    const certificates = {
      ...{ connection_certificates: connection.replaced, aircraft_certificates: fleet.renewed, revoked: fleet.refused },
    }
    const end = { killed, waiting, gone: retired.length, verified: code === 0, ok }
    return { requests, per_second, failed, rotated, ...certificates, replayed, ...end }
  } catch (error) {
    say(`${load ? JSON.stringify(load.result()) : ''}\n${server.output().slice(-4_000)}`)
    throw error
  } finally {
    load?.stop()
    fleet.stop()
    server.process.kill('SIGKILL')
    removeFolder(folder)
  }
}

/** Seals anew after a rotation and kills it when it says that some is done; again if all was done before the signal came. False when it always was. */
async function killedInTheMiddle(folder: string, rotate: () => Promise<unknown>): Promise<boolean> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, SKYKEEP_DATA_DIR: folder, SKYKEEP_LOG_LEVEL: 'warn' }
  for (let tries = 0; tries < 10; tries++) {
    await rotate()
    const child = spawn(process.execPath, [program, 'keys', 'reencrypt'], { env, stdio: ['ignore', 'pipe', 'ignore'] })
    child.stdout.once('data', () => child.kill('SIGKILL'))
    const signal = await new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, by) => resolve(by)))
    if (signal === 'SIGKILL') return true
  }
  return false
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
