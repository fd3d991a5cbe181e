import { join } from 'node:path'
import { silentLog } from '@skykeep/server/db/log'
import { startDatabase } from '@skykeep/server/db/start-database'
import { pick as pickFrom, randomFrom } from '@skykeep/simulator/aircraft/random'
import pg from 'pg'
import { newFolder, removeFolder } from '../../bench/server.ts'
import { startAzure } from './azure.ts'
import { type ClockHand, clockHand } from './clock-hand.ts'
import { Processes } from './processes.ts'
import { type Expected, expectedChanges } from './schedules.ts'
import { setUp } from './set-up.ts'
import { Sky } from './sky.ts'
import { type Verdict, verdict, wronglyPowered } from './verdict.ts'
import { type Control, weatherOf } from './weather.ts'
import { proofWorld } from './world.ts'

export interface WeekOrder {
  machines: number
  days: number
  kills: number
  seed: number
  /** Simulated seconds in a real one, while something is under way. */
  rate?: number
  weather?: boolean
  say?: (line: string) => void
}

export interface WeekResult extends Verdict {
  kills: number
  simulated_days: number
  real_minutes: number
  weather: Record<string, number>
  /** Found at any of the quiet moments between two changes: must be none. */
  wrongly_powered: string[]
  ok: boolean
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/**
 * A week of machines at a pretended Azure, in simulated time: the real program in several processes on a real PostgreSQL, with Microsoft's
 * clients, while the cloud misbehaves and processes are killed. While nothing is under way the clock jumps to the next change.
 */
export async function proveWeek(order: WeekOrder): Promise<WeekResult> {
  const { machines, days, seed, say = () => {} } = order
  const folder = newFolder()
  const random = randomFrom('week', seed)
  const world = proofWorld(machines, seed)
  const from = lastMonday(Date.now())
  const azure = await startAzure(folder, world.spec, seed, from)
  const began = Date.now()
  const started = await startDatabase({
    log: silentLog,
    role: 'skykeep_identity',
    dataFolder: folder,
    settings: { max_connections: '200' },
  })
  const admin = new pg.Pool({ connectionString: started.embedded!.adminUrl.replace(/\/postgres\b/, '/skykeep'), max: 2 })
  const hand = await clockHand(join(folder, 'clock.json'), azure.control, from)
  const expected = expectedChanges(from, from + days * DAY)
  const fleet = new Processes(folder, started.appUrl, azure.setting, hand.path, say)
  try {
    const certificates = await setUp({
      folder,
      appUrl: started.appUrl,
      setting: azure.setting,
      hand,
      world,
      control: azure.control,
      admin,
    })
    await fleet.start()
    const applications = world.applications.map((one, n) => ({ ...one, certificate: certificates[n]! }))
    const pick = <T>(list: readonly T[]) => pickFrom(random, list)
    const sky = new Sky(
      order.weather === false ? [] : weatherOf({ regions: world.regions, applications }, pick),
      pick,
      azure.control,
    )
    const wrongly = await live({
      ...order,
      say,
      hand,
      admin,
      control: azure.control,
      expected,
      fleet,
      sky,
      random,
      from,
      until: from + days * DAY,
    })
    const outcome = await verdict(admin, azure.control, expected)
    const result = {
      ...{ ...outcome, kills: fleet.kills, simulated_days: days, real_minutes: Math.round((Date.now() - began) / 6_000) / 10 },
      ...{ weather: sky.seen, wrongly_powered: wrongly, ok: false },
    }
    return { ...result, ok: isRight(result) }
  } finally {
    await fleet.end()
    await admin.end()
    azure.end()
    await started.stop()
    removeFolder(folder)
  }
}

const isRight = (one: WeekResult): boolean =>
  one.missing.length + one.unasked + one.still_open + one.redundant + one.untold === 0 &&
  one.miscounted.length + one.strangers_touched.length + one.wrongly_powered.length === 0 &&
  one.done > 0

interface Living extends Required<Pick<WeekOrder, 'kills' | 'say'>> {
  rate?: number
  hand: ClockHand
  admin: pg.Pool
  control: Control
  expected: readonly Expected[][]
  fleet: Processes
  sky: Sky
  random: () => number
  from: number
  until: number
}

interface Standing {
  open: number
  /** When anything has to be done next: epoch ms. */
  next: number | null
}

/** Jumps from change to change, lives through each at a pace that the machine can follow, and kills now and then. */
async function live({
  hand,
  admin,
  control,
  expected,
  fleet,
  sky,
  random,
  until,
  kills,
  say,
  rate = 30,
}: Living): Promise<string[]> {
  const wrongly: string[] = []
  const instants = [...new Set(expected.flatMap((changes) => changes.map(({ at: instant }) => instant)))].sort((a, b) => a - b)
  // Kills are spread over the changes, each some seconds after its beginning.
  const everyKill = Math.max(1, Math.floor(instants.length / Math.max(1, kills)))
  let killAt: number | null = null
  for (const [n, instant] of instants.entries()) {
    if (instant >= until) break
    if (hand.now() < instant - 2_000) {
      const standing = await standingOf(admin)
      if (standing.open === 0) await hand.jump(instant - 2_000)
    }
    await hand.pace(rate)
    await sky.change()
    if (fleet.kills < kills && n % everyKill === 0) killAt = Date.now() + 500 + random() * 8_000
    const next = instants[n + 1] ?? until
    let quiet = 0
    // Until all of it is over, or the next change has come.
    while (hand.now() < next - 2_000 && quiet < 3) {
      await pause(300)
      if (killAt !== null && Date.now() > killAt) {
        killAt = null
        await fleet.killOne(random)
      }
      const standing = await standingOf(admin)
      quiet = standing.open === 0 && hand.now() > instant + 3_000 ? quiet + 1 : 0
      const soon = standing.next
      if (standing.open > 0 && soon !== null && soon > hand.now() + 3 * MINUTE)
        await hand.jump(Math.min(soon - 1_000, next - 2_000))
    }
    if (quiet === 3) {
      const wrong = await wronglyPowered(admin, control, expected, hand.now())
      for (const one of wrong) say(`  wrong: ${one}`)
      wrongly.push(...wrong)
    }
    say(
      `${new Date(instant).toISOString()} ${quiet === 3 ? 'settled' : 'the next change came first'}; ${fleet.kills} kills; ${sky.name}`,
    )
  }
  await sky.clear()
  await hand.jump(Math.max(hand.now(), until - 1_000))
  await hand.pace(rate)
  for (const end = Date.now() + 10 * MINUTE; (await standingOf(admin)).open > 0 && Date.now() < end; await pause(500)) {
    const { next } = await standingOf(admin)
    if (next !== null && next > hand.now() + 3 * MINUTE) await hand.jump(next - 1_000)
  }
  return wrongly
}

async function standingOf(admin: pg.Pool): Promise<Standing> {
  const { rows } = await admin.query<{ open: number; next: Date | null }>(
    `select count(*)::int as open, min(ready_at) as next from automation.transitions where status in ('waiting', 'working')`,
  )
  return { open: rows[0]!.open, next: rows[0]!.next?.getTime() ?? null }
}

/** The Monday before: the certificates that are made by the simulated clock have to be valid by the real one. */
function lastMonday(now: number): number {
  const midnight = Math.floor(now / DAY) * DAY
  const weekday = (new Date(midnight).getUTCDay() + 6) % 7
  return midnight - (weekday === 0 ? 7 : weekday) * DAY
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
