import { ActivityLog } from './activity-log.ts'
import { Capacity } from './capacity.ts'
import type { Cloud } from './cloud.ts'
import { type Control, controlOf } from './control.ts'
import { controlAnswer } from './control-door.ts'
import { demoWorld } from './demo-world.ts'
import { Faults } from './faults.ts'
import { Governance } from './governance.ts'
import { type Door, openDoor, type Tls } from './http-door.ts'
import { Journal } from './journal.ts'
import { goOn } from './power-engine.ts'
import { EventQueue } from './queue.ts'
import type { Request } from './request.ts'
import { type Outcome, respond } from './respond.ts'
import { ordinarySettings, type Settings } from './settings.ts'
import { Throttle } from './throttle.ts'
import { type AzureClock, type ClockOrder, settableClock } from './time.ts'
import { worldOf } from './world.ts'
import type { WorldSpec } from './world-spec.ts'

export type AzureOptions = {
  /** The same seed makes the same cloud. */
  seed?: string | number
  /** A clock of the caller's, or how its own begins: `{now_ms, rate}`. Real time unless told. */
  clock?: AzureClock | ClockOrder
  /** With it `url` is HTTPS, which Microsoft's libraries insist on. */
  tls?: Tls
  /** The demo world unless told. */
  world?: WorldSpec
  settings?: Partial<Settings>
  port?: number
  plainPort?: number
  host?: string
}

export type Azure = {
  /** Of authority and resource manager alike: HTTPS when there is `tls`. */
  url: string
  /** The same over plain HTTP, with `/_control`. */
  plainUrl: string
  control: Control
  close(): Promise<void>
}

/** A pretend Azure on this machine: Entra's token endpoint, Resource Manager with Compute, the resource graph and prices. */
export async function startAzure(options: AzureOptions = {}): Promise<Azure> {
  const { seed = 1, clock = {}, tls, port = 0, plainPort = 0, host = '127.0.0.1' } = options
  const own = 'now' in clock ? undefined : settableClock(clock)
  const cloud = newCloud(options, seed, own ?? (clock as AzureClock))
  for (const machine of cloud.world.machines.values()) goOn(cloud, machine)
  const control = controlOf(cloud, own)
  const serve = (request: Request): Outcome =>
    request.path.startsWith('/_control/')
      ? { answer: controlAnswer(control, request), fate: 'arrives', dateMs: Date.now() }
      : respond(cloud, request)
  const plain = await openDoor({ port: tls ? plainPort : port || plainPort, host, serve })
  const secure = await openSecure(tls, plain, { port, host, serve })
  return {
    url: secure?.url ?? plain.url,
    plainUrl: plain.url,
    control,
    async close() {
      await Promise.all([plain.close(), secure?.close()])
    },
  }
}

async function openSecure(
  tls: Tls | undefined,
  plain: Door,
  rest: Omit<Parameters<typeof openDoor>[0], 'tls'>,
): Promise<Door | undefined> {
  if (!tls) return undefined
  try {
    return await openDoor({ ...rest, tls })
  } catch (error) {
    await plain.close()
    throw error
  }
}

function newCloud({ world, settings: changes }: AzureOptions, seed: string | number, clock: AzureClock): Cloud {
  const settings = { ...ordinarySettings, ...changes }
  const now = () => clock.now()
  return {
    seed,
    now,
    identityNow: () => (settings.identity_clock === 'real' ? Date.now() : now()) + settings.identity_skew_seconds * 1000,
    settings,
    world: worldOf(world ?? demoWorld({ seed }), now()),
    queue: new EventQueue(),
    faults: new Faults(seed, now),
    journal: new Journal(),
    capacity: new Capacity(),
    governance: new Governance(),
    throttle: new Throttle(),
    activity: new ActivityLog(),
    operations: new Map(),
    tokenKey: { current: Buffer.from(crypto.randomUUID()) },
    assertionsSeen: new Map(),
  }
}
